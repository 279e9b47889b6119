// SPDX-License-Identifier: BSD-2-Clause
// The operations of the explorer but Ipc: when each is possible, what the model says, and what the
// kernel does.
#include "explorer_tables.h"

#include <algorithm>

namespace pinyon::test {

namespace {

using x2::Limit;
using x2::State;
using x2::World;

// For operations that answer nothing.
template <class F>
std::function<Word(World&)> silent(F rule)
{
    return [=](World& world) {
        rule(world);
        return Word{0};
    };
}

// ThreadControl that succeeds.
template <class F>
std::function<Word(World&)> success(F rule)
{
    return [=](World& world) {
        rule(world);
        return Word{1};
    };
}

bool exists(World const& world, int thread)
{
    return world.threads[thread].exists();
}

// Versions alternate between 1 and 2.
int other_version(World const& world, int thread)
{
    return 3 - world.threads[thread].version;
}

}  // namespace

// ---- Names -------------------------------------------------------------------------------------

std::string letter(int thread)
{
    return std::string(1, char('A' + thread));
}

std::string text_of(Whom const& whom)
{
    switch (whom.kind) {
    case x2::Name::Kind::anyone:
        return "anyone";
    case x2::Name::Kind::any_local:
        return "any local";
    case x2::Name::Kind::local:
        return "local " + letter(whom.thread);
    default:
        return (whom.stale ? "former " : "") + letter(whom.thread);
    }
}

x2::Name Whom::in(World const& world) const
{
    if (kind != x2::Name::Kind::global && kind != x2::Name::Kind::local)
        return {kind};
    int const version = stale ? other_version(world, thread) : world.threads[thread].version;
    return {kind, thread, version};
}

// ---- Time --------------------------------------------------------------------------------------

namespace {

Operation tick_operation(std::string const& name, bool noticed,
                         std::function<bool(x2::Thread const&)> const& forbids)
{
    auto const counts = [](x2::Thread const& t) { return t.left != x2::endless || t.until > 0; };
    return {.name = name,
            .possible =
                [=](World const& world) {
                    return std::ranges::any_of(world.threads, counts) &&
                           std::ranges::none_of(world.threads, forbids);
                },
            .predict = silent([=](World& world) { world.tick(noticed); }),
            .perform =
                [=](Stage& stage, World const&) {
                    stage.tick(noticed);
                    return Word{0};
                }};
}

}  // namespace

Operations tick_operations()
{
    return {tick_operation("a tick", true, [](x2::Thread const&) { return false; })};
}

// One late tick in a row is enough: what is due stays so.
Operations late_tick_operations()
{
    return {tick_operation("a tick, its interrupt not yet taken", false,
                           [](x2::Thread const& t) { return t.left == 0; })};
}

// ---- ExchangeRegisters -------------------------------------------------------------------------

namespace {

Operation exchange_operation(int thread, std::string const& what, Word control)
{
    return {.name = what + " " + letter(thread),
            .possible = [=](World const& world) { return world.threads[thread].is_active(); },
            .predict =
                [=](World& world) {
                    Word const phases = world.phases(thread);
                    world.cut(thread, {(control & PINYON_EXREGS_SEND) != 0,
                                       (control & PINYON_EXREGS_RECEIVE) != 0});
                    if (control & PINYON_EXREGS_SET_HALT)
                        world.threads[thread].halted = control & PINYON_EXREGS_HALT;
                    return phases;
                },
            .perform = [=](Stage& stage, World const&) { return stage.exchange(thread, control); }};
}

}  // namespace

Operations cut_operations(int thread)
{
    constexpr Word both = PINYON_EXREGS_SEND | PINYON_EXREGS_RECEIVE;
    return {exchange_operation(thread, "cut the send phase of", PINYON_EXREGS_SEND),
            exchange_operation(thread, "cut the receive phase of", PINYON_EXREGS_RECEIVE),
            exchange_operation(thread, "cut both phases of", both)};
}

Operations halt_operations(int thread)
{
    constexpr Word halt = PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT;
    return {exchange_operation(thread, "halt", halt),
            exchange_operation(thread, "resume", PINYON_EXREGS_SET_HALT)};
}

// ---- ThreadControl -----------------------------------------------------------------------------

Operations life_operations(int thread, int pager)
{
    auto const there = [=](World const& world) { return exists(world, thread); };
    std::string const name = letter(thread);
    Operations operations;
    operations.push_back({.name = "delete " + name,
                          .possible = there,
                          .predict = success([=](World& world) { world.destroy(thread); }),
                          .perform = [=](Stage& s, World const&) { return s.destroy(thread); }});
    operations.push_back(
        {.name = "create " + name,
         .possible = [=](World const& world) { return !exists(world, thread); },
         .predict =
             success([=](World& world) { world.create(thread, other_version(world, thread)); }),
         .perform =
             [=](Stage& s, World const& w) {
                 return s.create(thread, other_version(w, thread), w.threads[thread].space);
             }});
    operations.push_back(
        {.name = "activate " + name,
         .possible =
             [=](World const& world) { return world.threads[thread].state == State::inactive; },
         .predict = success([=](World& w) { w.activate(thread, w.name_of(pager)); }),
         .perform = [=](Stage& s,
                        World const& w) { return s.activate(thread, w.name_of(pager)); }});
    for (bool const changes : {true, false}) {
        auto const version = [=](World const& w) {
            return changes ? other_version(w, thread) : w.threads[thread].version;
        };
        operations.push_back(
            {.name = (changes ? "change the version of " : "abort by ThreadControl ") + name,
             .possible = there,
             .predict = success([=](World& w) { w.change_version(thread, version(w)); }),
             .perform = [=](Stage& s, World const& w) {
                 return s.change_version(thread, version(w));
             }});
    }
    return operations;
}

// ---- Faults and interrupts ---------------------------------------------------------------------

Operations fault_operations(int self)
{
    Operations operations;
    for (x2::Purpose const purpose : {x2::Purpose::page_fault, x2::Purpose::exception})
        operations.push_back(
            {.name = letter(self) +
                     (purpose == x2::Purpose::exception ? ": exception" : ": page fault"),
             .possible = [=](World const& world) { return world.threads[self].can_call(); },
             .predict = silent([=](World& world) { world.fault(self, purpose); }),
             .perform =
                 [=](Stage& stage, World const&) {
                     stage.fault(self, purpose);
                     return Word{0};
                 }});
    return operations;
}

Operations line_operations(int line, std::vector<int> const& handlers)
{
    std::string const name = letter(line);
    Operations operations;
    operations.push_back({.name = "interrupt " + name,
                          .possible = [=](World const& w) { return !w.threads[line].raised; },
                          .predict = silent([=](World& world) { world.raise(line); }),
                          .perform =
                              [=](Stage& stage, World const&) {
                                  stage.raise(line);
                                  return Word{0};
                              }});
    operations.push_back(
        {.name = "detach " + name,
         .possible = [=](World const&) { return true; },
         .predict = success([=](World& w) { w.attach(line, x2::nil); }),
         .perform = [=](Stage& s, World const&) { return s.attach(line, x2::nil); }});
    for (int const handler : handlers)
        operations.push_back(
            {.name = "attach " + name + " to " + letter(handler),
             .possible = [=](World const& world) { return exists(world, handler); },
             .predict = success([=](World& w) { w.attach(line, w.name_of(handler)); }),
             .perform = [=](Stage& s,
                            World const& w) { return s.attach(line, w.name_of(handler)); }});
    return operations;
}

// ---- Spaces ------------------------------------------------------------------------------------

Operations move_operations(int thread, std::vector<int> const& spaces)
{
    Operations operations;
    for (int const space : spaces)
        operations.push_back(
            {.name = "move " + letter(thread) + " to space " + std::to_string(space),
             .possible =
                 [=](World const& world) {
                     return exists(world, thread) && world.threads[thread].space != space;
                 },
             .predict = success([=](World& world) { world.move(thread, space); }),
             .perform = [=](Stage& s, World const&) { return s.move(thread, space); }});
    return operations;
}

Operations redirect_operations(int space, std::vector<int> const& redirectors)
{
    std::vector<Whom> names{whoever};
    for (int const redirector : redirectors)
        names.push_back(thread_named(redirector));
    Operations operations;
    for (Whom const& name : names)
        operations.push_back(
            {.name = "redirect space " + std::to_string(space) + " to " + text_of(name),
             .possible = [=](World const&) { return true; },
             .predict =
                 [=](World& world) {
                     bool const done = world.redirect(space, name.in(world));
                     return done ? Word{1} : Stage::failure_bit | PINYON_ERR_INVALID_SPACE;
                 },
             .perform = [=](Stage& s, World const& w) { return s.redirect(space, name.in(w)); }});
    return operations;
}

// ---- Transfers ---------------------------------------------------------------------------------

Operations page_operations(int space)
{
    return {{.name = "take the page of space " + std::to_string(space),
             .possible = [=](World const& world) { return world.spaces[space].page; },
             .predict = silent([=](World& world) { world.take_page(space); }),
             .perform =
                 [=](Stage& stage, World const&) {
                     stage.take_page(space);
                     return Word{0};
                 }}};
}

namespace {

// The partner of the transfer may have a page fault in it.
bool goes_on(World const& world, int sender)
{
    x2::Thread const& s = world.threads[sender];
    if (s.state != State::sending)
        return false;
    x2::Thread const& r = world.threads[s.partner];
    return !r.below || r.below->partner != sender;
}

}  // namespace

Operations transfer_operations(int sender)
{
    return {{.name = "the transfer of " + letter(sender) + " goes on",
             .possible = [=](World const& world) { return goes_on(world, sender); },
             .predict = silent([=](World& world) { world.go_on(sender); }),
             .perform =
                 [=](Stage& stage, World const&) {
                     stage.go_on(sender);
                     return Word{0};
                 }}};
}

}  // namespace pinyon::test
