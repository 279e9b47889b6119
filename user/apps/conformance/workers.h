// SPDX-License-Identifier: BSD-2-Clause
// Threads for test cases: made in the suite's own space or in new ones, told what to do, and
// removed after each case.
//
// The image of the suite appears at the same addresses in every space (the pager maps it on
// demand), so functions and variables may be named across spaces. A worker waits for the tester,
// does the task that it is sent, and sends back the result.
#ifndef PINYON_WORKERS_H
#define PINYON_WORKERS_H

#include "suite.h"

#include <l4/thread.h>

namespace conformance {

// Long enough for anything that should happen; nobody waits so long when the kernel is right.
inline constexpr L4_Word64_t patience_us = 1'000'000;
// Long enough to see that something does not happen.
inline constexpr L4_Word64_t moment_us = 5'000;

inline L4_Time_t patience()
{
    return L4_TimePeriod(patience_us);
}

inline L4_Time_t moment()
{
    return L4_TimePeriod(moment_us);
}

// What a worker does for the tester: a function of one word.
using Task = Word (*)(Word);

// ---- For the runner

void start_servants();  // watchdog and pager
void begin_case(unsigned number);
void clean_up();

// ---- Threads

L4_ThreadId_t tester();

// A thread number of its own with a fresh version. The thread is deleted after the case.
L4_ThreadId_t fresh_id();

// An id that no thread has.
L4_ThreadId_t nobody();

// What the thread with that id is given to live on: its UTCB, and its stack.
void* utcb_of(L4_ThreadId_t id);
Word stack_of(L4_ThreadId_t id);

// Where a worker begins.
Word worker_entry();

// A worker in the suite's own space; the tester is its pager.
L4_ThreadId_t start_worker();

// A worker in a new space, or in the space of another one; the pager servant serves its faults.
L4_ThreadId_t start_foreign_worker();
L4_ThreadId_t start_beside(L4_ThreadId_t other);

// Configures the space of `id` like all spaces of workers. Returns 0 or the error code.
Word configure_space(L4_ThreadId_t id);

// Sends a thread that waits for the tester its start message.
bool start_thread(L4_ThreadId_t id, Word ip, Word sp);

// ---- Tasks

bool post(L4_ThreadId_t worker, Task task, Word argument = 0);  // sends the task
bool finish(L4_ThreadId_t worker, Word& result);                // receives the result
bool silent(L4_ThreadId_t worker);                              // no result comes for a moment

// Both in one. A worker that does not answer fails the case.
Word run(L4_ThreadId_t worker, Task task, Word argument = 0);

// ---- Calls of the kernel as values: 0, or the error code

inline constexpr Word unchanged = ~Word{0};

Word thread_control(L4_ThreadId_t dest, L4_ThreadId_t space, L4_ThreadId_t scheduler,
                    L4_ThreadId_t pager, Word utcb = unchanged);
Word delete_thread(L4_ThreadId_t id);
Word state_of(L4_ThreadId_t id);  // of Schedule
bool is_halted(L4_ThreadId_t id);

}  // namespace conformance

#endif  // PINYON_WORKERS_H
