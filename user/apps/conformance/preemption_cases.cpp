// SPDX-License-Identifier: BSD-2-Clause
// Sections 3, 6.3 and 8: the message to the exception handler of a thread that was preempted.
#include "preempted.h"
#include "suite.h"

namespace conformance {
namespace {

constinit Counter other;

constexpr Case cases[] = {
    {"a thread with the signal flag has its handler told when and that it was preempted",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_at(worker_priority);
         Word const before = L4_SystemClock().raw;
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_SIGNAL));
         Word when = 0;
         REQUIRE(told_of(worker, patience(), when));
         EXPECT(when >= before && when <= L4_SystemClock().raw);
         EXPECT(diary_says("n"));
         finish_all({newcomer});
     }},

    {"nobody answers: the thread goes on",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_at(worker_priority);
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_SIGNAL));
         REQUIRE(told_of(worker));
         Word const before = work_done.count;
         EXPECT(eventually([before] { return work_done.count != before; }));
         finish_all({newcomer});
     }},

    {"the end of a time slice is a preemption when an equal runs instead",
     [] {
         work_done.address();
         L4_ThreadId_t const worker = start_at(worker_priority);
         L4_ThreadId_t const equal = start_at(worker_priority);
         REQUIRE(L4_Set_Timeslice(worker, L4_TimePeriod(short_slice_us), L4_Never) != 0);
         REQUIRE(L4_Set_Timeslice(equal, L4_TimePeriod(short_slice_us), L4_Never) != 0);
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_SIGNAL));
         REQUIRE(post(equal, spin, other.address()));
         for (int i = 0; i < 3; ++i)
             REQUIRE(told_of(worker));
         EXPECT(other.count > 0);
     }},

    {"a handler that does not wait misses the message",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_at(worker_priority);
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_SIGNAL));
         finish_all({newcomer});
         L4_Sleep(moment());
         Word clock;
         EXPECT(!told_of(worker, L4_ZeroTime, clock));
         EXPECT_EQ(state_of(worker), PINYON_SCHED_RUNNING);
     }},

    {"without the signal flag nobody is told",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_at(worker_priority);
         REQUIRE(post(worker, spin_with_flags, 0));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, L4_TimePeriod(4 * wake_us))),
                   receive_timeout);
         EXPECT(diary_says("n"));
         finish_all({newcomer});
     }},

    {"a thread does not notice in its registers that it was preempted",
     [] {
         constexpr Task check_registers = [](Word rounds) -> Word {
             constexpr int first_word = 10, last_word = 63;
             constexpr Word pattern = 0x5EED;
             L4_Set_ExceptionHandler(tester());
             __L4_SetFlags(PINYON_PREEMPT_SIGNAL);
             Word wrong = 0;
             for (int i = first_word; i <= last_word; ++i)
                 L4_LoadMR(i, pattern + static_cast<Word>(i));
             for (; rounds > 0; --rounds)
                 for (int i = first_word; i <= last_word; ++i)
                     wrong += mr(i) != pattern + static_cast<Word>(i);
             __L4_ClearFlags(PINYON_PREEMPT_SIGNAL);
             return wrong;
         };
         constexpr Word rounds = 20'000;
         L4_ThreadId_t const worker = start_at(worker_priority);
         L4_ThreadId_t const equal = start_at(worker_priority);
         REQUIRE(L4_Set_Timeslice(worker, L4_TimePeriod(short_slice_us), L4_Never) != 0);
         REQUIRE(L4_Set_Timeslice(equal, L4_TimePeriod(short_slice_us), L4_Never) != 0);
         REQUIRE(post(equal, spin, other.address()));
         REQUIRE(post(worker, check_registers, rounds));
         unsigned told = 0;
         Word clock;
         while (told_of(worker, patience(), clock))
             ++told;
         EXPECT(told > 0);
         EXPECT_EQ(mr(1), 0);  // what ended the loop was the result
     }},
};

}  // namespace

constexpr Suite preemption_suite =
    suite_of("preemption messages", "3, 6.3, 8", cases, Where::one_processor);

}  // namespace conformance
