// SPDX-License-Identifier: BSD-2-Clause
// What the cases about quanta and preemption have in common: threads that use time up, threads
// that preempt them, and the messages that tell of it.
#ifndef PINYON_PREEMPTED_H
#define PINYON_PREEMPTED_H

#include "diary.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {

// A place where one spinner counts, starting at 0.
struct Counter {
    Word volatile count;
    Word address()
    {
        count = 0;
        return reinterpret_cast<Word>(&count);
    }
};

// A word of another thread's control registers.
inline Word volatile& control_register(L4_ThreadId_t id, int which)
{
    return static_cast<Word volatile*>(utcb_of(id))[which + PINYON_UTCB_POINTER_OFFSET / 8];
}

inline Word preempt_flags(L4_ThreadId_t id)
{
    constexpr Word all = PINYON_PREEMPT_SIGNAL | PINYON_PREEMPT_DELAY | PINYON_PREEMPT_PENDING;
    return control_register(id, PINYON_TCR_FLAGS) & all;
}

inline long protocol_of(L4_MsgTag_t tag)
{
    return static_cast<long>(tag.raw) >> 20;
}

// Receives a preemption message of the thread within that time. `clock` is what it says.
inline bool told_of(L4_ThreadId_t thread, L4_Time_t time, Word& clock)
{
    constexpr Word words = 2;
    L4_MsgTag_t const tag = L4_Receive_Timeout(thread, time);
    clock = mr(1);
    return L4_IpcSucceeded(tag) && protocol_of(tag) == PINYON_PROTO_PREEMPTION &&
           L4_UntypedWords(tag) == words && L4_TypedWords(tag) == 0 && mr(2) == 0;
}

inline bool told_of(L4_ThreadId_t thread)
{
    Word clock;
    return told_of(thread, patience(), clock);
}

// ---- Scenes: a worker, and a newcomer that wakes up while it works. The tester, who has the
// highest priority, waits meanwhile.

inline constexpr Word worker_priority = 100;
inline constexpr Word newcomer_priority = 110;
inline constexpr L4_Word64_t wake_us = 12'000;
inline constexpr L4_Word64_t short_slice_us = 1'000;

extern Counter work_done;  // of spin_with_flags

void begin_diary();                // an empty one, and no work done
Word spin_with_flags(Word flags);  // a task: sets PreemptFlags; the tester is its handler

L4_ThreadId_t start_at(Word priority);

// Begins a diary, and starts a thread that wakes up soon and writes an n into it.
L4_ThreadId_t start_newcomer(Word priority = newcomer_priority);

// Receives the results of all. Failing fails the case.
void finish_all(std::initializer_list<L4_ThreadId_t> workers);

}  // namespace conformance

#endif  // PINYON_PREEMPTED_H
