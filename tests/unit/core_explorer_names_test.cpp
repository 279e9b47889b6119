// SPDX-License-Identifier: BSD-2-Clause
// Propagation and redirection in every state that small systems can reach, held against the model.
#include "explorer_tables.h"

namespace pinyon::test {
namespace {

using enum x2::Limit;

// Each thread sends to each other in the name of each, itself too.
Operations propagation(std::vector<int> const& threads)
{
    std::vector<Whom> names;
    for (int const thread : threads)
        names.push_back(thread_named(thread));
    Operations all;
    for (int const self : threads) {
        std::vector<int> partners = threads;
        std::erase(partners, self);
        all = joined({all, propagating_operations(self, partners, names)});
    }
    return all;
}

// What waits for each other: closed for each, and open.
Operations waits(std::vector<int> const& threads)
{
    Operations all;
    for (int const self : threads) {
        all = joined({all, ipc_operations(self, {{.from = whoever}, {.from = whoever_local}})});
        for (int const partner : threads)
            if (partner != self)
                all = joined({all, ipc_operations(self, {{.from = thread_named(partner)}})});
    }
    return all;
}

// Calls and sends in one's own name.
Operations calls(int self, std::vector<int> const& partners)
{
    Operations all;
    for (int const partner : partners) {
        Whom const other = thread_named(partner);
        all = joined({all, ipc_operations(self, {{.to = other}, {.to = other, .from = other}})});
    }
    return all;
}

// ---- Propagation -------------------------------------------------------------------------------

TEST(CoreExplorer, two_threads_that_bear_names_and_move)
{
    Operations more;
    for (int const self : {0, 1}) {
        Whom const other = thread_named(1 - self);
        for (Whom const& name :
             {no_one, whoever, whoever_local, formerly(self), thread_local_named(self),
              formerly(1 - self), thread_local_named(1 - self)})
            more.push_back(ipc_operation(self, {.to = other, .as = name}));
        for (Whom const& name : {thread_named(self), other})
            more =
                joined({more, ipc_operations(self, {{.to = other, .from = other, .as = name},
                                                    {.to = other, .send = period, .as = name}})});
    }
    expect_agreement({.name = "names of two",
                      .actors = {{}, {.space = 1}},
                      .operations = joined(
                          {waits({0, 1}), calls(0, {1}), calls(1, {0}), more, cut_operations(0),
                           life_operations(1, 0), move_operations(1, {0, 1}), tick_operations(),
                           if_long(joined({plain_ipc({0, 1}), propagation({0, 1}),
                                           life_operations(0, 1), move_operations(0, {0, 1})}))})});
}

TEST(CoreExplorer, three_threads_of_one_space_that_bear_names)
{
    expect_agreement({.name = "names of three in one space",
                      .actors = {{}, {}, {}},
                      .operations = joined({plain_ipc({0, 1, 2}), propagation({0, 1, 2}),
                                            for_each({0, 1, 2}, cut_operations)}),
                      .symmetries = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}});
}

// A propagates in the name of B; all of them die, move, and change their ids.
TEST(CoreExplorer, three_threads_of_two_spaces_that_bear_names)
{
    expect_agreement(
        {.name = "names of three in two spaces",
         .actors = {{}, {}, {.space = 1}},
         .operations = joined({waits({0, 1, 2}), calls(0, {1, 2}), calls(1, {0, 2}),
                               calls(2, {0, 1}), propagating_operations(0, {2}, {thread_named(1)}),
                               propagating_operations(2, {0}, {thread_named(1)}),
                               for_each({0, 1}, cut_operations), life_operations(1, 2),
                               move_operations(1, {0, 1}), move_operations(2, {0, 1}),
                               if_long(propagation({0, 1, 2}))})});
}

// A waits for B, and its deadline stays when its wait is turned to C.
TEST(CoreExplorer, three_threads_that_bear_names_with_timeouts)
{
    Whom const a = thread_named(0), b = thread_named(1), c = thread_named(2);
    expect_agreement(
        {.name = "names, with timeouts",
         .actors = {{}, {.space = 1}, {}},
         .operations =
             joined({ipc_operations(0, {{.from = b, .receive = period},
                                        {.to = b, .from = b, .receive = point},
                                        {.to = b, .from = b, .send = period, .receive = period}}),
                     ipc_operations(1, {{.from = whoever},
                                        {.to = c, .as = a},
                                        {.to = c, .send = period, .as = a},
                                        {.to = c, .from = a, .receive = period, .as = a}}),
                     ipc_operations(2, {{.from = whoever},
                                        {.from = a, .receive = period},
                                        {.to = a, .send = zero},
                                        {.to = a, .send = period, .as = b}}),
                     cut_operations(0), tick_operations(), late_tick_operations()})});
}

// A's wait for B is turned to C, in whose name D has queued a message.
TEST(CoreExplorer, four_threads_and_a_turned_wait)
{
    Whom const a = thread_named(0), b = thread_named(1), c = thread_named(2);
    expect_agreement(
        {.name = "turned waits of four",
         .actors = {{}, {}, {}, {}},
         .operations = joined(
             {ipc_operations(0, {{.from = b}, {.to = b, .from = b}, {.from = whoever}}),
              ipc_operations(1, {{.from = whoever}, {.to = c, .as = a}, {.to = a}}),
              ipc_operations(2, {{.from = whoever}, {.from = a}, {.to = a, .from = a}}),
              ipc_operations(3, {{.to = a, .as = c}, {.to = a, .from = a, .as = b}, {.to = a}}),
              cut_operations(0), cut_operations(3)})});
}

// The wait that is turned is the kernel's: A has B as its pager and handler.
TEST(CoreExplorer, a_fault_whose_handler_passes_it_on)
{
    expect_agreement({.name = "faults passed on",
                      .actors = {{.pager = 1, .handler = 1},
                                 {.space = 1, .pages = Stage::Actor::Pages::many},
                                 {.space = 2}},
                      .operations = joined(
                          {waits({1, 2}), calls(1, {0, 2}), calls(2, {0, 1}), fault_operations(0),
                           propagating_operations(1, {2}, {thread_named(0)}),
                           propagating_operations(2, {0}, {thread_named(1)}), cut_operations(0),
                           life_operations(2, 1), move_operations(2, {0, 1, 2})})});
}

// ---- Redirection -------------------------------------------------------------------------------

// What A sends out of its space goes to C, which may send in A's name: it redirects for A.
TEST(CoreExplorer, two_spaces_and_a_redirector)
{
    expect_agreement(
        {.name = "a redirector",
         .actors = {{}, {.space = 1}, {.space = 2}},
         .operations = joined({waits({0, 1, 2}), calls(0, {1, 2}), calls(1, {0}), calls(2, {0, 1}),
                               propagating_operations(2, {0, 1}, {thread_named(0)}),
                               propagating_operations(2, {0}, {thread_named(1)}), cut_operations(0),
                               redirect_operations(0, {0, 1, 2}), life_operations(2, 0),
                               if_long(plain_ipc({0, 1, 2}))})});
}

TEST(CoreExplorer, a_redirector_with_timeouts)
{
    Whom const b = thread_named(1);
    expect_agreement(
        {.name = "a redirector, with timeouts",
         .actors = {{}, {.space = 1}, {.space = 2}},
         .operations = joined(
             {ipc_operations(0, {{.to = b, .send = period},
                                 {.to = b, .from = b, .receive = period},
                                 {.to = b, .send = zero}}),
              calls(2, {0}), waits({1, 2}), propagating_operations(2, {0, 1}, {thread_named(0)}),
              propagating_operations(2, {0}, {b}), cut_operations(0), redirect_operations(0, {2}),
              life_operations(2, 0), tick_operations(), late_tick_operations(),
              if_long(life_operations(1, 0))})});
}

// A and B share a space, or do not; their messages go to C.
TEST(CoreExplorer, redirected_threads_that_move)
{
    Whom const a = thread_named(0), b = thread_named(1);
    auto const moves = [](int thread) { return move_operations(thread, {0, 1}); };
    expect_agreement(
        {.name = "redirected threads that move",
         .actors = {{}, {}, {.space = 1}},
         .operations = joined({waits({0, 1, 2}), calls(0, {1}), calls(2, {0}),
                               propagating_operations(2, {0, 1}, {a}), cut_operations(0),
                               redirect_operations(0, {1, 2}), redirect_operations(1, {0}),
                               for_each({0, 1, 2}, moves),
                               if_long(joined({calls(1, {0}), calls(2, {1}), cut_operations(1),
                                               propagating_operations(2, {0, 1}, {b})}))})});
}

// B is the redirector of A's space, and C that of B's: a chain. B dies while A waits for it.
TEST(CoreExplorer, a_chain_of_redirectors)
{
    Whom const a = thread_named(0), b = thread_named(1);
    expect_agreement(
        {.name = "a chain of redirectors",
         .actors = {{}, {.space = 1}, {.space = 2}},
         .operations = joined(
             {waits({1, 2}), calls(0, {1, 2}), calls(1, {2}), propagating_operations(1, {2}, {a}),
              propagating_operations(2, {0}, {b}), redirect_operations(0, {1, 2}),
              redirect_operations(1, {0, 2}), life_operations(1, 0),
              if_long(joined({waits({0, 1, 2}), calls(1, {0}), propagating_operations(2, {1}, {a}),
                              redirect_operations(2, {0})}))})});
}

// Faults of A are redirected like its own messages.
TEST(CoreExplorer, a_redirected_fault)
{
    expect_agreement(
        {.name = "redirected faults",
         .actors = {{.pager = 1, .handler = 1},
                    {.space = 1, .pages = Stage::Actor::Pages::many},
                    {.space = 2}},
         .operations = joined({waits({1, 2}), calls(1, {0}), fault_operations(0), cut_operations(0),
                               propagating_operations(2, {1}, {thread_named(0)}),
                               propagating_operations(2, {0}, {thread_named(1)}), calls(2, {0}),
                               redirect_operations(0, {1, 2}), life_operations(2, 0)})});
}

}  // namespace
}  // namespace pinyon::test
