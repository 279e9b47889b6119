// SPDX-License-Identifier: BSD-2-Clause
// Strings of which pages are missing, in every state that small systems can reach, held against
// the model: A sends to B, C is the pager of one or both.
#include "explorer_tables.h"

namespace pinyon::test {
namespace {

using enum x2::Limit;
using Actor = Stage::Actor;
using Pages = Stage::Actor::Pages;

Whom const a = thread_named(0), b = thread_named(1), c = thread_named(2);

Actor sender(int pager, x2::Limit timeout = never)
{
    return {.pager = pager, .transfer_send = timeout, .transfer_receive = zero};
}

Actor receiver(int pager, x2::Limit timeout = never)
{
    return {.space = 1,
            .pager = pager,
            .takes_strings = true,
            .transfer_send = zero,
            .transfer_receive = timeout};
}

// The string, and waits for it.
Operations strings()
{
    return joined({ipc_operations(0, {{.to = b, .string = true},
                                      {.to = b, .string = true, .as = a},
                                      {.to = b, .from = b, .string = true},
                                      {.to = b, .pausing = true, .string = true}}),
                   ipc_operations(1, {{.from = a}, {.from = whoever}, {.to = a, .from = a}}),
                   transfer_operations(0), page_operations(0), page_operations(1)});
}

// The pager waits, answers with the page or without.
Operations paging(std::vector<Whom> const& victims)
{
    Operations all = ipc_operations(2, {{.from = whoever}});
    for (Whom const& victim : victims)
        all = joined({all, ipc_operations(2, {{.from = victim},
                                              {.to = victim, .send = zero, .items = true},
                                              {.to = victim, .from = whoever, .items = true},
                                              {.to = victim}})});
    return all;
}

// Deaths, changes of the version and aborts of a thread that does not come back.
Operations ends(int thread)
{
    Operations all = life_operations(thread, thread);
    std::erase_if(all, [](Operations::value_type const& operation) {
        return operation.name.starts_with("create") || operation.name.starts_with("activate");
    });
    return all;
}

TEST(CoreExplorer, a_string_with_faults_on_either_side)
{
    expect_agreement(
        {.name = "string faults",
         .actors = {sender(2), receiver(2), {.space = 2, .pages = Pages::one}},
         .operations = joined({strings(), paging({a, b}), for_each({0, 1, 2}, cut_operations),
                               halt_operations(1), if_long(plain_ipc({0, 1, 2}))})});
}

TEST(CoreExplorer, a_string_whose_pager_comes_and_goes)
{
    expect_agreement({.name = "string faults and the life of the pager",
                      .actors = {sender(2), receiver(2), {.space = 2, .pages = Pages::one}},
                      .operations = joined({strings(), paging({a, b}), ends(0),
                                            life_operations(2, 0), if_long(ends(1))})});
}

void explore_timeouts(std::string const& name, x2::Limit of_sender, x2::Limit of_receiver)
{
    expect_agreement(
        {.name = "string faults, transfer timeouts " + name,
         .actors = {sender(2, of_sender),
                    receiver(2, of_receiver),
                    {.space = 2, .pages = Pages::one}},
         .operations = joined({strings(), paging({a, b}), cut_operations(0), cut_operations(1),
                               ipc_operations(1, {{.from = a, .receive = period}}), ends(2),
                               tick_operations(), late_tick_operations()})});
}

TEST(CoreExplorer, a_string_with_the_transfer_timeout_of_the_receiver)
{
    explore_timeouts("of the receiver", never, period);
}

TEST(CoreExplorer, a_string_with_equal_transfer_timeouts)
{
    explore_timeouts("of both", period, period);
}

TEST(CoreExplorer, a_string_with_no_time_for_faults)
{
    explore_timeouts("zero", zero, period);
}

// B is A's pager as well as its partner: only timeouts, cuts and ends help.
TEST(CoreExplorer, a_string_to_ones_own_pager)
{
    Actor pager = receiver(0, period);
    pager.pages = Pages::one;
    expect_agreement(
        {.name = "a string to the pager",
         .actors = {sender(1), pager},
         .operations = joined(
             {strings(),
              ipc_operations(1, {{.to = a, .items = true}, {.to = a, .from = a, .items = true}}),
              for_each({0, 1}, cut_operations), for_each({0, 1}, halt_operations),
              life_operations(0, 1), ends(1), tick_operations(), late_tick_operations()})});
}

// The pager's answer is long, and pauses in the middle: a transfer above a transfer.
TEST(CoreExplorer, a_string_and_an_answer_that_pauses)
{
    Operations const answers =
        ipc_operations(2, {{.to = a, .items = true, .pausing = true},
                           {.to = b, .from = whoever, .items = true, .pausing = true}});
    expect_agreement(
        {.name = "string faults, paused answers",
         .actors = {sender(2), receiver(2), {.space = 2, .pages = Pages::many}},
         .operations = joined({strings(), answers, ipc_operations(2, {{.from = whoever}}),
                               transfer_operations(2), for_each({0, 1, 2}, cut_operations), ends(0),
                               ends(1), ends(2)})});
}

// The name that A bears is the pager's, which dies meanwhile, comes back and waits for A.
TEST(CoreExplorer, a_string_in_the_name_of_another)
{
    Operations const named =
        ipc_operations(0, {{.to = b, .string = true, .as = c},
                           {.to = b, .from = b, .pausing = true, .string = true, .as = c}});
    expect_agreement(
        {.name = "a string in the name of the pager",
         .actors = {sender(2), receiver(2), {.pages = Pages::one}},
         .operations = joined({named, ipc_operations(1, {{.from = c}, {.from = whoever}}),
                               paging({a, b}), transfer_operations(0), page_operations(1),
                               cut_operations(1), life_operations(2, 0)})});
}

// What A sends to B goes to C, until C is replaced.
TEST(CoreExplorer, a_string_that_is_redirected)
{
    Actor redirector = receiver(1);
    redirector.space = 2;
    Actor dest = receiver(2);
    dest.pages = Pages::one;
    expect_agreement({.name = "a string, redirected",
                      .actors = {sender(1), dest, redirector},
                      .operations = joined(
                          {strings(), ipc_operations(2, {{.from = a}, {.from = whoever}}),
                           ipc_operations(1, {{.to = c, .send = zero, .items = true}}),
                           ipc_operations(2, {{.to = b, .string = true, .as = a}, {.to = a}}),
                           transfer_operations(2), page_operations(2),
                           redirect_operations(0, {1, 2}), cut_operations(0), ends(1), ends(2)})});
}

// The pager of both is passed over: C is their redirector.
TEST(CoreExplorer, a_string_with_redirected_faults)
{
    expect_agreement({.name = "string faults, redirected",
                      .actors = {sender(1), receiver(0), {.space = 2, .pages = Pages::one}},
                      .operations = joined({strings(), paging({a, b}), redirect_operations(0, {2}),
                                            cut_operations(0), cut_operations(1), ends(2),
                                            if_long(redirect_operations(1, {2}))})});
}

}  // namespace
}  // namespace pinyon::test
