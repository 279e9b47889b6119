// SPDX-License-Identifier: BSD-2-Clause
// What follows a deletion (reference 5.4): everyone who waits for the dead id is told, the thread's
// memory and, with the last thread, the space and all its mappings are taken back.
//
// The work is done by those who call ThreadControl, in small steps. Its state lies in the kernel,
// not in the caller: when a caller dies in the middle, the next one goes on. ThreadControl starts
// only when the reaper is idle, so it never has more than one thread and one space in work.
#ifndef PINYON_REAPER_H
#define PINYON_REAPER_H

#include "generic/kernel.h"

namespace pinyon {

// Ends the thread: its operation is cut, its id is void at once. The reaper is idle.
void condemn(Cpu& cpu, Tcb& thread);

// The thread goes on under a new id; those who wait for the old one are told. The reaper is idle.
void rename(Cpu& cpu, Tcb& thread, ThreadId new_id);

// A space that has lost its last thread.
void condemn_space(Kernel& kernel, Space& space);

[[nodiscard]] inline bool reaper_idle(Kernel const& kernel)
{
    return !kernel.dying.thread && !kernel.dying.space;
}

// A bounded piece of the work. True when nothing is left.
[[nodiscard]] bool reap_step(Cpu& cpu);

}  // namespace pinyon

#endif  // PINYON_REAPER_H
