// SPDX-License-Identifier: BSD-2-Clause
// Delayed preemption, and the messages about preemption and used-up quanta.
#include "generic/time/preemption.h"

#include "generic/ipc/faults.h"
#include "generic/ipc/ipc.h"
#include "generic/ipc/ipc_end.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

// PreemptFlags are the low byte of that word; the kernel changes no other bits of it. Interrupt
// threads have none.
bool has_flag(Tcb const& t, Word flag)
{
    return t.utcb && (t.utcb.read(PINYON_TCR_FLAGS) & flag);
}

void tell_clock(Tcb& t, Clock clock)
{
    t.fault_words[0] = clock.raw();
    t.fault_words[1] = 0;  // the upper half on machines with smaller words
}

bool delays_preemption(Cpu& cpu, Tcb& t, int newcomer)
{
    bool const wanted = t.max_delay > 0 && newcomer <= int(t.sensitive.raw()) &&
                        has_flag(t, PINYON_PREEMPT_DELAY);
    if (!wanted || cpu.delaying)
        return wanted;
    if (t.delay_left == 0)
        return false;
    t.utcb.set(PINYON_TCR_FLAGS, PINYON_PREEMPT_PENDING);
    cpu.delaying = &t;
    cpu.delay_end = read_clock() + t.delay_left;
    return true;
}

// What is left of the delay is kept.
void stop_delay(Cpu& cpu, Clock now)
{
    bool const some = cpu.delay_end > now;
    cpu.delaying->delay_left = some ? std::uint16_t(cpu.delay_end - now) : std::uint16_t{0};
    cpu.delaying = nullptr;
}

}  // namespace

bool is_preempted(Cpu& cpu)
{
    Tcb& t = *cpu.current;
    int const own = t.priority.raw();
    if (cpu.ready.top() < own)
        return false;
    // The end of its slice counts as a newcomer of its own priority.
    if (delays_preemption(cpu, t, cpu.newcomer > own ? cpu.newcomer : own))
        return false;
    if (has_flag(t, PINYON_PREEMPT_SIGNAL)) {
        t.notify(Notice::preempted);
        t.preempted_at = read_clock();
    }
    return true;
}

Clock deadline_of_delay(Cpu& cpu)
{
    if (cpu.delaying == cpu.current)
        return cpu.delay_end;
    stop_delay(cpu, read_clock());
    return clock_never;
}

void end_delay_if_due(Cpu& cpu, Clock now)
{
    if (!cpu.delaying || now < cpu.delay_end)
        return;
    Tcb& t = *cpu.delaying;
    stop_delay(cpu, now);
    if (has_flag(t, PINYON_PREEMPT_DELAY)) {
        t.notify(Notice::overdue);
        t.utcb.clear(PINYON_TCR_FLAGS, PINYON_PREEMPT_DELAY | PINYON_PREEMPT_PENDING);
    }
    cpu.rotate = true;
}

void renew_delay(Cpu& cpu, Tcb& t)
{
    cpu.delaying = nullptr;
    t.delay_left = t.max_delay;
    if (has_flag(t, PINYON_PREEMPT_PENDING))
        t.utcb.clear(PINYON_TCR_FLAGS, PINYON_PREEMPT_PENDING);
}

void give_notice(Cpu& cpu, Tcb& t)
{
    if (t.notices.has(Notice::preempted)) {
        t.notices.clear(Notice::preempted);
        tell_clock(t, t.preempted_at);
        ThreadId const handler{t.utcb.read(PINYON_TCR_EXCEPTION_HANDLER)};
        start_kernel_notice(cpu, t, KernelOp::preemption, handler, false);
    } else if (t.notices.has(Notice::overdue)) {
        t.notices.clear(Notice::overdue);
        exception(cpu, t, true);
    } else {
        t.notices.clear(Notice::spent);
        tell_clock(t, read_clock());
        start_kernel_notice(cpu, t, KernelOp::quantum, t.scheduler, true);
    }
}

void renew_quantum(Cpu& cpu, Tcb& t, Word length)
{
    t.quantum_left = length;
    t.notices.clear(Notice::spent);
    if (length == 0 && !t.exhausted())
        t.notify(Notice::spent);
    if (length == 0 || !t.exhausted() || t.kernel.phase() == Phase::xfer_send)
        return;
    // Its message is withdrawn, if it still waits; the operation is over.
    fail(cpu, t, IpcFault::cancelled, IpcPhase::send);
}

}  // namespace pinyon
