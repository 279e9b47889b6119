// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.5, 4.6, 4.10 and 8: who runs when, and what Schedule says and refuses.
#include "diary.h"
#include "suite.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word low_priority = 50;
constexpr Word middle_priority = 60;

struct Control {
    Word time = unchanged;
    Word processor = unchanged;
    Word priority = unchanged;
};

// Schedule's error code, 0 on success.
Word schedule(L4_ThreadId_t id, Control const& control)
{
    Word old_times;
    return L4_Schedule(id, control.time, control.processor, control.priority, unchanged,
                       &old_times) != PINYON_SCHED_ERROR
               ? 0
               : L4_ErrorCode();
}

Word raise_own_priority(Word priority)
{
    return schedule(L4_Myself(), {.priority = priority});
}

Word touch_priority_of(Word thread)
{
    return schedule({thread}, {.priority = low_priority});
}

// ---- What workers write into the diary

Word note_yield_note(Word letter)
{
    note(letter);
    L4_Yield();
    return note(letter);
}

Word note_and_switch(Word thread)
{
    note('a');
    L4_ThreadSwitch({thread});
    return 0;
}

// Posts to all first: they become ready in this order, while the tester keeps the processor.
void let_write(L4_ThreadId_t const (&workers)[2], Task task, char const (&letters)[2])
{
    clear_diary();
    for (int i = 0; i < 2; ++i)
        REQUIRE(post(workers[i], task, static_cast<Word>(letters[i])));
    Word done;
    for (L4_ThreadId_t const worker : workers)
        REQUIRE(finish(worker, done));
}

// ---- Spinners

constinit Word volatile counts[2];

constexpr Case cases[] = {
    {"a thread that does not exist is refused, or called dead",
     [] {
         Word const state = state_of(nobody());
         EXPECT(state == PINYON_SCHED_DEAD ||
                (state == PINYON_SCHED_ERROR && L4_ErrorCode() == L4_ErrInvalidThread));
     }},

    {"the result tells a thread that runs from one that waits and one that wants to send",
     [] {
         L4_ThreadId_t const waiting = start_worker();
         L4_ThreadId_t const sending = start_worker();
         L4_ThreadId_t const spinning = start_worker();
         counts[0] = 0;
         REQUIRE(post(sending, send_to, waiting.raw));
         REQUIRE(post(spinning, spin, reinterpret_cast<Word>(&counts[0])));
         EXPECT(reaches(waiting, PINYON_SCHED_WAITING));
         EXPECT(reaches(sending, PINYON_SCHED_PENDING_SEND));
         EXPECT(eventually([] { return counts[0] > 0; }));
         EXPECT_EQ(state_of(spinning), PINYON_SCHED_RUNNING);
         EXPECT_EQ(state_of(L4_Myself()), PINYON_SCHED_RUNNING);
     }},

    {"a processor that does not exist is refused with error 5",
     [] {
         Word const processors = L4_NumProcessors(L4_GetKernelInterface());
         EXPECT_EQ(schedule(start_worker(), {.processor = processors}), L4_ErrInvalidParam);
     }},

    {"the thread's own processor is accepted",
     [] { EXPECT_EQ(schedule(start_worker(), {.processor = L4_ProcessorNo()}), 0); }},

    {"points in time are refused with error 5",
     [] {
         constexpr Word point = 0x8001;
         EXPECT_EQ(schedule(start_worker(), {.time = point << 16}), L4_ErrInvalidParam);
         EXPECT_EQ(schedule(start_worker(), {.time = point}), L4_ErrInvalidParam);
     }},

    {"a priority above the caller's own is refused with error 5",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(schedule(worker, {.priority = middle_priority}) == 0);
         EXPECT_EQ(run(worker, raise_own_priority, middle_priority + 1), L4_ErrInvalidParam);
         EXPECT_EQ(run(worker, raise_own_priority, low_priority), 0);
         EXPECT_EQ(run(worker, raise_own_priority, middle_priority), L4_ErrInvalidParam);
     }},

    {"a caller who is neither in the scheduler's space nor privileged is refused with error 1",
     [] {
         L4_ThreadId_t const victim = start_worker();
         EXPECT_EQ(run(start_foreign_worker(), touch_priority_of, victim.raw), L4_ErrNoPrivilege);
     }},

    {"time slice and quantum read back as periods, no longer than they were set",
     [] {
         L4_ThreadId_t const worker = start_worker();
         constexpr Word slice_us = 5'000;
         REQUIRE(L4_Set_Timeslice(worker, L4_TimePeriod(slice_us), L4_Never) != 0);
         L4_Time_t slice, quantum;
         REQUIRE(L4_Timeslice(worker, &slice, &quantum) != 0);
         Word const left = static_cast<Word>(slice.period.m) << slice.period.e;
         EXPECT(left > 0 && left <= slice_us);
         EXPECT_EQ(quantum.raw, L4_Never.raw);
     }},

    {"the higher priority runs first",
     [] {
         L4_ThreadId_t const workers[] = {start_worker(), start_worker()};
         REQUIRE(L4_Set_Priority(workers[0], low_priority) != 0);
         REQUIRE(L4_Set_Priority(workers[1], middle_priority) != 0);
         let_write(workers, note, {'l', 'h'});
         EXPECT(diary_says("hl"));
     }},

    {"threads of one priority run in the order in which they became ready",
     [] {
         L4_ThreadId_t const workers[] = {start_worker(), start_worker()};
         let_write(workers, note, {'1', '2'});
         EXPECT(diary_says("12"));
     }},

    {"ThreadSwitch to nobody lets the others of the same priority run",
     [] {
         L4_ThreadId_t const workers[] = {start_worker(), start_worker()};
         let_write(workers, note_yield_note, {'1', '2'});
         EXPECT(diary_says("1212"));
     }},

    {"ThreadSwitch to a ready thread runs it before those that are ready for longer",
     [] {
         L4_ThreadId_t const giver = start_worker();
         L4_ThreadId_t const queued = start_worker();
         L4_ThreadId_t const chosen = start_worker();
         for (L4_ThreadId_t const worker : {giver, queued, chosen})
             REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         clear_diary();
         REQUIRE(post(giver, note_and_switch, chosen.raw));
         REQUIRE(post(queued, note, 'b'));
         REQUIRE(post(chosen, note, 'c'));
         Word done;
         for (L4_ThreadId_t const worker : {giver, queued, chosen})
             REQUIRE(finish(worker, done));
         EXPECT(diary_says("acb"));
     }},

    {"ThreadSwitch to oneself, or to a thread that waits, returns",
     [] {
         L4_ThreadId_t const waiting = start_worker();
         REQUIRE(reaches(waiting, PINYON_SCHED_WAITING));
         L4_ThreadSwitch(L4_Myself());
         L4_ThreadSwitch(waiting);
         EXPECT_EQ(state_of(waiting), PINYON_SCHED_WAITING);
     }},

    {"threads of one priority that never wait share the processor by time slices",
     [] {
         L4_ThreadId_t spinners[2];
         for (int i = 0; i < 2; ++i) {
             counts[i] = 0;
             spinners[i] = start_worker();
             REQUIRE(L4_Set_Timeslice(spinners[i], moment(), L4_Never) != 0);
             REQUIRE(post(spinners[i], spin, reinterpret_cast<Word>(&counts[i])));
         }
         EXPECT(eventually([] { return counts[0] > 0 && counts[1] > 0; }));
     }},

    {"a thread of low priority does not run while a higher one is ready",
     [] {
         L4_ThreadId_t const high = start_worker();
         L4_ThreadId_t const low = start_worker();
         counts[0] = 0;
         counts[1] = 0;
         REQUIRE(L4_Set_Priority(high, middle_priority) != 0);
         REQUIRE(L4_Set_Priority(low, low_priority) != 0);
         REQUIRE(post(low, spin, reinterpret_cast<Word>(&counts[0])));
         REQUIRE(post(high, spin, reinterpret_cast<Word>(&counts[1])));
         EXPECT(eventually([] { return counts[1] > 0; }));
         EXPECT_EQ(counts[0], 0);
     }},

    {"a higher thread whose timeout ends preempts a lower one that runs",
     [] {
         L4_ThreadId_t const sleeper = start_worker();
         L4_ThreadId_t const spinner = start_worker();
         counts[0] = 0;
         clear_diary();
         REQUIRE(L4_Set_Priority(sleeper, middle_priority) != 0);
         REQUIRE(L4_Set_Priority(spinner, low_priority) != 0);
         // Sleeps until the other one has run: on a slow machine one moment may pass before that.
         auto const sleep_and_note = [](Word letter) -> Word {
             do
                 L4_Sleep(moment());
             while (counts[0] == 0);
             return note(letter);
         };
         REQUIRE(post(sleeper, sleep_and_note, 's'));
         REQUIRE(post(spinner, spin, reinterpret_cast<Word>(&counts[0])));
         Word done;
         REQUIRE(finish(sleeper, done));
         EXPECT(diary_says("s"));
         EXPECT(counts[0] > 0);
         EXPECT_EQ(state_of(spinner), PINYON_SCHED_RUNNING);
     }},

    {"ProcessorControl that changes nothing succeeds",
     [] { EXPECT(L4_ProcessorControl(L4_ProcessorNo(), 0, 0, 0) != 0); }},

    {"ProcessorControl refuses other frequencies, voltages and processors with error 5",
     [] {
         constexpr Word much = 1'000'000;
         Word const none = L4_NumProcessors(L4_GetKernelInterface());
         auto const error = [](Word processor, Word internal, Word external, Word voltage) -> Word {
             return L4_ProcessorControl(processor, internal, external, voltage) != 0
                        ? 0
                        : L4_ErrorCode();
         };
         EXPECT_EQ(error(0, much, 0, 0), L4_ErrInvalidParam);
         EXPECT_EQ(error(0, 0, much, 0), L4_ErrInvalidParam);
         EXPECT_EQ(error(0, 0, 0, much), L4_ErrInvalidParam);
         EXPECT_EQ(error(none, 0, 0, 0), L4_ErrInvalidParam);
     }},
};

}  // namespace

constexpr Suite schedule_suite =
    suite_of("scheduling", "4.5, 4.6, 4.10, 8", cases, Where::one_processor);

}  // namespace conformance
