// SPDX-License-Identifier: BSD-2-Clause
// Who runs next (reference 8): 256 priorities, strictly preemptive, round robin by time slices;
// an IPC partner may run on the slice of the thread that called it (donation).
//
// An event changes the state of threads and calls refresh() for each; when it is over, pick_next()
// decides once. Nothing else touches the ready queues.
#ifndef PINYON_SCHEDULER_H
#define PINYON_SCHEDULER_H

#include "generic/kernel.h"

namespace pinyon {

inline constexpr Word unlimited = ~Word{0};    // length of a slice or quantum that never ends
inline constexpr Word default_slice = 10'000;  // microseconds
inline constexpr Word shortest_slice = 100;    // lets a thread get somewhere between two switches
inline constexpr Priority default_priority{100};
inline constexpr Priority root_priority{255};

// Brings the ready queue of the thread's CPU in line with the thread's state.
void refresh(Cpu& cpu, Tcb& thread);

// The same after the IPC of the current thread has made `partner` runnable: if its next step is an
// instruction of its own it may go on at once, on the present slice. Until the event is over it is
// in no queue.
inline void prefer(Cpu& cpu, Tcb& partner)
{
    bool const free = !cpu.preferred && partner.queue == Tcb::Queue::none;
    if (free && partner.home == cpu.id && partner.active && !partner.doomed &&
        partner.executes()) [[likely]]
        cpu.preferred = &partner;
    else
        refresh(cpu, partner);
}

// Whether the event has found nobody who might run in the place of the current thread, `t`, or by
// its choice; that it can go on is another question. An interrupt has other rules.
[[nodiscard, gnu::always_inline]] inline bool has_found_nobody(Cpu const& cpu, Tcb const& t)
{
    return !cpu.preferred && !cpu.rotate && !cpu.asynchronous && cpu.slice_owner &&
           cpu.newcomer <= int(t.priority.raw());
}

// Whether something is due before the moment that the timer is set to.
[[nodiscard, gnu::always_inline]] inline bool timer_is_late(Cpu const& cpu)
{
    return cpu.timers.next_place() < cpu.timer_programmed || cpu.slice_end < cpu.timer_programmed;
}

// The thread takes no further part in scheduling (deletion).
void forget(Kernel& kernel, Tcb& thread);

// After a change of priority of a thread that may be ready or current.
void change_priority(Cpu& cpu, Tcb& thread, Priority priority);

// How long a thread may run, in microseconds or unlimited: until its equals have their turn, and
// until its scheduler is asked.
struct Allowance {
    Word slice, quantum;
};

// A new slice length, at least shortest_slice, and a new total quantum. Both begin now; a thread
// that had stopped without quantum goes on.
void allow(Cpu& cpu, Tcb& thread, Allowance const& allowance);

// What is left of the present slice and of the total quantum.
[[nodiscard]] Allowance remaining(Cpu const& cpu, Tcb const& thread);

// ThreadSwitch(nil): the current thread ends its slice.
void yield(Cpu& cpu);

// The end of an event: chooses the current thread, null if none can run, and sees to it that the
// timer fires when something is due. Returns whether the choice is known to execute user code.
[[nodiscard]] bool pick_next(Cpu& cpu);

// An interrupt lets `by`, which is higher, take the place of the current thread. That is on its own
// slice, and stays the first of its priority.
void preempt(Cpu& cpu, Tcb& current, Tcb& by);

// A timer interrupt: the slice may be over, or the total quantum of whose it is.
void end_slice_if_due(Cpu& cpu, Clock now);

}  // namespace pinyon

#endif  // PINYON_SCHEDULER_H
