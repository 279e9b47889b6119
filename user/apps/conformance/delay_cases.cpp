// SPDX-License-Identifier: BSD-2-Clause
// Sections 3, 4.6 and 8: preemption that is delayed, for as long as the scheduler lets it be.
#include "exchange.h"
#include "preempted.h"
#include "suite.h"

namespace conformance {
namespace {

constexpr Word sensitive_priority = 120;
constexpr Word overruling_priority = 130;
constexpr Word long_delay_us = 60'000;  // far longer than what a case lets happen in it
constexpr Word short_delay_us = 3'000;

// ---- Tasks

// Works without being preempted until somebody wants the processor, or for a long time in vain;
// then lets him have it. Answers whether he did.
Word work_until_pending(Word patience_ticks)
{
    L4_DisablePreemption();
    L4_Word64_t const end = L4_SystemClock().raw + patience_ticks;
    while ((preempt_flags(L4_MyGlobalId()) & PINYON_PREEMPT_PENDING) == 0 &&
           L4_SystemClock().raw < end)
        work_done.count = work_done.count + 1;
    Word const pending = preempt_flags(L4_MyGlobalId()) & PINYON_PREEMPT_PENDING;
    note('w');
    L4_EnablePreemption();
    L4_Yield();
    note('y');
    return pending != 0;
}

Word spin_delaying_alone(Word)
{
    L4_DisablePreemption();
    return spin(reinterpret_cast<Word>(&work_done.count));
}

Word wait_and_note(Word letter)
{
    L4_ThreadId_t from;
    L4_Wait(&from);
    return note(letter);
}

Word send_without_delay(Word thread)
{
    L4_DisablePreemption();
    load(0);
    L4_Send({thread});
    note('s');
    return preempt_flags(L4_MyGlobalId()) & PINYON_PREEMPT_PENDING;
}

Word set_sensitive_priority(Word priority)
{
    return L4_Set_PreemptionDelay(L4_Myself(), priority, short_delay_us) != 0 ? 0 : L4_ErrorCode();
}

// ---- The scene

// A worker that may delay its preemption by newcomers up to the sensitive priority. Its slice does
// not end.
L4_ThreadId_t start_sensitive(Word delay_us)
{
    L4_ThreadId_t const worker = start_at(worker_priority);
    EXPECT(L4_Set_Timeslice(worker, L4_Never, L4_Never) != 0);
    EXPECT(L4_Set_PreemptionDelay(worker, sensitive_priority, delay_us) != 0);
    return worker;
}

// The system exception of a thread that delayed for too long; keeps nothing of it.
bool asked_about(L4_ThreadId_t thread)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(thread, patience());
    return L4_IpcSucceeded(tag) && protocol_of(tag) == PINYON_PROTO_SYSTEM_EXCEPTION &&
           L4_UntypedWords(tag) > 2;
}

constexpr Case cases[] = {
    {"a preemption is delayed for a newcomer up to the sensitive priority, and told as pending",
     [] {
         for (Word const priority : {newcomer_priority, sensitive_priority}) {
             L4_ThreadId_t const newcomer = start_newcomer(priority);
             L4_ThreadId_t const worker = start_sensitive(long_delay_us);
             REQUIRE(post(worker, work_until_pending, patience_us / 4));
             Word pending = 0;
             REQUIRE(finish(worker, pending));
             EXPECT_EQ(pending, 1);
             finish_all({newcomer});
             EXPECT(diary_says("wny"));
         }
     }},

    {"a newcomer above the sensitive priority is not kept waiting",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer(overruling_priority);
         L4_ThreadId_t const worker = start_sensitive(long_delay_us);
         REQUIRE(post(worker, work_until_pending, 4 * wake_us));
         Word pending = 1;
         REQUIRE(finish(worker, pending));
         EXPECT_EQ(pending, 0);
         finish_all({newcomer});
         EXPECT(diary_says("nwy"));
     }},

    {"without a maximum delay the flag delays nothing",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(0);
         REQUIRE(post(worker, work_until_pending, 4 * wake_us));
         Word pending = 1;
         REQUIRE(finish(worker, pending));
         EXPECT_EQ(pending, 0);
         finish_all({newcomer});
         EXPECT(diary_says("nwy"));
     }},

    {"without the flag a maximum delay delays nothing",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(long_delay_us);
         REQUIRE(post(worker, spin, work_done.address()));
         finish_all({newcomer});
         EXPECT(diary_says("n"));
         EXPECT(work_done.count > 0);
         EXPECT_EQ(preempt_flags(worker), 0);
     }},

    {"the end of a time slice is delayed too",
     [] {
         begin_diary();
         L4_ThreadId_t const worker = start_sensitive(long_delay_us);
         L4_ThreadId_t const equal = start_at(worker_priority);
         REQUIRE(L4_Set_Timeslice(worker, L4_TimePeriod(short_slice_us), L4_Never) != 0);
         REQUIRE(post(worker, work_until_pending, patience_us / 4));
         REQUIRE(post(equal, note, 'n'));
         Word pending = 0;
         REQUIRE(finish(worker, pending));
         EXPECT_EQ(pending, 1);
         finish_all({equal});
         EXPECT(diary_says("wny"));
     }},

    {"giving up the processor clears the pending flag and renews the delay",
     [] {
         L4_ThreadId_t const worker = start_sensitive(long_delay_us);
         for (int i = 0; i < 3; ++i) {
             L4_ThreadId_t const newcomer = start_newcomer();
             REQUIRE(post(worker, work_until_pending, patience_us / 4));
             Word pending = 0;
             REQUIRE(finish(worker, pending));
             EXPECT_EQ(pending, 1);
             EXPECT_EQ(preempt_flags(worker), 0);
             finish_all({newcomer});
         }
     }},

    {"a delay that is used up ends in the preemption",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(short_delay_us);
         Word const before = L4_SystemClock().raw;
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_DELAY));
         finish_all({newcomer});
         EXPECT(L4_SystemClock().raw - before >= short_delay_us);
         EXPECT(work_done.count > 0);
     }},

    {"a thread that used its delay up is asked about it: a system exception, flags cleared",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(short_delay_us);
         REQUIRE(post(worker, spin_with_flags, PINYON_PREEMPT_DELAY));
         finish_all({newcomer});
         REQUIRE(asked_about(worker));
         EXPECT_EQ(preempt_flags(worker), 0);
         Word const before = work_done.count;
         L4_Sleep(moment());
         EXPECT_EQ(work_done.count, before);
         load(0);
         EXPECT_EQ(error_of(L4_Reply(worker)), no_error);
         EXPECT(eventually([before] { return work_done.count != before; }));
     }},

    {"without an exception handler a thread that used its delay up is halted",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(short_delay_us);
         REQUIRE(post(worker, spin_delaying_alone));
         finish_all({newcomer});
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    {"a message to a higher thread lets it run at once, whatever the sender's flags",
     [] {
         begin_diary();
         L4_ThreadId_t const receiver = start_at(newcomer_priority);
         L4_ThreadId_t const sender = start_sensitive(long_delay_us);
         REQUIRE(post(receiver, wait_and_note, 'r'));
         REQUIRE(reaches(receiver, PINYON_SCHED_WAITING));
         REQUIRE(post(sender, send_without_delay, receiver.raw));
         Word pending = 1;
         REQUIRE(finish(sender, pending));
         EXPECT_EQ(pending, 0);
         finish_all({receiver});
         EXPECT(diary_says("rs"));
     }},

    {"a sensitive priority above the caller's own is refused with error 5",
     [] {
         L4_ThreadId_t const worker = start_at(worker_priority);
         EXPECT_EQ(run(worker, set_sensitive_priority, worker_priority + 1), L4_ErrInvalidParam);
         EXPECT_EQ(run(worker, set_sensitive_priority, worker_priority), 0);
         EXPECT_EQ(run(worker, set_sensitive_priority, worker_priority - 1), 0);
     }},

    {"what Schedule leaves unchanged of the preemption control stays in force",
     [] {
         L4_ThreadId_t const newcomer = start_newcomer();
         L4_ThreadId_t const worker = start_sensitive(long_delay_us);
         REQUIRE(L4_Set_Priority(worker, worker_priority) != 0);
         REQUIRE(L4_Set_Timeslice(worker, L4_TimePeriod(patience_us), L4_Never) != 0);
         REQUIRE(L4_Set_ProcessorNo(worker, L4_ProcessorNo()) != 0);
         REQUIRE(post(worker, work_until_pending, patience_us / 4));
         Word pending = 0;
         REQUIRE(finish(worker, pending));
         EXPECT_EQ(pending, 1);
         finish_all({newcomer});
     }},

    {"PreemptionPending tells of the pending flag once",
     [] {
         EXPECT(!L4_PreemptionPending());
         __L4_SetFlags(PINYON_PREEMPT_PENDING);
         EXPECT(L4_PreemptionPending());
         EXPECT(!L4_PreemptionPending());
     }},
};

}  // namespace

constexpr Suite delay_suite =
    suite_of("delayed preemption", "3, 4.6, 8", cases, Where::one_processor);

}  // namespace conformance
