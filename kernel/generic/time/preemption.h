// SPDX-License-Identifier: BSD-2-Clause
// Preemption as programs see it (reference 3, 6.3, 8): a thread may delay it for a while, be told
// of it, and its scheduler learns when its total quantum is used up. Only what interrupts and
// timeouts bring about is a preemption; what a thread does itself (IPC, ThreadSwitch, Schedule) is
// none.
#ifndef PINYON_PREEMPTION_H
#define PINYON_PREEMPTION_H

#include "generic/kernel.h"

namespace pinyon {

// Whether an interrupt has the current thread replaced, because its slice is over or somebody
// higher is ready. It goes on if nobody else would run, and if it delays its preemption: it asks
// for that by its PreemptFlags, the newcomer is not above its sensitive priority, and some of its
// maximum delay is left. The first time sets the pending flag and starts the delay. If it is
// replaced its handler will be told, as far as the flags say so.
[[nodiscard]] bool is_preempted(Cpu& cpu);

// The end of an event: when the delay that goes on will be over. If the thread that delays is not
// the current one any more it goes on no longer, and what is left of it is kept: never.
[[nodiscard]] Clock deadline_of_delay(Cpu& cpu);

// A timer interrupt: the delay may be over. Then preemption happens; an exception follows.
void end_delay_if_due(Cpu& cpu, Clock now);

// ThreadSwitch(nil): nothing is pending any more, and the whole delay is there again.
void renew_delay(Cpu& cpu, Tcb& thread);

// Tells one of the things that are due of a thread that would now execute user code.
void give_notice(Cpu& cpu, Tcb& thread);

// A new total quantum. Unless it is 0, a thread that had stopped goes on, and its scheduler need
// not be told any more.
void renew_quantum(Cpu& cpu, Tcb& thread, Word length);

}  // namespace pinyon

#endif  // PINYON_PREEMPTION_H
