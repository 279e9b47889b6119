// SPDX-License-Identifier: BSD-2-Clause
// The direct path of what the kernel says in a thread's name: a fault or an interrupt to a handler
// that waits for it, and the handler's answer. As direct_path.h has it, each does all of what the
// general path comes to, or declines and has changed nothing.
#ifndef PINYON_DIRECT_REPORT_H
#define PINYON_DIRECT_REPORT_H

#include "generic/memory/mapping.h"
#include "generic/time/scheduler.h"
#include "glue/direct_path.h"

namespace pinyon {

// Whether the wait of `t` is not over by its deadline, which may have passed unnoticed.
[[nodiscard, gnu::always_inline]] inline bool is_in_time(Tcb const& t)
{
    return !t.timer.armed() || read_clock() < t.timer.when;
}

// The message of the kernel goes from `reporter` to `handler`.
[[gnu::always_inline]] inline void report(Tcb& reporter, Tcb& handler, KernelOp kind)
{
    reporter.kernel_op = kind;
    reporter.kernel.await_answer(handler.id);
    handler.relied_on = true;
    end_wait(handler);
    give_words(reporter, handler, kernel_tag(reporter));
    handler.reg(Arch::binding.ipc.from) = shown_to(handler, reporter).raw();
}

// `self` has executed user code and cannot go on: what there is to tell stands in its TCB. Returns
// the handler, which runs when its thread registers are loaded.
template <KernelOp kind>
[[nodiscard, gnu::always_inline]] inline Tcb* direct_report(Cpu& cpu, Tcb& self)
{
    constexpr int handler_word =
        kind == KernelOp::exception ? PINYON_TCR_EXCEPTION_HANDLER : PINYON_TCR_PAGER;
    ThreadId const id{self.utcb.read(handler_word)};
    Tcb& handler = *cpu.ready.index().candidate(id);
    if (!awaits_directly(cpu, handler, id, self, self) || !is_in_time(handler)) [[unlikely]]
        return nullptr;
    report(self, handler, kind);
    switch_directly(cpu, self, handler);
    check_after_switch(cpu);
    return &handler;
}

// The line has been raised while `self` executed user code. Returns the handler of the line, which
// takes the place of `self` and runs when its thread registers are loaded. Where preemption has to
// be delayed or told of, or somebody above has donated the slice, it is for the general path.
[[nodiscard, gnu::always_inline]] inline Tcb* direct_interrupt(Cpu& cpu, Tcb& self, IrqLine line)
{
    Kernel& kernel = *cpu.kernel;
    Tcb* const irq = line.raw() < kernel.system_base ? kernel.threads.at(line.raw()) : nullptr;
    if (!irq || !irq->active || irq->kernel_op != KernelOp::none)
        return nullptr;
    Tcb& handler = *cpu.ready.index().candidate(irq->handler);
    if (!awaits_directly(cpu, handler, irq->handler, *irq, self) || !is_in_time(handler) ||
        handler.priority <= self.priority || cpu.slice_owner != &self ||
        self.utcb.read(PINYON_TCR_FLAGS) & (PINYON_PREEMPT_DELAY | PINYON_PREEMPT_SIGNAL))
        [[unlikely]]
        return nullptr;
    irq->unacknowledged = true;
    report(*irq, handler, KernelOp::interrupt);
    preempt(cpu, self, handler);
    switch_directly(cpu, self, handler);
    check_after_switch(cpu);
    return &handler;
}

// Whether the registers of `self` say a message of untyped words and then one map item.
[[nodiscard]] constexpr bool ends_in_item(MsgTag tag)
{
    return tag.typed() == MapItem::words && !tag.propagates() &&
           tag.words() < PINYON_REGISTER_WORDS;
}

// Maps what that item says, if it is a small page that goes to a free place in `window`.
[[nodiscard]] inline bool maps_page(Kernel& kernel, Tcb const& self, Tcb const& receiver,
                                    MsgTag tag, Fpage window)
{
    auto const& registers = Arch::binding.mr;
    Word const word0 = self.reg(registers[tag.words() - 1]);
    MapItem const item{word0, self.reg(registers[tag.words()])};
    Fpage const page = item.fpage();
    if (!MapItem::is_one(word0) || item.grants() || !page.is_small_page() || !window.is_memory() ||
        window.size_log2() < page_bits)
        return false;
    UserAddr const to{place_in(window, item.send_base(), page_bits)};
    Word* const entry = kernel.mapping.map_small(*self.space, UserAddr{page.base()},
                                                 *receiver.space, to, page.rights());
    if (entry && receiver.kernel_op == KernelOp::page_fault &&
        round_down(receiver.fault_words[0], page_size) == to.raw())
        Mapping::expect(entry, receiver.fault_access);
    return entry;
}

// What direct_ipc() does, for a message that ends in a map item.
[[nodiscard, gnu::always_inline]] inline Tcb* direct_map(Cpu& cpu, Tcb& self)
{
    constexpr auto const& binding = Arch::binding;
    ThreadId const to{self.reg(binding.ipc.to)};
    MsgTag const tag{self.reg(binding.mr[0])};
    Tcb& partner = *cpu.ready.index().candidate(to);
    if (!ends_in_item(tag) || !awaits_directly(cpu, partner, to, self, self))
        return nullptr;
    DirectWait wait = wait_of(self);
    Acceptor const acceptor{partner.utcb.buffer_register(0)};
    if (!waits_directly(self, partner, wait) ||
        !maps_page(*cpu.kernel, self, partner, tag, acceptor.window()))
        return nullptr;
    end_wait(partner);
    begin_wait(self, partner, wait);
    partner.reg(binding.mr[0]) = tag.without_flags().raw();
    copy_registers(self, partner, tag.words());
    clear_above(partner, tag.words());
    partner.reg(binding.ipc.from) = shown_to(partner, self).raw();
    switch_directly(cpu, self, partner);
    check_after_switch(cpu);
    return &partner;
}

// What the answer of `self` brings about beside its words: nothing, or the page that was missing.
// False: it is no such answer.
[[nodiscard]] inline bool serves(Cpu& cpu, Tcb const& self, Tcb const& asker, MsgTag tag)
{
    if (tag.mere_words())
        return true;
    return asker.kernel_op == KernelOp::page_fault && ends_in_item(tag) &&
           maps_page(*cpu.kernel, self, asker, tag, Acceptor::complete_space().window());
}

// The Ipc call of `self`, which executes user code: the answer to a fault or exception of a thread
// that goes on with it, followed by a wait as direct_ipc() takes it. Returns that thread, which
// runs when its thread registers are loaded.
[[nodiscard, gnu::always_inline]] inline Tcb* direct_answer(Cpu& cpu, Tcb& self)
{
    constexpr auto const& binding = Arch::binding;
    ThreadId const to{self.reg(binding.ipc.to)};
    MsgTag const tag{self.reg(binding.mr[0])};
    Tcb& asker = *cpu.ready.index().candidate(to);
    bool const asks =
        asker.kernel_op == KernelOp::exception || asker.kernel_op == KernelOp::page_fault;
    if (asker.id != to || !asks || !asker.kernel.awaits_answer_of(self.id) ||
        !asker.executes_after_answer() || !may_switch_directly(self, asker) ||
        !goes_on_simply(cpu, asker) || asker.priority < cpu.ready.threshold())
        return nullptr;
    DirectWait wait = wait_of(self);
    if (!waits_directly(self, asker, wait) || !serves(cpu, self, asker, tag))
        return nullptr;
    give_words(self, asker, tag);
    asker.end_answered();
    begin_wait(self, asker, wait);
    switch_directly(cpu, self, asker);
    if (!goes_on_simply(cpu, asker)) [[unlikely]]
        asker.call_key = asker.reply_key = no_key;
    check_after_switch(cpu);
    return &asker;
}

}  // namespace pinyon

#endif  // PINYON_DIRECT_REPORT_H
