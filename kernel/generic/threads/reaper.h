// SPDX-License-Identifier: BSD-2-Clause
// What follows a deletion (reference 5.4): everyone who waits for the dead id is told, the thread's
// memory and, with the last thread, the space and all its mappings are taken back. The same scan of
// all threads follows a change of what decides about queued senders (reference 4.9): an id, the
// space of a thread, the redirector of a space.
//
// A thread that nobody relies on is spared the scan: what its end takes does not depend on how many
// others there are. Whoever begins to wait for another thread by its id, is queued with a message
// to it or in its name, or makes it a redirector marks it as relied on, for good; and so does a
// thread itself that waits for anyone, since who sends to it may go on to wait for its answer.
//
// The work is done by those who call ThreadControl and SpaceControl, in small steps. Its state lies
// in the kernel, not in the caller: when a caller dies in the middle, the next one goes on. They
// start only when the reaper is idle, so it never has more than one scan, one thread and one space
// in work.
#ifndef PINYON_REAPER_H
#define PINYON_REAPER_H

#include "generic/kernel.h"

namespace pinyon {

// Ends the thread: its operation is cut, its id is void at once. The reaper is idle.
void condemn(Cpu& cpu, Tcb& thread);

// The thread goes on under a new id; those who wait for the old one are told. The reaper is idle.
void rename(Cpu& cpu, Tcb& thread, ThreadId new_id);

// The thread has moved to another space, or a space has another redirector: queued senders may have
// to go elsewhere. The reaper is idle.
void relocate(Kernel& kernel, Tcb& thread);
void review_senders(Kernel& kernel);

// A space that has lost its last thread.
void condemn_space(Kernel& kernel, Space& space);

[[nodiscard]] inline bool reaper_idle(Kernel const& kernel)
{
    return !kernel.dying.scan && !kernel.dying.thread && !kernel.dying.space;
}

// A bounded piece of the work. True when nothing is left.
[[nodiscard]] bool reap_step(Cpu& cpu);

// The system call of `self` goes on until the reaper has nothing left.
void wait_for_reaper(Kernel const& kernel, Tcb& self);

}  // namespace pinyon

#endif  // PINYON_REAPER_H
