// SPDX-License-Identifier: BSD-2-Clause
// Section 5.4: the end of a thread that others depend on, in each part that it may play for them.
//
// Redirectors live in the suite's space, as the pager does: faults are not redirected.
#include "child_pager.h"
#include "exchange.h"
#include "machine.h"
#include "propagation.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/schedule.h>
#include <l4/space.h>
#include <pinyon/alarm.h>

namespace conformance {
namespace {

bool finishes_with(L4_ThreadId_t worker, Word wanted)
{
    Word result = ~wanted;
    return finish(worker, result) && result == wanted;
}

Word redirect(L4_ThreadId_t space, L4_ThreadId_t redirector)
{
    Word old_control;
    return L4_SpaceControl(space, 0, L4_Nilpage, L4_Nilpage, redirector, &old_control) != 0
               ? 0
               : L4_ErrorCode();
}

// Whether the id's number can be used for a new thread, which works.
void check_number_serves(L4_ThreadId_t old)
{
    L4_ThreadId_t const id = L4_GlobalId(L4_ThreadNo(old), L4_Version(old) + 64);
    Word const utcb = reinterpret_cast<Word>(utcb_of(id));
    REQUIRE(thread_control(id, tester(), tester(), tester(), utcb) == 0);
    REQUIRE(start_thread(id, worker_entry(), stack_of(id)));
    EXPECT_EQ(run(id, same_word, 8), 8);
    EXPECT_EQ(delete_thread(id), 0);
}

// ---- Tasks

// Takes one message of the thread, says so, and never answers it.
constinit Word volatile taken;

Word take_and_keep(Word thread)
{
    Word const error = error_of(L4_Receive_Timeout({thread}, patience()));
    taken = taken + 1;
    L4_Sleep(L4_Never);
    return error;
}

Word raise_exception(Word handler)
{
    L4_Set_ExceptionHandler({handler});
    machine::illegal_instruction();
    return 1;
}

constexpr L4_Word64_t nap_us = 20 * moment_us;

Word take_a_nap(Word)
{
    L4_Sleep(L4_TimePeriod(nap_us));
    return 1;
}

Word map_window_to(Word taker)
{
    load_item(L4_MapItem(fpage(window, page_log2) + L4_FullyAccessible, 0));
    return error_of(L4_Send_Timeout({taker}, patience()));
}

// A worker that keeps what it takes from `victim`.
L4_ThreadId_t start_keeper(L4_ThreadId_t victim)
{
    taken = 0;
    L4_ThreadId_t const keeper = start_worker();
    EXPECT(post(keeper, take_and_keep, victim.raw));
    return keeper;
}

bool has_taken()
{
    return eventually([] { return taken > 0; });
}

Word send_propagated(Word name)
{
    load(0, {5});
    return send_in_name_of({name}, tester(), L4_Never);
}

constexpr Case cases[] = {
    {"a pager that dies with a fault in its hands: the thread faults again, and is halted",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const pager = start_keeper(worker);
         REQUIRE(thread_control(worker, worker, L4_nilthread, pager) == 0);
         REQUIRE(post(worker, peek, window) && has_taken());
         REQUIRE(delete_thread(pager) == 0);
         EXPECT(eventually([worker] { return is_halted(worker); }));
         EXPECT_EQ(phase_of(exchange(worker, PINYON_EXREGS_DELIVER)), 0);
     }},

    {"a halted thread that gets a new pager faults again there, and goes on",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const pager = start_keeper(worker);
         REQUIRE(thread_control(worker, worker, L4_nilthread, pager) == 0);
         REQUIRE(post(worker, peek, window) && has_taken());
         REQUIRE(delete_thread(pager) == 0);
         REQUIRE(eventually([worker] { return is_halted(worker); }));
         exchange(worker, resume | PINYON_EXREGS_SET_PAGER, 0, 0, 0, tester());
         EXPECT_EQ(fault_address(worker), window);
         word_at(scratch()) = 21;
         load_item(L4_MapItem(fpage(scratch()) + L4_Readable, window));
         EXPECT_EQ(error_of(L4_Reply(worker)), no_error);
         EXPECT(finishes_with(worker, 21));
     }},

    {"a pager that dies with a queued fault halts the thread, and takes nothing along",
     [] {
         L4_ThreadId_t const pager = start_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(pager, receive_from, pager.raw));
         REQUIRE(thread_control(worker, worker, L4_nilthread, pager) == 0);
         REQUIRE(post(worker, peek, window));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(pager) == 0);
         EXPECT(eventually([worker] { return is_halted(worker); }));
         check_number_serves(pager);
     }},

    {"an exception handler that dies with an exception in its hands: the thread is halted",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const handler = start_keeper(worker);
         REQUIRE(post(worker, raise_exception, handler.raw) && has_taken());
         REQUIRE(delete_thread(handler) == 0);
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    {"a thread that dies in a fault is no partner for its pager any more",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         REQUIRE(fault_address(worker) == window);
         REQUIRE(delete_thread(worker) == 0);
         load_item(L4_MapItem(fpage(scratch()) + L4_Readable, window));
         EXPECT_EQ(error_of(L4_Reply(worker)), send_no_partner);
         check_number_serves(worker);
     }},

    {"a thread that dies before its start message is no partner for its pager any more",
     [] {
         L4_ThreadId_t const unborn = start_unborn();
         REQUIRE(delete_thread(unborn) == 0);
         EXPECT(!start_thread(unborn, worker_entry(), stack_of(unborn)));
         check_number_serves(unborn);
     }},

    {"the timeout of a thread that is gone wakes nobody, also not its successor",
     [] {
         L4_ThreadId_t const sleeper = start_worker();
         REQUIRE(post(sleeper, take_a_nap));
         REQUIRE(reaches(sleeper, PINYON_SCHED_WAITING));
         REQUIRE(delete_thread(sleeper) == 0);
         L4_ThreadId_t const next = L4_GlobalId(L4_ThreadNo(sleeper), L4_Version(sleeper) + 64);
         Word const utcb = reinterpret_cast<Word>(utcb_of(next));
         REQUIRE(thread_control(next, tester(), tester(), tester(), utcb) == 0);
         L4_Sleep(L4_TimePeriod(2 * nap_us));
         EXPECT_EQ(state_of(next), PINYON_SCHED_WAITING);
         EXPECT_EQ(delete_thread(next), 0);
     }},

    {"a handler that dies with an interrupt in its hands leaves the line to the next one",
     [] {
         Word const line = pinyon_start_alarm();
         if (line == PINYON_NO_ALARM)
             return skip("no device that a program could make interrupt");
         L4_ThreadId_t const source = L4_GlobalId(line, 1);
         L4_ThreadId_t const handler = start_keeper(source);
         REQUIRE(thread_control(source, source, L4_nilthread, handler) == 0);
         pinyon_set_alarm();
         EXPECT(has_taken());
         EXPECT_EQ(delete_thread(handler), 0);
         pinyon_quiet_alarm();
         EXPECT_EQ(thread_control(source, source, L4_nilthread, tester()), 0);
         pinyon_set_alarm();
         EXPECT_EQ(error_of(L4_Receive_Timeout(source, L4_TimePeriod(4 * patience_us))), no_error);
         pinyon_quiet_alarm();
         load(0);
         EXPECT_EQ(error_of(L4_Reply(source)), no_error);
         EXPECT_EQ(thread_control(source, source, L4_nilthread, source), 0);
     }},

    {"a virtual sender that dies leaves the message to its sender, queued or received",
     [] {
         L4_ThreadId_t const name = start_worker();
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_propagated, name.raw));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(name) == 0);
         Delivery const got = receive_delivery(L4_anythread, patience());
         EXPECT_EQ(got.error, no_error);
         EXPECT(!got.propagated());
         EXPECT_EQ(got.from.raw, L4_LocalIdOf(sender).raw);
         EXPECT(finishes_with(sender, no_error));
         check_number_serves(name);
     }},

    {"a thread that dies while it sends in another's name leaves that one alone",
     [] {
         L4_ThreadId_t const name = start_worker();
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_propagated, name.raw));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(sender) == 0);
         EXPECT_EQ(receive_delivery(L4_anythread, moment()).error, receive_timeout);
         EXPECT_EQ(run(name, same_word, 3), 3);
     }},

    {"a redirector that dies with a call in its hands ends the call's wait with error 2",
     [] {
         L4_ThreadId_t const caller = start_foreign_worker();
         L4_ThreadId_t const destination = start_foreign_worker();
         L4_ThreadId_t const redirector = start_worker();
         taken = 0;
         REQUIRE(post(redirector, take_and_keep, caller.raw));
         REQUIRE(redirect(caller, redirector) == 0);
         REQUIRE(post(caller, call_other, destination.raw) && has_taken());
         REQUIRE(delete_thread(redirector) == 0);
         REQUIRE(redirect(caller, L4_anythread) == 0);
         EXPECT(finishes_with(caller, receive_no_partner));
     }},

    {"the destination of a held message dies: error 2",
     [] {
         L4_ThreadId_t const sender = start_foreign_worker();
         L4_ThreadId_t const destination = start_foreign_worker();
         L4_ThreadId_t const redirector = start_worker();
         // It must not fault any more, not even behind the end of a task.
         for (int times = 0; times < 2; ++times)
             REQUIRE(run(sender, receive_from, nobody().raw) == receive_no_partner);
         REQUIRE(redirect(sender, redirector) == 0);
         REQUIRE(delete_thread(redirector) == 0);
         REQUIRE(post(sender, send_to, destination.raw));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(destination) == 0);
         REQUIRE(redirect(sender, L4_anythread) == 0);
         EXPECT(finishes_with(sender, send_no_partner));
     }},

    {"a scheduler that dies leaves its threads to the privileged",
     [] {
         L4_ThreadId_t const scheduler = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_beside(scheduler);
         L4_ThreadId_t const worker = start_worker();
         auto const set_priority = [](Word thread) -> Word {
             return L4_Set_Priority({thread}, 50) != 0 ? 0 : L4_ErrorCode();
         };
         REQUIRE(thread_control(worker, worker, scheduler, L4_nilthread) == 0);
         EXPECT_EQ(run(neighbour, set_priority, worker.raw), 0);
         REQUIRE(delete_thread(scheduler) == 0);
         EXPECT_EQ(run(neighbour, set_priority, worker.raw), L4_ErrNoPrivilege);
         EXPECT(L4_Set_Priority(worker, 90) != 0);
     }},

    {"the end of a space ends the IPC of all others with its threads, and takes its pages back",
     [] {
         L4_ThreadId_t const first = start_foreign_worker();
         L4_ThreadId_t const second = start_beside(first);
         L4_ThreadId_t const waiter = start_worker();
         L4_ThreadId_t const taker = start_foreign_worker();
         REQUIRE(give(first, scratch(), L4_FullyAccessible, window));
         auto const take = [](Word giver) -> Word {
             L4_Accept(L4_MapGrantItems(fpage(window)));
             return error_of(L4_Receive_Timeout({giver}, patience()));
         };
         REQUIRE(post(taker, take, first.raw) && post(first, map_window_to, taker.raw));
         EXPECT(finishes_with(taker, no_error) && finishes_with(first, no_error));
         EXPECT_EQ(run(taker, peek, window), 0);
         REQUIRE(post(waiter, receive_from, second.raw));
         REQUIRE(post(second, send_to, waiter.raw));
         EXPECT(finishes_with(waiter, no_error) && finishes_with(second, no_error));
         REQUIRE(post(waiter, receive_from, second.raw));
         REQUIRE(reaches(waiter, PINYON_SCHED_WAITING));
         EXPECT_EQ(delete_thread(first), 0);
         EXPECT_EQ(run(taker, peek, window), 0);
         EXPECT_EQ(delete_thread(second), 0);
         EXPECT(finishes_with(waiter, receive_no_partner));
         Fault fault;
         EXPECT(post(taker, peek, window) && caught(taker, fault) && fault.address == window);
     }},
};

}  // namespace

constexpr Suite deletion_suite = suite_of("deletion", "5.4", cases);

}  // namespace conformance
