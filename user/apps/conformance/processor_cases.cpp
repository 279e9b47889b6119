// SPDX-License-Identifier: BSD-2-Clause
// Sections 2.5, 4.6 and 9: the processors that the kernel announces, and their numbers.
#include "crossing.h"
#include "suite.h"

#include <l4/kip.h>

namespace conformance {
namespace {

Word field(Word offset)
{
    return *reinterpret_cast<Word const*>(static_cast<char const*>(L4_GetKernelInterface()) +
                                          offset);
}

// Everything that Schedule can be told at once. Returns 0 or the error code.
Word schedule(L4_ThreadId_t id, Word time, Word processor, Word priority)
{
    Word old_time;
    return L4_Schedule(id, time, processor, priority, unchanged, &old_time) != PINYON_SCHED_ERROR
               ? 0
               : L4_ErrorCode();
}

// The length of the time slice, for a thread that has used nothing of it.
Word slice_of(L4_ThreadId_t id)
{
    L4_Time_t slice, quantum;
    (void)L4_Timeslice(id, &slice, &quantum);
    return slice.raw;
}

constexpr Word slice_us = 16 * 1000;

// Tries a number that no processor has, together with another time slice.
void try_number(Word number)
{
    L4_ThreadId_t const worker = start_worker();
    REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
    L4_Time_t const slice = L4_TimePeriod(slice_us);
    REQUIRE(L4_Set_Timeslice(worker, slice, L4_Never) != 0);
    Word const other_time = Word{L4_TimePeriod(2 * slice_us).raw} << 16;
    EXPECT_EQ(schedule(worker, other_time, number, unchanged), L4_ErrInvalidParam);
    EXPECT_EQ(slice_of(worker), slice.raw);
    EXPECT_EQ(run(worker, own_processor), L4_ProcessorNo());
}

constexpr Case cases[] = {
    {"there is a processor at least, and each has a descriptor of its own in the page's area",
     [] {
         void* const kip = L4_GetKernelInterface();
         Word const size = Word{1} << (field(PINYON_KIP_PROCESSOR_INFO) >> 60);
         REQUIRE(processors() >= 1);
         for (Word n = 0; n < processors(); ++n) {
             Word const at = reinterpret_cast<Word>(L4_ProcDesc(kip, n));
             EXPECT_EQ(at, reinterpret_cast<Word>(L4_ProcDesc(kip, 0)) + n * size);
             EXPECT(at + size <= reinterpret_cast<Word>(kip) + L4_KipAreaSize(kip));
         }
         EXPECT(L4_ProcDesc(kip, processors()) == nullptr);
     }},

    {"processors of one machine have an external frequency, or the kernel knows none",
     [] {
         void* const kip = L4_GetKernelInterface();
         Word const first = L4_ProcDescExternalFreq(L4_ProcDesc(kip, 0));
         for (Word n = 1; n < processors(); ++n)
             EXPECT_EQ(L4_ProcDescExternalFreq(L4_ProcDesc(kip, n)), first);
     }},

    {"a thread's own processor is one of those that there are",
     [] {
         EXPECT(L4_ProcessorNo() < processors());
         EXPECT(run(start_worker(), own_processor) < processors());
     }},

    {"a new thread starts on its creator's processor",
     [] {
         EXPECT_EQ(run(start_worker(), own_processor), L4_ProcessorNo());
         EXPECT_EQ(run(start_foreign_worker(), own_processor), L4_ProcessorNo());
     }},

    {"the first number that no processor has is refused with error 5, and nothing changes",
     [] { try_number(processors()); }},

    {"the largest number is refused with error 5, and nothing changes", [] { try_number(0xFFFF); }},

    {"-1 leaves a thread where it is",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(schedule(worker, unchanged, unchanged, unchanged), 0);
         EXPECT_EQ(run(worker, own_processor), L4_ProcessorNo());
     }},

    {"the processor where a thread is already is accepted, also for the caller himself",
     [] {
         EXPECT_EQ(move_to(start_worker(), L4_ProcessorNo()), 0);
         EXPECT_EQ(move_to(L4_Myself(), L4_ProcessorNo()), 0);
     }},

    {"an inactive thread can be given a processor, and starts there",
     [] {
         L4_ThreadId_t const id = fresh_id();
         Word const last = processors() - 1;
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         EXPECT_EQ(move_to(id, last), 0);
         EXPECT_EQ(move_to(id, processors()), L4_ErrInvalidParam);
         Word const utcb = reinterpret_cast<Word>(utcb_of(id));
         REQUIRE(thread_control(id, tester(), L4_nilthread, tester(), utcb) == 0);
         REQUIRE(start_thread(id, worker_entry(), stack_of(id)));
         EXPECT_EQ(run(id, own_processor), last);
     }},

    {"a thread that does not exist is refused with error 2, or called dead",
     [] {
         Word old_time;
         Word const result = L4_Schedule(nobody(), unchanged, 0, unchanged, unchanged, &old_time);
         EXPECT(result == PINYON_SCHED_DEAD ||
                (result == PINYON_SCHED_ERROR && L4_ErrorCode() == L4_ErrInvalidThread));
     }},

    {"who may not schedule a thread may not move it either: error 1",
     [] {
         auto const move_here = [](Word thread) -> Word {
             return move_to({thread}, L4_ProcessorNo());
         };
         L4_ThreadId_t const victim = start_worker();
         EXPECT_EQ(run(start_foreign_worker(), move_here, victim.raw), L4_ErrNoPrivilege);
     }},

    {"ProcessorControl takes the number of each processor, and no other",
     [] {
         for (Word n = 0; n < processors(); ++n)
             EXPECT(L4_ProcessorControl(n, 0, 0, 0) != 0);
         EXPECT_EQ(L4_ProcessorControl(processors(), 0, 0, 0), 0);
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidParam);
     }},
};

}  // namespace

constexpr Suite processor_suite =
    suite_of("processors", "2.5, 4.6, 9", cases, Where::one_processor);

}  // namespace conformance
