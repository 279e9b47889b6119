// SPDX-License-Identifier: BSD-2-Clause
// The page-fault messages and the timeout of a transfer.
#include "generic/ipc/transfer_fault.h"

#include "generic/ipc/ipc.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

constexpr Word no_instruction = ~Word{0};  // IP in the message about a receive buffer

Timeouts transfer_timeouts(Tcb const& t)
{
    return Timeouts{t.utcb.read(PINYON_TCR_XFER_TIMEOUTS)};
}

void arm(Cpu& cpu, Tcb& t, Clock deadline)
{
    Cpu& home = cpu.kernel->home_of(t);
    home.timers.arm(t.timer, deadline);
    if (&home != &cpu)
        Arch::poke(home.id);  // it programs its own timer
}

// Starts the timeout if it does not run yet.
void start_timeout(Cpu& cpu, Tcb& s, Tcb& r)
{
    if (s.xfer.timed)
        return;
    Clock const now = read_clock();
    Clock const of_sender = transfer_timeouts(s).send.deadline(now);
    Clock const of_receiver = transfer_timeouts(r).receive.deadline(now);
    s.xfer.timed = true;
    s.xfer.sender_is_shorter = of_sender <= of_receiver;
    Clock const deadline = s.xfer.sender_is_shorter ? of_sender : of_receiver;
    if (deadline != clock_never)
        arm(cpu, r, deadline);
}

bool timeout_is_over(Tcb const& r)
{
    return r.timer.armed() && r.timer.when <= read_clock();
}

}  // namespace

void transfer_fault(Cpu& cpu, Tcb& s)
{
    Transfer& x = s.xfer;
    Tcb& r = *s.user.peer;
    start_timeout(cpu, s, r);
    if (timeout_is_over(r)) {
        x.fault_of = Side::none;
        return ipc_timed_out(cpu, r);
    }
    bool const sending = x.fault_of == Side::sender;
    Tcb& victim = sending ? s : r;
    victim.fault_words[0] = (sending ? x.from : x.to).address.raw();
    victim.fault_words[1] = sending ? Arch::ip(s.frame) : no_instruction;
    victim.fault_access = sending ? rights_r : rights_w;
    ThreadId const pager{victim.utcb.read(PINYON_TCR_PAGER)};
    start_kernel_op(cpu, victim, KernelOp::page_fault, pager);
    refresh(cpu, s);
}

}  // namespace pinyon
