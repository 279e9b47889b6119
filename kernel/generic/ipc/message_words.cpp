// SPDX-License-Identifier: BSD-2-Clause
// Sources and sinks of message words.
#include "generic/ipc/message_words.h"

namespace pinyon {

namespace {

constexpr auto const& registers = Arch::binding.mr;

// A start message counts only with exactly two words (reference 5.2).
[[gnu::cold]] void start_with(Tcb& r, Word ip, Word sp)
{
    if (!r.keep_ip)
        Arch::set_ip(r.frame, ip);
    if (!r.keep_sp)
        Arch::set_sp(r.frame, sp);
}

constexpr ExceptionBlock block = Arch::exception_block;
constexpr unsigned block_end = block.first + block.count;

// The words of an exception message up to `last`, those of the block together. Before the block the
// number of a word is a constant, for which little is left of what the port does about it.
template <class One, class Block>
[[gnu::always_inline]] inline void exception_message(unsigned last, One&& one, Block&& copy_block)
{
#pragma GCC unroll 16
    for (unsigned i = 1; i < block.first; ++i) {
        if (i > last)
            return;
        one(i);
    }
    if (last >= block.first)
        copy_block(last < block_end ? last + 1 : block_end);
    for (unsigned i = block_end; i <= last; ++i)
        one(i);
}

// The frame as message registers, of which it has those of the block.
Utcb frame_block(Tcb const& t)
{
    Word const* const words = reinterpret_cast<Word const*>(&t.frame);
    return Utcb{const_cast<Word*>(words) + block.frame_word - block.first};
}

void set_exception_words(Tcb const& s, Tcb& r, unsigned last)
{
    exception_message(
        last, [&](unsigned i) { Arch::set_exception_word(r.frame, i, s.message_register(i)); },
        [&](unsigned end) {
            frame_block(r).copy_from(s.utcb, block.first, end - 1, Arch::copy_message_words);
        });
}

void give_exception(Tcb const& s, Tcb& r)
{
    exception_message(
        Arch::exception_words,
        [&](unsigned i) { r.set_message_register(i, Arch::exception_word(s.frame, i)); },
        [&](unsigned end) {
            r.utcb.copy_from(frame_block(s), block.first, end - 1, Arch::copy_message_words);
        });
}

// A reply to an exception changes the registers that it carries, except those that
// ExchangeRegisters has set meanwhile.
void answer_exception(Tcb const& s, Tcb& r, unsigned count)
{
    Word const ip = Arch::ip(r.frame), sp = Arch::sp(r.frame), flags = Arch::flags(r.frame);
    unsigned const last = count < Arch::exception_words ? count : Arch::exception_words;
    if (s.kernel_op == KernelOp::none)
        set_exception_words(s, r, last);
    else
        for (unsigned i = 1; i <= last; ++i)
            Arch::set_exception_word(r.frame, i, source_word(s, i));
    if (r.keep_ip)
        Arch::set_ip(r.frame, ip);
    if (r.keep_sp)
        Arch::set_sp(r.frame, sp);
    if (r.keep_flags)
        Arch::set_flags(r.frame, flags);
}

// What the kernel has a use for of the words of the answer to its message.
void take_answer(Tcb const& s, Tcb& r, unsigned count)
{
    if (r.kernel_op == KernelOp::exception)
        answer_exception(s, r, count);
    else if (r.kernel_op == KernelOp::start && count == 2)
        start_with(r, source_word(s, 1), source_word(s, 2));
}

}  // namespace

MsgTag kernel_tag(Tcb const& s)
{
    switch (s.kernel_op) {
    case KernelOp::page_fault:
        return MsgTag::make(protocol_label(PINYON_PROTO_PAGE_FAULT, s.fault_access.raw()), 2, 0);
    case KernelOp::port_fault:
        return MsgTag::make(protocol_label(PINYON_PROTO_IO_FAULT, rights_rw.raw()), 2, 0);
    case KernelOp::exception:
        return MsgTag::make(protocol_label(s.system_exception ? PINYON_PROTO_SYSTEM_EXCEPTION
                                                              : PINYON_PROTO_ARCH_EXCEPTION),
                            Arch::exception_words, 0);
    case KernelOp::interrupt:
        return MsgTag::make(protocol_label(PINYON_PROTO_INTERRUPT), 0, 0);
    case KernelOp::preemption:
    case KernelOp::quantum:
        return MsgTag::make(protocol_label(PINYON_PROTO_PREEMPTION), 2, 0);
    case KernelOp::start:
    case KernelOp::none:
        break;
    }
    return MsgTag{};
}

Word source_word(Tcb const& s, unsigned i)
{
    switch (s.kernel_op) {
    case KernelOp::page_fault:
    case KernelOp::port_fault:
    case KernelOp::preemption:
    case KernelOp::quantum:
        return s.fault_words[i - 1];
    case KernelOp::exception:
        return Arch::exception_word(s.frame, i);
    default:
        return s.message_register(i);
    }
}

void copy_message(Tcb const& s, Tcb& r, MsgTag tag)
{
    copy_message(s, r, tag, [](Word* to, Word const* from, unsigned count) {
        __builtin_memcpy(to, from, count * sizeof(Word));
    });
}

void give_words(Tcb const& s, Tcb& r, MsgTag tag)
{
    unsigned const count = tag.untyped();
    if (r.kernel_op != KernelOp::none)
        return take_answer(s, r, count);
    r.reg(registers[0]) = tag.raw();
    if (s.kernel_op == KernelOp::exception) {
        give_exception(s, r);
    } else if (count > 0) {
        r.reg(registers[1]) = s.fault_words[0];
        r.reg(registers[2]) = s.fault_words[1];
    }
    clear_above(r, count);
}

}  // namespace pinyon
