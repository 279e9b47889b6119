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

// What the receiver finds above the message is no news of anybody, not even old news of its own.
[[gnu::always_inline]] inline void clear_above(Tcb& r, unsigned count)
{
    static_assert(PINYON_REGISTER_WORDS == 8);
    if constexpr (!config::clear_message_registers)
        return;
    auto const clear = [&](unsigned i) { r.reg(Arch::binding.mr[i]) = 0; };
    switch (count) {
    case 0: clear(1); [[fallthrough]];
    case 1: clear(2); [[fallthrough]];
    case 2: clear(3); [[fallthrough]];
    case 3: clear(4); [[fallthrough]];
    case 4: clear(5); [[fallthrough]];
    case 5: clear(6); [[fallthrough]];
    case 6: clear(7); [[fallthrough]];
    default: break;
    }
}

// From user to user: the words that are in registers.
[[gnu::always_inline]] inline void copy_registers(Tcb const& s, Tcb& r, unsigned count)
{
    auto const copy = [&](unsigned i) {
        Reg const place = Arch::binding.mr[i];
        r.reg(place) = s.reg(place);
    };
    switch (count) {
    default: copy(7); [[fallthrough]];
    case 6: copy(6); [[fallthrough]];
    case 5: copy(5); [[fallthrough]];
    case 4: copy(4); [[fallthrough]];
    case 3: copy(3); [[fallthrough]];
    case 2: copy(2); [[fallthrough]];
    case 1: copy(1); [[fallthrough]];
    case 0: break;
    }
}

// Gives `r` the tag and the untyped words, and clears the registers above them. From user to user
// `copy` does it for `count` of them that are in memory: copy(to, from, count).
template <class Copy>
[[gnu::always_inline]] inline void copy_message(Tcb const& s, Tcb& r, MsgTag tag, Copy&& copy)
{
    unsigned const count = tag.untyped();
    r.reg(Arch::binding.mr[0]) = tag.raw();
    if (count == 0)
        return clear_above(r, 0);
    if (count >= PINYON_REGISTER_WORDS) [[unlikely]]
        r.utcb.copy_from(s.utcb, PINYON_REGISTER_WORDS, count, copy);
    copy_registers(s, r, count);
    clear_above(r, count);
}
void copy_message(Tcb const& s, Tcb& r, MsgTag tag);
void give_words(Tcb const& s, Tcb& r, MsgTag tag);  // unless both are users
inline void move_words(Tcb const& s, Tcb& r, MsgTag tag)
{
    if (s.kernel_op != KernelOp::none || r.kernel_op != KernelOp::none)
        give_words(s, r, tag);
    else
        copy_message(s, r, tag);
}

}  // namespace pinyon

#endif  // PINYON_MESSAGE_WORDS_H
