// SPDX-License-Identifier: BSD-2-Clause
// ExchangeRegisters (reference 4.2): reads and changes the user state of an active thread of the
// invoker's own space, cuts its IPC, halts and resumes it.
#include "generic/ipc/identity.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

// A kernel operation whose reply would overwrite these registers keeps its hands off them.
void protect_from_reply(Tcb& t, Word control)
{
    if (t.kernel_op != KernelOp::start && t.kernel_op != KernelOp::exception)
        return;
    t.keep_ip |= (control & PINYON_EXREGS_SET_IP) != 0;
    t.keep_sp |= (control & PINYON_EXREGS_SET_SP) != 0;
    t.keep_flags |= (control & PINYON_EXREGS_SET_FLAGS) != 0;
}

void set_registers(Tcb& t, ExchangeRegistersCall const& in)
{
    if (in.control & PINYON_EXREGS_SET_SP)
        Arch::set_sp(t.frame, in.sp);
    if (in.control & PINYON_EXREGS_SET_IP)
        Arch::set_ip(t.frame, in.ip);
    if (in.control & PINYON_EXREGS_SET_FLAGS)
        Arch::set_flags(t.frame, in.flags);
    if (in.control & PINYON_EXREGS_SET_HANDLE)
        t.utcb.write(PINYON_TCR_USER_DEFINED_HANDLE, in.handle);
    if (in.control & PINYON_EXREGS_SET_PAGER)
        t.utcb.write(PINYON_TCR_PAGER, in.pager.raw());
}

Word state_bits(Tcb const& t)
{
    return (t.halted ? PINYON_EXREGS_HALT : 0u) |
           (in_receive_phase(t) ? PINYON_EXREGS_RECEIVE : 0u) |
           (in_send_phase(t) ? PINYON_EXREGS_SEND : 0u);
}

ExchangeRegistersCall present_state(Tcb const& t, bool by_local_id)
{
    ExchangeRegistersCall out{};
    out.dest = by_local_id ? t.id : ThreadId{t.utcb_pointer.raw()};
    out.control = state_bits(t);
    out.sp = Arch::sp(t.frame);
    out.ip = Arch::ip(t.frame);
    out.flags = Arch::flags(t.frame);
    out.handle = t.utcb.read(PINYON_TCR_USER_DEFINED_HANDLE);
    out.pager = ThreadId{t.utcb.read(PINYON_TCR_PAGER)};
    return out;
}

}  // namespace

ErrorCode exchange_registers(Cpu& cpu, Tcb& self, ExchangeRegistersCall& call)
{
    Tcb* const target = resolve(*cpu.kernel, self.space, call.dest);
    if (!target || target->space != self.space || !target->active)
        return ErrorCode::invalid_thread;
    Tcb& t = *target;
    ExchangeRegistersCall const in = call;
    call = present_state(t, in.dest.is_local());
    protect_from_reply(t, in.control);
    set_registers(t, in);
    abort_ipc(cpu, t, {.send = (in.control & PINYON_EXREGS_SEND) != 0,
                       .receive = (in.control & PINYON_EXREGS_RECEIVE) != 0});
    t.user.make_ordinary();
    t.call_key = t.reply_key = no_key;
    if (in.control & PINYON_EXREGS_SET_HALT)
        t.halted = (in.control & PINYON_EXREGS_HALT) != 0;
    refresh(cpu, t);
    return ErrorCode::ok;
}

}  // namespace pinyon
