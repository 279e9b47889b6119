// SPDX-License-Identifier: BSD-2-Clause
// Interrupt threads: association, delivery. The acknowledgement is the end of their operation
// (transfer.cpp), which unmasks the line.
#include "generic/ipc/interrupts.h"

#include "generic/ipc/identity.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

ThreadId interrupt_id(Word line) { return ThreadId::global(line, 1); }

Result<Tcb*> interrupt_thread(Cpu& cpu, Word line)
{
    Tcb* const known = cpu.kernel->threads.at(line);
    if (known)
        return known;
    auto const made = new_thread(cpu, interrupt_id(line), nullptr, nilthread);
    if (made)
        made.value()->priority = root_priority;
    return made;
}

}  // namespace

ErrorCode associate_interrupt(Cpu& cpu, Tcb& self, ThreadControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    IrqLine const line{std::uint32_t(call.dest.number())};
    bool const exists = line.raw() < Arch::irq_lines() && Arch::attachable(line);
    if (!exists || call.dest.version() != 1)
        return ErrorCode::invalid_thread;
    if (call.space != call.dest)
        return ErrorCode::invalid_space;
    bool const detach = call.pager == call.dest;
    Tcb* const handler = detach ? nullptr : resolve(kernel, self.space, call.pager);
    if (!detach && (!handler || !handler->space))
        return ErrorCode::invalid_thread;
    Result<Tcb*> const thread = interrupt_thread(cpu, line.raw());
    if (!thread)
        return thread.error();

    Tcb& irq = *thread.value();
    Arch::mask(line);
    abort_ipc(cpu, irq, {.send = true, .receive = true});
    irq.active = !detach;
    irq.handler = detach ? nilthread : handler->id;
    // What nobody has acknowledged passes to the new handler: the device may not interrupt again,
    // since an edge is over, and not every controller looks at a level once more.
    irq.unacknowledged = irq.unacknowledged && !detach;
    if (irq.unacknowledged)
        start_kernel_op(cpu, irq, KernelOp::interrupt, irq.handler);
    else if (!detach)
        Arch::unmask(line);
    return ErrorCode::ok;
}

void line_interrupt(Cpu& cpu, IrqLine line)
{
    Kernel& kernel = *cpu.kernel;
    Tcb* const irq = line.raw() < kernel.system_base ? kernel.threads.at(line.raw()) : nullptr;
    // A line that nobody is attached to stays masked; so does one whose message is on its way.
    if (!irq || !irq->active || irq->kernel_op != KernelOp::none)
        return;
    irq->unacknowledged = true;
    start_kernel_op(cpu, *irq, KernelOp::interrupt, irq->handler);
}

}  // namespace pinyon
