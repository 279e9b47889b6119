// SPDX-License-Identifier: BSD-2-Clause
// The words of messages. They have a source (user registers, or what the kernel says for the
// thread) and a sink (user registers, or the kernel's use of a reply); a thread's own message
// registers take no part in its faults.
#ifndef PINYON_MESSAGE_WORDS_H
#define PINYON_MESSAGE_WORDS_H

#include "generic/kernel.h"

namespace pinyon {

// The tag of what `s` sends, without flags.
[[nodiscard]] MsgTag kernel_tag(Tcb const& s);
[[nodiscard]] inline MsgTag source_tag(Tcb const& s)
{
    if (s.kernel_op != KernelOp::none)
        return kernel_tag(s);
    return MsgTag{s.reg(Arch::binding.mr[0])}.without_flags();
}

// Message register `i` (from 1) as the sender has it. Each word is read once.
[[nodiscard]] Word source_word(Tcb const& s, unsigned i);

// Gives `r` word `i` of an item. The kernel has no use for those of answers.
inline void sink_word(Tcb& r, unsigned i, Word value)
{
    if (r.kernel_op == KernelOp::none)
        r.set_message_register(i, value);
}

// Gives `r` the tag and the untyped words, and clears the registers above them.
void copy_words(Tcb const& s, Tcb& r, unsigned count);  // from user to user
void give_words(Tcb const& s, Tcb& r, MsgTag tag);      // all others
inline void copy_message(Tcb const& s, Tcb& r, MsgTag tag)  // from user to user
{
    r.reg(Arch::binding.mr[0]) = tag.raw();
    if (config::clear_message_registers || tag.untyped() > 0)
        copy_words(s, r, tag.untyped());
}
inline void move_words(Tcb const& s, Tcb& r, MsgTag tag)
{
    if (s.kernel_op != KernelOp::none || r.kernel_op != KernelOp::none)
        give_words(s, r, tag);
    else
        copy_message(s, r, tag);
}

}  // namespace pinyon

#endif  // PINYON_MESSAGE_WORDS_H
