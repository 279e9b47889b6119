// SPDX-License-Identifier: BSD-2-Clause
// Delayed preemption, and the messages about preemption and used-up quanta.
#include "generic/preemption.h"

#include "generic/faults.h"
#include "generic/ipc.h"
#include "generic/ipc_end.h"
#include "generic/scheduler.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

// PreemptFlags are the low byte of that word; the kernel changes no other bits of it.
bool has_flag(Tcb const& t, Word flag)
{
    return t.utcb.read(PINYON_TCR_FLAGS) & flag;
}

void tell_clock(Tcb& t, Clock clock)
{
    t.fault_words[0] = clock.raw();
    t.fault_words[1] = 0;  // the upper half on machines with smaller words
}

}  // namespace

bool delays_preemption(Cpu& cpu, int newcomer)
{
    Tcb& t = *cpu.current;
    bool const wanted = t.max_delay > 0 && newcomer <= int(t.sensitive.raw()) &&
                        has_flag(t, PINYON_PREEMPT_DELAY);
    if (!wanted || cpu.delay_end != clock_never)
        return wanted;
    if (t.delay_left == 0)
        return false;
    t.utcb.set(PINYON_TCR_FLAGS, PINYON_PREEMPT_PENDING);
    cpu.delay_end = read_clock() + t.delay_left;
    return true;
}

void stop_delay(Cpu& cpu)
{
    Clock const now = read_clock();
    bool const some = cpu.delay_end > now;
    cpu.current->delay_left = some ? std::uint16_t(cpu.delay_end - now) : std::uint16_t{0};
    cpu.delay_end = clock_never;
}

void end_delay_if_due(Cpu& cpu, Clock now)
{
    if (now < cpu.delay_end)
        return;
    stop_delay(cpu);
    Tcb& t = *cpu.current;
    t.notices.overdue = has_flag(t, PINYON_PREEMPT_DELAY);
    if (t.notices.overdue)
        t.utcb.clear(PINYON_TCR_FLAGS, PINYON_PREEMPT_DELAY | PINYON_PREEMPT_PENDING);
    cpu.rotate = true;
}

void renew_delay(Cpu& cpu, Tcb& t)
{
    cpu.delay_end = clock_never;
    t.delay_left = t.max_delay;
    if (has_flag(t, PINYON_PREEMPT_PENDING))
        t.utcb.clear(PINYON_TCR_FLAGS, PINYON_PREEMPT_PENDING);
}

void note_preemption(Tcb& t)
{
    if (!has_flag(t, PINYON_PREEMPT_SIGNAL))
        return;
    t.notices.preempted = true;
    t.preempted_at = read_clock();
}

void give_notice(Cpu& cpu, Tcb& t)
{
    if (t.notices.preempted) {
        t.notices.preempted = false;
        tell_clock(t, t.preempted_at);
        ThreadId const handler{t.utcb.read(PINYON_TCR_EXCEPTION_HANDLER)};
        start_kernel_notice(cpu, t, KernelOp::preemption, handler, false);
    } else if (t.notices.overdue) {
        t.notices.overdue = false;
        exception(cpu, t, true);
    } else {
        t.notices.spent = false;
        t.exhausted = true;
        tell_clock(t, read_clock());
        start_kernel_notice(cpu, t, KernelOp::quantum, t.scheduler, true);
    }
}

void end_exhaustion(Cpu& cpu, Tcb& t)
{
    t.exhausted = false;
    if (t.kernel_op == KernelOp::quantum && t.kernel.waits_to_send())
        fail(cpu, t, IpcFault::cancelled, IpcPhase::send);
    refresh(cpu, t);
}

}  // namespace pinyon
