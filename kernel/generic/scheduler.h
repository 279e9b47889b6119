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

inline constexpr Word endless_slice = ~Word{0};
inline constexpr Word default_slice = 10'000;  // microseconds
inline constexpr Word shortest_slice = 100;    // lets a thread get somewhere between two switches
inline constexpr Priority default_priority{100};
inline constexpr Priority root_priority{255};

// Brings the ready queue of the thread's CPU in line with the thread's state.
void refresh(Cpu& cpu, Tcb& thread);

// The thread takes no further part in scheduling (deletion).
void forget(Kernel& kernel, Tcb& thread);

// After a change of priority of a thread that may be ready or current.
void change_priority(Cpu& cpu, Tcb& thread, Priority priority);

// A new slice length, at least shortest_slice; the present slice starts anew with it.
void change_slice(Cpu& cpu, Tcb& thread, Word length);

// What is left of the thread's present slice, microseconds or endless_slice.
[[nodiscard]] Word remaining_slice(Cpu const& cpu, Tcb const& thread);

// ThreadSwitch(nil): the current thread ends its slice.
void yield(Cpu& cpu);

// The end of an event: chooses the current thread, null if none can run, and sees to it that the
// timer fires when something is due.
void pick_next(Cpu& cpu);

// A timer interrupt: the slice may be over.
void end_slice_if_due(Cpu& cpu, Clock now);

}  // namespace pinyon

#endif  // PINYON_SCHEDULER_H
