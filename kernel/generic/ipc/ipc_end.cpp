// SPDX-License-Identifier: BSD-2-Clause
// Errors and aborts of IPC operations. A result is written into the thread's frame at the moment
// its operation ends: nothing has to be remembered until the thread runs.
#include "generic/ipc/ipc_end.h"

#include "generic/ipc/ipc.h"
#include "generic/ipc/matching.h"
#include "generic/ipc/transfer.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

void write_error(Tcb& t, IpcFault fault, IpcPhase phase, Word offset)
{
    Word& tag = t.reg(Arch::binding.mr[0]);
    tag = fault == IpcFault::overflow
              ? MsgTag{tag}.without_flags().with_flag(PINYON_TAG_ERROR).raw()
              : failed_tag.raw();
    t.reg(Arch::binding.ipc.from) = nilthread.raw();
    t.utcb.write(PINYON_TCR_ERROR_CODE, ipc_error(fault, phase, offset));
}

// Ends a page fault above a transfer, wherever it stands. Its own transfer, if one goes on, moves
// no strings, so that nothing lies above that.
void cut_kernel_op(Cpu& cpu, Tcb& t)
{
    Tcb* const partner = t.kernel.peer;
    if (t.kernel.phase() == Phase::xfer_send)
        fail_transfer(cpu, t, *partner, both_told(IpcFault::aborted));
    else if (t.kernel.phase() == Phase::xfer_recv)
        fail_transfer(cpu, *partner, t, both_told(IpcFault::aborted));
    else
        fail(cpu, t, IpcFault::cancelled, IpcPhase::send);
}

// The transfer timeout, which runs on the receiver's timer.
void transfer_timed_out(Cpu& cpu, Tcb& r)
{
    Tcb& s = *r.user.peer;
    constexpr IpcFault self = IpcFault::transfer_timeout_self;
    constexpr IpcFault partner = IpcFault::transfer_timeout_partner;
    fail_transfer(cpu, s, r,
                  s.xfer.sender_is_shorter ? Verdict{self, partner} : Verdict{partner, self});
}

}  // namespace

void arm_receive(Cpu& cpu, Tcb& t, IpcOp const& op)
{
    Clock const now = read_clock();
    Clock const deadline =
        op.receive_time().is_point() ? t.receive_point : op.receive_time().deadline(now);
    if (deadline > now)
        cpu.kernel->home_of(t).timers.arm(t.timer, deadline);
}

void close_kernel_op(Cpu& cpu, Tcb& t)
{
    // Whether its scheduler has been told or not, a thread without quantum stays where it is.
    bool const stays = t.exhausted() && t.quantum_left == 0;
    t.end_answered();
    t.kernel.peer = nullptr;
    if (stays)
        t.kernel_op = KernelOp::quantum;
    if (t.in_transfer()) {
        Tcb& s = t.transfer_sender();
        s.xfer.fault_of = Side::none;
        if (&s != &t)
            refresh(cpu, s);
    }
}

void end_kernel_op(Cpu& cpu, Tcb& t)
{
    close_kernel_op(cpu, t);
    refresh(cpu, t);
}

void fail(Cpu& cpu, Tcb& t, IpcFault fault, IpcPhase phase, Word offset)
{
    unqueue(t);
    stop_search(t);
    // An interrupt line stays masked: the next handler is told, and unmasks it by its answer.
    if (t.kernel_op != KernelOp::none)
        return end_kernel_op(cpu, t);
    stop_timeout(t);
    t.user.set_phase(Phase::none);
    t.user.peer = nullptr;
    write_error(t, fault, phase, offset);
    refresh(cpu, t);
}

void fail_transfer(Cpu& cpu, Tcb& s, Tcb& r, Verdict verdict)
{
    if (s.kernel_op != KernelOp::none && s.user.phase() == Phase::xfer_send && s.user.peer == &r)
        cut_kernel_op(cpu, s);
    if (r.kernel_op != KernelOp::none && r.user.phase() == Phase::xfer_recv && r.user.peer == &s)
        cut_kernel_op(cpu, r);
    Word const offset = s.kernel_op == KernelOp::none ? s.xfer.string_bytes : 0;
    if (r.kernel_op == KernelOp::interrupt) {
        finish_receiver(cpu, r);
        refresh(cpu, r);
    } else {
        fail(cpu, r, verdict.receiver, IpcPhase::receive, offset);
    }
    fail(cpu, s, verdict.sender, IpcPhase::send, offset);
}

void ipc_timed_out(Cpu& cpu, Tcb& thread)
{
    if (thread.user.phase() == Phase::xfer_recv)
        return transfer_timed_out(cpu, thread);
    bool const sending = thread.user.waits_to_send();
    fail(cpu, thread, IpcFault::timeout, sending ? IpcPhase::send : IpcPhase::receive);
}

void abort_ipc(Cpu& cpu, Tcb& thread, AbortPhases phases)
{
    IpcOp const& op = thread.shown_operation();
    switch (op.phase()) {
    case Phase::send_wait:
    case Phase::held:
        if (phases.send)
            fail(cpu, thread, IpcFault::cancelled, IpcPhase::send);
        break;
    case Phase::recv_wait:
        if (phases.receive)
            fail(cpu, thread, IpcFault::cancelled, IpcPhase::receive);
        break;
    case Phase::xfer_send:
        if (phases.send)
            fail_transfer(cpu, thread, *op.peer, both_told(IpcFault::aborted));
        break;
    case Phase::xfer_recv:
        if (phases.receive)
            fail_transfer(cpu, *op.peer, thread, both_told(IpcFault::aborted));
        break;
    case Phase::none:
        break;
    }
}

void partner_died(Cpu& cpu, Tcb& victim)
{
    bool const sending = victim.operation().waits_to_send();
    fail(cpu, victim, IpcFault::no_partner, sending ? IpcPhase::send : IpcPhase::receive);
}

}  // namespace pinyon
