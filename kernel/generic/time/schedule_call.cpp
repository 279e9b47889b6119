// SPDX-License-Identifier: BSD-2-Clause
// Schedule and ThreadSwitch (reference 4.5, 4.6).
#include "generic/ipc/identity.h"
#include "generic/ipc/ipc.h"
#include "generic/system_calls.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

constexpr Word unchanged = ~Word{0};

// The invoker shares the space of the thread's scheduler, or is privileged.
bool may_schedule(Kernel& kernel, Tcb const& self, Tcb const& t)
{
    if (self.space->privileged)
        return true;
    Tcb const* const scheduler = kernel.threads.find(t.scheduler);
    return scheduler && scheduler->space == self.space;
}

// PreemptionControl.
struct Sensitivity {
    Word priority;
    std::uint16_t delay;  // microseconds
    constexpr explicit Sensitivity(Word raw) : priority{raw >> 16}, delay{std::uint16_t(raw)} {}
};

// Migration is not offered yet (docs/x2-decisions.md): what asks for it is an invalid parameter
// rather than silently ignored.
bool valid(Tcb const& self, Tcb const& t, ScheduleCall const& call)
{
    Timeouts const times{call.time};  // slice in the upper, quantum in the lower half
    if (call.time != unchanged &&
        (times.send.is_point() || times.receive.is_point() || call.time >> 32 != 0))
        return false;
    bool const elsewhere = (call.processor & 0xFFFF) != t.home.raw();
    if (call.processor != unchanged && elsewhere)
        return false;
    if (call.priority != unchanged && (call.priority & 0xFF) > self.priority.raw())
        return false;
    return call.preemption == unchanged ||
           Sensitivity{call.preemption}.priority <= self.priority.raw();
}

Word length_of(IpcTime time)
{
    return time.is_never() ? unlimited : time.microseconds();
}

IpcTime period_of(Word length)
{
    return length == unlimited ? time_never : IpcTime::period(length);
}

Word old_time(Cpu const& cpu, Tcb const& t)
{
    Allowance const left = remaining(cpu, t);
    return Word{period_of(left.slice).raw()} << 16 | period_of(left.quantum).raw();
}

void change_times(Cpu& cpu, Tcb& t, Word control)
{
    Timeouts const times{control};
    allow(cpu, t, {.slice = length_of(times.send), .quantum = length_of(times.receive)});
}

void change_sensitivity(Tcb& t, Word control)
{
    Sensitivity const wanted{control};
    t.sensitive = Priority{std::uint8_t(wanted.priority)};
    t.max_delay = t.delay_left = wanted.delay;
}

}  // namespace

Result<ScheduleResult> schedule(Cpu& cpu, Tcb& self, ScheduleCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    Tcb* const target = resolve(kernel, self.space, call.dest);
    if (!target)
        return ErrorCode::invalid_thread;
    Tcb& t = *target;
    if (!may_schedule(kernel, self, t))
        return ErrorCode::no_privilege;
    if (!valid(self, t, call))
        return ErrorCode::invalid_parameter;
    ScheduleResult const result{schedule_state(t), old_time(cpu, t)};
    if (call.time != unchanged)
        change_times(cpu, t, call.time);
    if (call.preemption != unchanged)
        change_sensitivity(t, call.preemption);
    if (call.priority != unchanged)
        change_priority(cpu, t, Priority{std::uint8_t(call.priority)});
    return result;
}

void thread_switch(Cpu& cpu, Tcb& self, ThreadId dest)
{
    Tcb* const target = dest.is_nil() ? nullptr : resolve(*cpu.kernel, self.space, dest);
    if (target == &self)
        return;
    bool const here = target && target->home == cpu.id;
    if (here && target->queue == Tcb::Queue::ready)
        cpu.forced = target;
    else
        yield(cpu);
}

}  // namespace pinyon
