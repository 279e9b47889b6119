// SPDX-License-Identifier: BSD-2-Clause
// Preemption as programs see it (reference 3, 6.3, 8): a thread may delay it for a while, be told
// of it, and its scheduler learns when its total quantum is used up. Only what interrupts and
// timeouts bring about is a preemption; what a thread does itself (IPC, ThreadSwitch, Schedule) is
// none.
#ifndef PINYON_PREEMPTION_H
#define PINYON_PREEMPTION_H

#include "generic/kernel.h"

namespace pinyon {

// Whether the current thread goes on although a ready thread of that priority should replace it:
// it asks for it by its PreemptFlags, the newcomer is not above its sensitive priority, and some of
// its maximum delay is left. The first time sets the pending flag and starts the delay.
[[nodiscard]] bool delays_preemption(Cpu& cpu, int newcomer);

// The current thread is about to be replaced: what is left of its delay is kept.
void stop_delay(Cpu& cpu);

// A timer interrupt: the delay may be over. Then preemption happens; an exception follows.
void end_delay_if_due(Cpu& cpu, Clock now);

// ThreadSwitch(nil): nothing is pending any more, and the whole delay is there again.
void renew_delay(Cpu& cpu, Tcb& thread);

// `thread` has been replaced by another one because of an interrupt: its handler is told if its
// PreemptFlags say so.
void note_preemption(Tcb& thread);

// Tells one of the things that are due of a thread that would now execute user code.
void give_notice(Cpu& cpu, Tcb& thread);

// The thread has a new total quantum: it may go on, and its scheduler need not be told any more.
void end_exhaustion(Cpu& cpu, Tcb& thread);

}  // namespace pinyon

#endif  // PINYON_PREEMPTION_H
