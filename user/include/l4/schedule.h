// SPDX-License-Identifier: BSD-2-Clause
// Scheduling: the clock, giving up the processor, priorities and time slices.
#ifndef PINYON_L4_SCHEDULE_H
#define PINYON_L4_SCHEDULE_H

#include <l4/types.h>
#include __L4_INC_ARCH(syscalls.h)

// Results of L4_Schedule: the state that the thread was found in.
#define L4_SCHEDRESULT_ERROR ((L4_Word_t)PINYON_SCHED_ERROR)
#define L4_SCHEDRESULT_DEAD ((L4_Word_t)PINYON_SCHED_DEAD)
#define L4_SCHEDRESULT_INACTIVE ((L4_Word_t)PINYON_SCHED_INACTIVE)
#define L4_SCHEDRESULT_RUNNING ((L4_Word_t)PINYON_SCHED_RUNNING)
#define L4_SCHEDRESULT_PENDING_SEND ((L4_Word_t)PINYON_SCHED_PENDING_SEND)
#define L4_SCHEDRESULT_SENDING ((L4_Word_t)PINYON_SCHED_SENDING)
#define L4_SCHEDRESULT_WAITING ((L4_Word_t)PINYON_SCHED_WAITING)
#define L4_SCHEDRESULT_RECEIVING ((L4_Word_t)PINYON_SCHED_RECEIVING)

#define __L4_UNCHANGED (~(L4_Word_t)0)

// The moment `at` for a timeout. It must be near enough for the format, else the result is never.
L4_INLINE L4_Time_t L4_TimePoint(L4_Clock_t at)
{
    return __L4_TimePointFrom(L4_SystemClock(), at);
}

L4_INLINE void L4_Yield(void)
{
    L4_ThreadSwitch(L4_nilthread);
}

L4_INLINE L4_Word_t L4_Set_Priority(L4_ThreadId_t t, L4_Word_t priority)
{
    L4_Word_t old;
    return L4_Schedule(t, __L4_UNCHANGED, __L4_UNCHANGED, priority, __L4_UNCHANGED, &old);
}

L4_INLINE L4_Word_t L4_Set_ProcessorNo(L4_ThreadId_t t, L4_Word_t processor)
{
    L4_Word_t old;
    return L4_Schedule(t, __L4_UNCHANGED, processor, __L4_UNCHANGED, __L4_UNCHANGED, &old);
}

// What is left of the time slice and of the total quantum.
L4_INLINE L4_Word_t L4_Timeslice(L4_ThreadId_t t, L4_Time_t* slice, L4_Time_t* quantum)
{
    L4_Word_t old;
    L4_Word_t const result =
        L4_Schedule(t, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, &old);
    slice->raw = (L4_Word16_t)(old >> 16);
    quantum->raw = (L4_Word16_t)old;
    return result;
}

L4_INLINE L4_Word_t L4_Set_Timeslice(L4_ThreadId_t t, L4_Time_t slice, L4_Time_t quantum)
{
    L4_Word_t old;
    return L4_Schedule(t, (L4_Word_t)slice.raw << 16 | quantum.raw, __L4_UNCHANGED, __L4_UNCHANGED,
                       __L4_UNCHANGED, &old);
}

// The delay is in microseconds.
L4_INLINE L4_Word_t L4_Set_PreemptionDelay(L4_ThreadId_t t, L4_Word_t sensitive_priority,
                                           L4_Word_t max_delay)
{
    L4_Word_t old;
    return L4_Schedule(t, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED,
                       sensitive_priority << 16 | (max_delay & 0xFFFF), &old);
}

#endif
