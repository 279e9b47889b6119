// SPDX-License-Identifier: BSD-2-Clause
// Redirection (reference 4.8, 4.9): what threads of a space send to other spaces goes to the
// redirector of the space instead, except to the redirector's own space. What it passes on in the
// sender's name is its own message, subject to the redirector of its own space: that makes chains.
//
// Interrupt threads belong to no space: what they send and what they get is never redirected.
#ifndef PINYON_REDIRECTION_H
#define PINYON_REDIRECTION_H

#include "generic/kernel.h"

namespace pinyon {

// Spaces that a message may go through: SpaceControl sets no longer chain.
inline constexpr unsigned longest_redirection = 8;

// Space::redirector of a space whose redirector has died or changed its id. No thread has this id,
// also not one that gets the old id later: it must not inherit the messages.
inline constexpr ThreadId lost_redirector = anylocalthread;

// To whom the message of `sender` to `dest` goes. Null: to nobody now, the redirector is lost.
[[nodiscard]] Tcb* redirect(Kernel& kernel, Space const& source, Tcb& dest);
[[nodiscard]] inline Tcb* route(Kernel& kernel, Tcb const& sender, Tcb& dest)
{
    bool const redirects = sender.space && !sender.space->redirector.is_nil();
    return redirects ? redirect(kernel, *sender.space, dest) : &dest;
}

// Whether `thread` is the redirector of `space`, or of the space of that one, and so on.
[[nodiscard]] bool redirects_for(Kernel& kernel, Tcb const& thread, Space const& space);

// The value of Space::redirector for the operand of a SpaceControl by `self`: anythread is none, or
// a thread, local or global. Error 3 (invalid space): the thread does not exist, or is an interrupt
// thread, or the chain would come back to `space` or be too long. Threads that move to another
// space later may still close a ring; each hop in it needs a redirector that passes the message on.
[[nodiscard]] Result<ThreadId> redirector_operand(Kernel& kernel, Tcb const& self,
                                                  Space const& space, ThreadId operand);

}  // namespace pinyon

#endif  // PINYON_REDIRECTION_H
