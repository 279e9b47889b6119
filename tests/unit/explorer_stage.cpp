// SPDX-License-Identifier: BSD-2-Clause
// The stage: its set-up, and the model's operations as events of the real kernel.
#include "explorer_stage.h"

#include <algorithm>

namespace pinyon::test {

namespace {

constexpr Word heap_size = Word{256} << 10;
constexpr Word tick_length = 1024;  // microseconds
constexpr unsigned tick_exponent = 10;
constexpr Word controller_priority = 254, urgent_priority = 255, actor_priority = 10;
// Lines: the urgent one, and from which on those of actors follow in their order.
constexpr std::uint32_t urgent_line = 20, actor_line = 5;
constexpr Word nothing_at = 0x6000'0000;

// 64 pages: enough for several looks at pending interrupts.
constexpr Word pages_at = 0x1000'0000, window_at = Stage::string_page_at;
constexpr unsigned pages_log2 = 18;
// Strings lie in two pages, of which the first is always there.
constexpr Word string_at = window_at - x2::piece, string_header = Word{2 * x2::piece} << 10;
constexpr unsigned string_frames = 128;
// UTCB blocks from this one on are the actors'.
constexpr Word first_block = 8;

// A point in time (reference 1.3) `x2::span` ticks from now, which is a whole number of ticks.
IpcTime point()
{
    Word const moment = (host::machine().now.raw() >> tick_exponent) + x2::span;
    return IpcTime{Word{1} << 15 | Word{tick_exponent} << 11 | (moment & 0x7FF)};
}

IpcTime time_of(x2::Limit limit)
{
    switch (limit) {
    case x2::Limit::never:
        return time_never;
    case x2::Limit::zero:
        return time_zero;
    case x2::Limit::period:
        return IpcTime::period(x2::span * tick_length);
    case x2::Limit::point:
        return point();
    }
    return time_never;
}

bool is_line(Stage::Actor const& actor)
{
    return actor.space == x2::Thread::no_space;
}

}  // namespace

// ---- Set-up ------------------------------------------------------------------------------------

Stage::Stage(std::vector<Actor> const& actors)
{
    boot({.heap = heap_size});
    for (Actor const& actor : actors)
        has_strings_ |= actor.takes_strings;
    controllers_.push_back(&spawn_with(root(), controller_priority));
    for (Actor const& actor : actors)
        enter(actor);
    for (int i = 0; i < int(actors.size()); ++i)
        prepare(i, actors[i]);
    urgent_ = &spawn_with(root(), urgent_priority);
    quieten(root(), *urgent_, urgent_priority);
    for (Tcb* c : controllers_)
        quieten(root(), *c, controller_priority);
    ThreadId const line = ThreadId::global(urgent_line, 1);
    (void)CoreKernel::thread_control(root(), {.dest = line, .space = line, .pager = urgent_->id});
    park();
    receive(*urgent_, line);
    host::machine().preempt_at = [](unsigned) { return false; };
    run(controller(0));
    auto* const heap = static_cast<std::byte*>(Arch::direct(kernel_heap_at));
    auto* const object = reinterpret_cast<std::byte*>(&kernel());
    snapshots_ = std::make_unique<MachineSnapshots>(
        std::vector<std::span<std::byte>>{{heap, heap_size}, {object, sizeof(Kernel)}});
}

// Makes the thread, and the space with it if it is the first there.
void Stage::enter(Actor const& actor)
{
    if (is_line(actor)) {
        actors_.push_back({actor_line + actors_.size(), 0, actor.space, 0});
        return;
    }
    if (actor.space == int(controllers_.size()))
        controllers_.push_back(&spawn(controller_priority));
    ThreadId const id = fresh_id();
    Word const utcb = utcbs_at + (first_block + actors_.size()) * PINYON_UTCB_SIZE;
    (void)thread_control(root(), {.dest = id,
                                  .space = controller(actor.space).id,
                                  .scheduler = root().id,
                                  .pager = root().id,
                                  .utcb = utcb});
    send(root(), id, {first_ip, first_sp}, time_zero);
    actors_.push_back({id.number(), utcb, actor.space,
                       actor.pages == Actor::Pages::many ? pages_log2 : page_bits});
}

void Stage::prepare(int thread, Actor const& actor)
{
    auto const id = [&](int index) {
        return index < 0 ? nilthread : ThreadId::global(actors_[index].number, 1);
    };
    if (is_line(actor)) {
        EXPECT_EQ(attach(thread, actor.pager < 0 ? x2::nil : name_of(id(actor.pager))), 1u);
        return;
    }
    Tcb& t = this->actor(thread);
    quieten(controller(0), t, actor_priority + Word(thread));
    t.utcb.write(PINYON_TCR_PAGER, id(actor.pager).raw());
    t.utcb.write(PINYON_TCR_EXCEPTION_HANDLER, id(actor.handler).raw());
    Word const times = Word{time_of(actor.transfer_send).raw()} << 16;
    t.utcb.write(PINYON_TCR_XFER_TIMEOUTS, times | time_of(actor.transfer_receive).raw());
    give_memory(thread, actor);
    if (actor.takes_items)
        accept_all(t);
    if (actor.takes_strings) {
        set_acceptor(t, 1);
        t.utcb.write(PINYON_TCR_BR0 - 1, string_header);
        t.utcb.write(PINYON_TCR_BR0 - 2, string_at);
    }
}

void Stage::give_memory(int thread, Actor const& actor)
{
    Tcb& t = this->actor(thread);
    if (actor.pages != Actor::Pages::none)
        give(t, pages_at, 0, 1u << (actors_[thread].item_log2 - page_bits));
    if (has_strings_)
        give(t, window_at - page_size, string_frames + unsigned(thread));
}

// Time slices never end.
void Stage::quieten(Tcb& by, Tcb& t, Word priority)
{
    EXPECT_NE(schedule(by, t.id, {.time = 0, .priority = priority}).state, 0u);
}

Tcb* Stage::find_actor(int thread)
{
    return kernel().threads.at(actors_[thread].number);
}

ThreadId Stage::id_of(x2::Name name)
{
    switch (name.kind) {
    case x2::Name::Kind::anyone:
        return anythread;
    case x2::Name::Kind::any_local:
        return anylocalthread;
    case x2::Name::Kind::global:
        return ThreadId::global(actors_[name.thread].number, Word(name.version));
    case x2::Name::Kind::local:
        return ThreadId{actors_[name.thread].utcb + PINYON_UTCB_POINTER_OFFSET};
    default:
        return nilthread;
    }
}

// ---- Operations --------------------------------------------------------------------------------

// Interrupts are taken, threads whose waits were turned look at their queues, and the controller
// runs again.
void Stage::settle()
{
    host::Machine const& machine = host::machine();
    bool const due = std::ranges::any_of(
        machine.raised, [&](std::uint32_t line) { return machine.unmasked.contains(line); });
    if (due)
        interrupt();
    if (current() == urgent_) {
        ThreadId const line = ThreadId::global(urgent_line, 1);
        CoreKernel::ipc(*urgent_, {.to = line, .from = line});
    }
    run(controller(0));
    for (int i = 0; i < int(actors_.size()); ++i)
        if (Tcb* const t = find_actor(i); t && t->searching)
            thread_switch(controller(0), t->id);
    run(controller(0));
}

void Stage::ipc(int self, x2::Call const& call, bool pausing)
{
    if (pausing)
        host::machine().preempt_at = [](unsigned) {
            host::raise(IrqLine{urgent_line});
            return true;
        };
    Words words{Word(self)};
    Words item;
    if (call.items)
        item = pages_item(pages_at, actors_[self].item_log2, window_at);
    if (call.string)
        item = {string_header, string_at};
    words.insert(words.end(), item.begin(), item.end());
    Tcb& t = actor(self);
    t.utcb.write(PINYON_TCR_VIRTUAL_SENDER, id_of(call.as).raw());
    // Other flags are the kernel's: no receiver sees this one.
    Word const flags = PINYON_TAG_ERROR | (call.as.is_nil() ? 0 : PINYON_TAG_PROPAGATED);
    CoreKernel::ipc(t, {.to = id_of(call.to),
                        .from = id_of(call.from),
                        .send = time_of(call.send),
                        .receive = time_of(call.receive),
                        .tag = tag_of(1, unsigned(item.size()), Word(self + 1)).with_flag(flags),
                        .words = words});
    host::machine().preempt_at = [](unsigned) { return false; };
    settle();
}

void Stage::go_on(int sender)
{
    thread_switch(controller(0), actor(sender).id);
    settle();
}

void Stage::tick(bool noticed)
{
    advance(tick_length);
    if (noticed)
        interrupt();
    settle();
}

Word Stage::exchange(int thread, Word control)
{
    Tcb& by = controller(space_of(actor(thread)));
    Word const phases =
        CoreKernel::exchange(by, {.dest = actor(thread).id, .control = control}).control;
    settle();
    return phases;
}

Word Stage::control(ThreadParameters const& parameters)
{
    Answer const answer = thread_control(controller(0), parameters);
    settle();
    return answer.result != 0 ? answer.result : failure_bit | answer.error;
}

Word Stage::create(int thread, int version, int space)
{
    Word const result = control({.dest = ThreadId::global(actors_[thread].number, Word(version)),
                                 .space = controller(space).id,
                                 .scheduler = controller(0).id});
    quieten(controller(0), actor(thread), actor_priority + Word(thread));
    return result;
}

Word Stage::activate(int thread, x2::Name pager)
{
    ThreadId const id = actor(thread).id;
    return control({.dest = id, .space = id, .pager = id_of(pager), .utcb = actors_[thread].utcb});
}

Word Stage::change_version(int thread, int version)
{
    ThreadId const id = ThreadId::global(actors_[thread].number, Word(version));
    return control({.dest = id, .space = id});
}

Word Stage::destroy(int thread)
{
    return control({.dest = actor(thread).id});
}

Word Stage::attach(int line, x2::Name handler)
{
    ThreadId const id = ThreadId::global(actors_[line].number, 1);
    return control({.dest = id, .space = id, .pager = handler.is_nil() ? id : id_of(handler)});
}

Word Stage::move(int thread, int space)
{
    Word const utcb = actors_[thread].utcb;
    return control({.dest = actor(thread).id, .space = controller(space).id, .utcb = utcb});
}

Word Stage::redirect(int space, x2::Name redirector)
{
    Answer const answer =
        space_control(controller(0), controller(space).id, Fpage{}, Fpage{}, id_of(redirector));
    settle();
    return answer.result != 0 ? answer.result : failure_bit | answer.error;
}

void Stage::take_page(int space)
{
    (void)unmap(controller(space), {Fpage::make(window_at, page_bits, rights_all).raw()}, true);
    settle();
}

void Stage::fault(int self, x2::Purpose purpose)
{
    if (purpose == x2::Purpose::page_fault)
        CoreKernel::fault(actor(self), nothing_at, rights_r);
    else
        except(actor(self));
    settle();
}

void Stage::raise(int line)
{
    host::raise(IrqLine{std::uint32_t(actors_[line].number)});
    settle();
}

}  // namespace pinyon::test
