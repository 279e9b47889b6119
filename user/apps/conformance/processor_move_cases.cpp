// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.6, 5.3 and 9: threads change their processor, whatever they do meanwhile.
#include "child_pager.h"
#include "crossing.h"
#include "exchange.h"
#include "fault_messages.h"
#include "string_holes.h"
#include "suite.h"

namespace conformance {
namespace {

constinit Word volatile count;

// A task: the worker moves itself; whether it is there then.
Word move_myself(Word processor)
{
    return move_to(L4_Myself(), processor) == 0 && L4_ProcessorNo() == processor;
}

// A task: sleeps so long in microseconds; how long it took.
Word sleep_for(Word length)
{
    Word const begin = L4_SystemClock().raw;
    L4_Sleep(L4_TimePeriod(length));
    return L4_SystemClock().raw - begin;
}

// Takes the tester away from his processor, and back at the end of the case's body.
class Journey {
public:
    explicit Journey(Word processor) : home_(L4_ProcessorNo())
    {
        EXPECT_EQ(move_to(L4_Myself(), processor), 0);
    }
    ~Journey() { EXPECT_EQ(move_to(L4_Myself(), home_), 0); }

private:
    Word home_;
};

bool finishes_with(L4_ThreadId_t worker, Word wanted)
{
    Word result = ~wanted;
    return finish(worker, result) && result == wanted;
}

// Moves both while a page of one side is missing.
void move_in_transfer(Side side)
{
    Plan& plan = plan_with_hole(side);
    REQUIRE(stop_at_fault(plan, side));
    EXPECT_EQ(move_to(plan.sender, other_processor()), 0);
    EXPECT_EQ(move_to(plan.receiver, other_processor(1)), 0);
    REQUIRE(cure(victim(plan, side)));
    EXPECT_ENDS(end_transfer(), delivered);
}

constexpr Case cases[] = {
    {"a thread runs where Schedule puts it, on each processor, and its UTCB says so",
     [] {
         L4_ThreadId_t const worker = start_worker();
         for (Word n = 0; n < processors(); ++n) {
             REQUIRE(move_to(worker, n) == 0);
             EXPECT_EQ(run(worker, own_processor), n);
             EXPECT_EQ(processor_of(worker), n);
         }
     }},

    {"a number that is refused leaves a thread on its processor",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         EXPECT_EQ(move_to(worker, processors()), L4_ErrInvalidParam);
         EXPECT_EQ(run(worker, own_processor), other_processor());
     }},

    {"a thread of another space moves like one of the own",
     [] {
         L4_ThreadId_t const worker = start_foreign_on(other_processor());
         EXPECT_EQ(run(worker, own_processor), other_processor());
     }},

    {"a thread can move itself, there and back",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(run(worker, move_myself, other_processor()), 1);
         EXPECT_EQ(run(worker, own_processor), other_processor());
         EXPECT_EQ(run(worker, move_myself, L4_ProcessorNo()), 1);
     }},

    {"a new thread starts on its creator's processor, also where that is not the first one",
     [] {
         Journey const journey{other_processor()};
         EXPECT_EQ(run(start_worker(), own_processor), L4_ProcessorNo());
     }},

    {"Schedule works from processors that are neither the thread's old nor its new one",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         Word const home = L4_ProcessorNo();
         Journey const journey{other_processor(1)};
         EXPECT_EQ(move_to(worker, home), 0);
         EXPECT_EQ(run(worker, own_processor), home);
     }},

    {"a running thread moves, and goes on there",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         for (Word n = 0; n < processors(); ++n) {
             REQUIRE(move_to(spinner, n) == 0);
             EXPECT(advances(count));
             EXPECT_EQ(processor_of(spinner), n);
         }
     }},

    {"a halted thread moves, and stays halted until it is resumed",
     [] {
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         exchange(spinner, halt);
         REQUIRE(move_to(spinner, other_processor(1)) == 0);
         EXPECT(stands_still(count));
         exchange(spinner, resume);
         EXPECT(advances(count));
     }},

    {"a thread that waits for a message moves with its wait",
     [] {
         L4_ThreadId_t const sender = start_worker();
         L4_ThreadId_t const receiver = start_worker();
         REQUIRE(post(receiver, receive_from, sender.raw));
         REQUIRE(reaches(receiver, PINYON_SCHED_WAITING));
         REQUIRE(move_to(receiver, other_processor()) == 0);
         EXPECT_EQ(state_of(receiver), PINYON_SCHED_WAITING);
         REQUIRE(post(sender, send_to, receiver.raw));
         EXPECT(finishes_with(sender, no_error));
         EXPECT(finishes_with(receiver, no_error));
     }},

    {"a thread that waits to send moves with its message",
     [] {
         L4_ThreadId_t const receiver = start_worker();
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_to, receiver.raw));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(move_to(sender, other_processor()) == 0);
         EXPECT_EQ(state_of(sender), PINYON_SCHED_PENDING_SEND);
         REQUIRE(post(receiver, receive_from, sender.raw));
         EXPECT(finishes_with(sender, no_error));
         EXPECT(finishes_with(receiver, no_error));
     }},

    {"a thread moves with all who wait to send to it, and they are served in their order",
     [] {
         L4_ThreadId_t const receiver = start_worker();
         L4_ThreadId_t const senders[] = {start_worker(), start_on(other_processor()),
                                          start_on(other_processor(1))};
         for (L4_ThreadId_t const sender : senders) {
             REQUIRE(post(sender, send_to, receiver.raw));
             REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         }
         REQUIRE(move_to(receiver, other_processor()) == 0);
         for (L4_ThreadId_t const sender : senders) {
             EXPECT_EQ(run(receiver, receive_from, L4_anythread.raw), no_error);
             EXPECT(finishes_with(sender, no_error));
         }
     }},

    {"a sleeper that moves wakes up when its time is over",
     [] {
         constexpr Word nap = 4 * moment_us;
         L4_ThreadId_t const sleeper = start_worker();
         REQUIRE(post(sleeper, sleep_for, nap));
         REQUIRE(reaches(sleeper, PINYON_SCHED_WAITING));
         REQUIRE(move_to(sleeper, other_processor()) == 0);
         Word slept = 0;
         REQUIRE(finish(sleeper, slept));
         EXPECT(slept >= nap && slept < patience_us / 2);
     }},

    {"a thread that waits for its pager moves, and goes on there with the answer",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         FaultMessage const fault = receive_fault(worker);
         EXPECT_EQ(fault.address, window);
         REQUIRE(move_to(worker, other_processor()) == 0);
         word_at(scratch()) = 0x99;
         load_item(L4_MapItem(L4_FpageLog2(scratch(), page_log2) + L4_FullyAccessible, window));
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         EXPECT(finishes_with(worker, 0x99));
         EXPECT_EQ(processor_of(worker), other_processor());
     }},

    {"both sides of a string that waits for a page of the sender can move; it arrives whole",
     [] { move_in_transfer(Side::sender); }},

    {"both sides of a string that waits for a page of the receiver can move; it arrives whole",
     [] { move_in_transfer(Side::receiver); }},

    {"the time slice and the total quantum move along",
     [] {
         constexpr Word slice_us = 16 * 1000;
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         L4_Time_t const wanted = L4_TimePeriod(slice_us);
         REQUIRE(L4_Set_Timeslice(worker, wanted, wanted) != 0);
         REQUIRE(move_to(worker, other_processor()) == 0);
         L4_Time_t slice, quantum;
         REQUIRE(L4_Timeslice(worker, &slice, &quantum) != 0);
         EXPECT_EQ(slice.raw, wanted.raw);
         EXPECT_EQ(quantum.raw, wanted.raw);
     }},

    {"the floating-point state moves along",
     [] {
         auto const compute = [](Word steps) -> Word {
             double sum = 0;
             for (Word i = 1; i <= steps; ++i) {
                 sum += static_cast<double>(i);
                 if (i % 64 == 0)
                     (void)move_to(L4_Myself(), i / 64 % processors());
             }
             return static_cast<Word>(sum);
         };
         constexpr Word steps = 1000;
         EXPECT_EQ(run(start_worker(), compute, steps), steps * (steps + 1) / 2);
     }},

    {"a server that moves between all calls loses none of them",
     [] {
         constexpr Word calls = 64;
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, echo_messages, calls));
         for (Word n = 0; n < calls; ++n) {
             REQUIRE(move_to(worker, n % processors()) == 0);
             load(0, {n});
             REQUIRE(error_of(L4_Call_Timeouts(worker, patience(), patience())) == no_error);
             EXPECT_EQ(mr(1), ~n);
         }
         EXPECT(finishes_with(worker, no_error));
     }},

    {"two processors that call each other while a third one moves them lose nothing",
     [] {
         constexpr Word rounds = 100;
         auto const answer_calls = [](Word caller) -> Word {
             L4_ThreadId_t from = {caller};
             Word wrong = error_of(L4_Receive_Timeout(from, patience()));
             for (Word n = 0; n < rounds; ++n) {
                 wrong += mr(1) != n;
                 load(0, {n});
                 wrong += n + 1 < rounds ? ipc_error(from, from, L4_ZeroTime, patience())
                                         : ipc_error(from, L4_nilthread, L4_ZeroTime, L4_Never);
             }
             return wrong;
         };
         auto const make_calls = [](Word server) -> Word {
             Word wrong = 0;
             for (Word n = 0; n < rounds; ++n) {
                 load(0, {n});
                 wrong += ipc_error({server}, {server}, patience(), patience());
                 wrong += mr(1) != n;
             }
             return wrong;
         };
         L4_ThreadId_t const caller = start_worker();
         L4_ThreadId_t const server = start_on(other_processor());
         REQUIRE(post(server, answer_calls, caller.raw));
         REQUIRE(post(caller, make_calls, server.raw));
         for (Word n = 0; n < rounds; ++n)
             EXPECT_EQ(move_to(n % 2 == 0 ? caller : server, n / 2 % processors()), 0);
         EXPECT(finishes_with(caller, 0));
         EXPECT(finishes_with(server, 0));
     }},
};

}  // namespace

constexpr Suite processor_move_suite =
    suite_of("threads that change processors", "4.6, 5.3, 9", cases, Where::several);

}  // namespace conformance
