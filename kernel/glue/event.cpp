// SPDX-License-Identifier: BSD-2-Clause
// The frame of an event: what happened, the work that is left, the choice, the switch.
#include "glue/event.h"

#include "generic/assert.h"
#include "generic/invariants.h"
#include "generic/ipc/faults.h"
#include "generic/ipc/interrupts.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "generic/threads/reaper.h"
#include "generic/time/preemption.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"
#include "glue/direct_report.h"

namespace pinyon {

namespace {

constexpr unsigned timeouts_per_event = 16;

// A timeout node lies in its thread.
Tcb& thread_of(TimerNode& node)
{
    auto* const bytes = reinterpret_cast<std::byte*>(&node);
    return *reinterpret_cast<Tcb*>(bytes - offsetof(Tcb, timer));
}

// What is due; more than a batch leaves the timer set to a moment that has passed.
[[gnu::cold]] void timer_interrupt(Cpu& cpu)
{
    cpu.timer_programmed = clock_never;
    Arch::stop_timer();
    Clock const now = read_clock();
    for (unsigned i = 0; i < timeouts_per_event && cpu.timers.next_place() <= now; ++i)
        if (TimerNode* const node = cpu.timers.take_due(now))
            ipc_timed_out(cpu, thread_of(*node));
    end_slice_if_due(cpu, now);
    end_delay_if_due(cpu, now);
}

// What has come, and all else that is pending.
void take_interrupts(Cpu& cpu, Interrupt taken)
{
    cpu.asynchronous = true;
    for (;; taken = Arch::take_interrupt()) {
        switch (taken.kind) {
        case Interrupt::Kind::none:
            return;
        case Interrupt::Kind::timer:
            timer_interrupt(cpu);
            break;
        case Interrupt::Kind::line:
            line_interrupt(cpu, taken.line);
            break;
        case Interrupt::Kind::poke:
            break;
        }
    }
}

// A step of what the kernel does in the thread's name before it may go on.
[[gnu::cold]] void work_for(Cpu& cpu, Tcb& thread)
{
    if (thread.drives_transfer())
        return continue_transfer(cpu, thread);
    if (thread.searching)
        return continue_search(cpu, thread);
    if (thread.long_op.kind == LongOp::Kind::none)
        return give_notice(cpu, thread);
    long_op_step(cpu, thread);
    bool const again = thread.long_op.kind == LongOp::Kind::repeat_call;
    if (again && reaper_idle(*cpu.kernel)) {
        Word const number = thread.long_op.syscall;
        thread.long_op = LongOp{};
        dispatch_syscall(cpu, thread, number);
    }
}

// Whether the choice has fallen on a thread that goes on at once.
bool choose(Cpu& cpu)
{
    bool const known = pick_next(cpu);
    if constexpr (config::check_invariants)
        check_invariants(*cpu.kernel);
    Tcb const* const next = cpu.current;
    check(!known || next->executes(), "an IPC partner that goes on at once has nothing else to do");
    return known || (next && next->executes());
}

// The end of most calls: the caller goes on, and nothing has changed that is loaded for it, or it
// would have lost its key (fast_path.h).
bool goes_on(Cpu const& cpu, Tcb const& self)
{
    return cpu.current == &self && self.call_key == anythread && self.executes() &&
           !self.doomed && !cpu.forced && has_found_nobody(cpu, self) && !timer_is_late(cpu);
}

// What the fast path has left closed is open after any other way in.
Tcb* resume(Cpu& cpu, Tcb& self)
{
    cpu.newcomer = -1;
    load_ports(*self.space);
    if constexpr (config::check_invariants)
        check_invariants(*cpu.kernel);
    return &self;
}

// Between two pieces of work the kernel looks for interrupts once, then the next piece is done: a
// source that never falls silent does not stop all work.
[[gnu::cold]] Tcb* work(Cpu& cpu)
{
    bool looked = false;
    do {
        if (!cpu.current)
            return nullptr;
        looked = !looked && Arch::interrupt_pending();
        if (looked)
            take_interrupts(cpu, Arch::take_interrupt());
        else
            work_for(cpu, *cpu.current);
    } while (!choose(cpu));
    return load_thread(cpu, *cpu.current);
}

}  // namespace

Tcb* leave(Cpu& cpu)
{
    return choose(cpu) ? load_thread(cpu, *cpu.current) : work(cpu);
}

Tcb* syscall_event(Cpu& cpu, Word number)
{
    Tcb& self = *cpu.current;
    if (!dispatch_syscall(cpu, self, number))
        return &self;
    return goes_on(cpu, self) ? resume(cpu, self) : leave(cpu);
}

Tcb* page_fault_event(Cpu& cpu, UserAddr address, Rights access)
{
    Tcb& self = *cpu.current;
    if (note_page_fault(*cpu.kernel, self, address, access)) {
        if (Tcb* const pager = direct_report<KernelOp::page_fault>(cpu, self))
            return load_directly(pager);
        page_fault(cpu, self);
    }
    return leave(cpu);
}

Tcb* exception_event(Cpu& cpu, ExceptionClass kind)
{
    Tcb& self = *cpu.current;
    self.system_exception = kind == ExceptionClass::system;
    if (Tcb* const handler = direct_report<KernelOp::exception>(cpu, self))
        return load_directly(handler);
    exception(cpu, self, self.system_exception);
    return leave(cpu);
}

Tcb* fpu_event(Cpu& cpu)
{
    take_fpu(cpu, *cpu.current);
    return leave(cpu);
}

Tcb* interrupt_event(Cpu& cpu)
{
    Interrupt const first = Arch::take_interrupt();
    if (first.kind == Interrupt::Kind::line && cpu.current)
        if (Tcb* const handler = direct_interrupt(cpu, *cpu.current, first.line))
            return load_directly(handler);
    take_interrupts(cpu, first);
    return leave(cpu);
}

}  // namespace pinyon
