// SPDX-License-Identifier: BSD-2-Clause
// Threads that preempt and are preempted, for the cases about it.
#include "preempted.h"

namespace conformance {
namespace {

Word sleep_and_note(Word letter)
{
    L4_Sleep(L4_TimePeriod(wake_us));
    return note(letter);
}

}  // namespace

constinit Counter work_done;

void begin_diary()
{
    clear_diary();
    work_done.address();
}

Word spin_with_flags(Word flags)
{
    L4_Set_ExceptionHandler(tester());
    __L4_SetFlags(flags);
    return spin(reinterpret_cast<Word>(&work_done.count));
}

L4_ThreadId_t start_at(Word priority)
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(L4_Set_Priority(worker, priority) != 0);
    return worker;
}

L4_ThreadId_t start_newcomer(Word priority)
{
    begin_diary();
    L4_ThreadId_t const newcomer = start_at(priority);
    EXPECT(post(newcomer, sleep_and_note, 'n'));
    EXPECT(reaches(newcomer, PINYON_SCHED_WAITING));
    return newcomer;
}

void finish_all(std::initializer_list<L4_ThreadId_t> workers)
{
    Word result;
    for (L4_ThreadId_t const worker : workers)
        REQUIRE(finish(worker, result));
}

}  // namespace conformance
