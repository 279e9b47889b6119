// SPDX-License-Identifier: BSD-2-Clause
// The IPC state machine in every state that small systems can reach, held against the model.
// explorer.h says how; each system here says what is in it.
#include "explorer_tables.h"

namespace pinyon::test {
namespace {

// ---- Two threads -------------------------------------------------------------------------------

TEST(CoreExplorer, two_threads_with_every_partner_and_timeout)
{
    expect_agreement(
        {.name = "partners and timeouts",
         .actors = {{}, {}},
         .operations =
             joined({ipc_operations(0, shapes_with_time(0, 1)),
                     ipc_operations(1, shapes_with_time(1, 0)), for_each({0, 1}, cut_operations),
                     for_each({0, 1}, halt_operations), tick_operations(), late_tick_operations()}),
         .symmetries = {{1, 0}}});
}

TEST(CoreExplorer, two_threads_that_are_created_started_and_deleted)
{
    expect_agreement(
        {.name = "life",
         .actors = {{}, {}},
         .operations = joined({plain_ipc({0, 1}),
                               ipc_operations(0, {{.to = formerly(1)}, {.from = formerly(1)}}),
                               ipc_operations(1, {{.to = formerly(0)}, {.from = formerly(0)}}),
                               for_each({0, 1}, cut_operations), for_each({0, 1}, halt_operations),
                               life_operations(0, 1), life_operations(1, 0)}),
         .symmetries = {{1, 0}}});
}

// ---- Three threads -----------------------------------------------------------------------------

TEST(CoreExplorer, three_threads_of_one_space)
{
    expect_agreement(
        {.name = "three in one space",
         .actors = {{}, {}, {}},
         .operations = joined({plain_ipc({0, 1, 2}), for_each({0, 1, 2}, cut_operations)}),
         .symmetries = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}});
}

TEST(CoreExplorer, three_threads_of_two_spaces)
{
    expect_agreement(
        {.name = "three in two spaces",
         .actors = {{}, {}, {.space = 1}},
         .operations = joined({plain_ipc({0, 1, 2}), for_each({0, 1, 2}, cut_operations),
                               if_long(for_each({0, 1, 2}, halt_operations))}),
         .symmetries = {{1, 0, 2}}});
}

TEST(CoreExplorer, three_threads_with_timeouts)
{
    using enum x2::Limit;
    Operations ipc;
    for (int const self : {0, 1, 2})
        for (int const other : {0, 1, 2})
            if (self != other)
                ipc = joined({ipc, ipc_operations(
                                       self, {{.to = thread_named(other), .send = period},
                                              {.to = thread_named(other),
                                               .from = whoever,
                                               .send = zero,
                                               .receive = period},
                                              {.from = thread_named(other), .receive = period}})});
    expect_agreement({.name = "three with timeouts",
                      .actors = {{}, {}, {}},
                      .operations = joined({ipc, tick_operations(), late_tick_operations()}),
                      .symmetries = {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}});
}

// ---- What the kernel sends, and transfers that take time ---------------------------------------

TEST(CoreExplorer, a_thread_that_faults_its_pager_and_a_third)
{
    expect_agreement(
        {.name = "faults",
         .actors = {{.pager = 1, .handler = 1}, {.pages = Stage::Actor::Pages::many}, {.space = 1}},
         .operations =
             joined({plain_ipc({0, 1, 2}), fault_operations(0),
                     ipc_operations(1, {{.to = thread_named(0), .items = true}}), cut_operations(0),
                     cut_operations(1), halt_operations(0), life_operations(1, 2)})});
}

TEST(CoreExplorer, an_interrupt_line_its_handler_and_a_third)
{
    Operations to_line;
    for (int const self : {0, 1})
        to_line = joined({to_line, ipc_operations(self, plain_shapes(self, {2}))});
    expect_agreement({.name = "interrupts",
                      .actors = {{}, {}, {.space = x2::Thread::no_space, .pager = 0}},
                      .operations = joined(
                          {plain_ipc({0, 1}), to_line,
                           ipc_operations(0, {{.to = thread_named(2), .items = true}}),
                           cut_operations(0), life_operations(0, 1), line_operations(2, {0, 1})})});
}

// B takes items, C does not. The item of A is long, and may be interrupted.
Operations item_transfers()
{
    Operations all = transfer_operations(0);
    for (bool const pausing : {false, true})
        for (Whom const from : {no_one, thread_named(1), whoever})
            all.push_back(ipc_operation(
                0, {.to = thread_named(1), .from = from, .items = true, .pausing = pausing}));
    all.push_back(ipc_operation(0, {.to = thread_named(2), .items = true, .pausing = true}));
    all.push_back(ipc_operation(1, {.from = thread_named(0), .pausing = true}));
    all.push_back(
        ipc_operation(1, {.from = whoever, .receive = x2::Limit::period, .pausing = true}));
    return all;
}

TEST(CoreExplorer, transfers_of_items_that_pause_in_the_middle)
{
    Whom const a = thread_named(0), b = thread_named(1);
    Operations const others =
        joined({ipc_operations(0, {{.to = b}, {.from = whoever}}),
                ipc_operations(1, {{.to = a, .from = a}}),
                ipc_operations(2, {{.to = a}, {.to = b}, {.to = b, .from = b}, {.from = a}})});
    expect_agreement(
        {.name = "paused transfers",
         .actors = {{.pages = Stage::Actor::Pages::many},
                    {.space = 1, .takes_items = true},
                    {.space = 1}},
         .operations = joined({item_transfers(), others, for_each({0, 1}, cut_operations),
                               halt_operations(1), life_operations(0, 2), life_operations(1, 2),
                               tick_operations(), if_long(plain_ipc({0, 1, 2}))})});
}

}  // namespace
}  // namespace pinyon::test
