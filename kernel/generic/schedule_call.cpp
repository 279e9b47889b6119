// SPDX-License-Identifier: BSD-2-Clause
// Schedule and ThreadSwitch (reference 4.5, 4.6).
#include "generic/ipc.h"
#include "generic/scheduler.h"
#include "generic/system_calls.h"

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

// Total quanta, delayed preemption and migration are not offered yet (docs/x2-decisions.md): what
// asks for them is an invalid parameter rather than silently ignored.
bool valid(Tcb const& self, Tcb const& t, ScheduleCall const& call)
{
    Timeouts const times{call.time};  // slice in the upper, quantum in the lower half
    if (call.time != unchanged &&
        (times.send.is_point() || !times.receive.is_never() || call.time >> 32 != 0))
        return false;
    bool const elsewhere = (call.processor & 0xFFFF) != t.home.raw();
    if (call.processor != unchanged && elsewhere)
        return false;
    if (call.priority != unchanged && (call.priority & 0xFF) > self.priority.raw())
        return false;
    return call.preemption == unchanged;
}

Word old_time(Cpu const& cpu, Tcb const& t)
{
    Word const left = remaining_slice(cpu, t);
    IpcTime const slice = left == endless_slice ? time_never : IpcTime::period(left);
    return Word{slice.raw()} << 16 | time_never.raw();
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
    if (call.time != unchanged) {
        IpcTime const slice = Timeouts{call.time}.send;
        change_slice(cpu, t, slice.is_never() ? endless_slice : slice.microseconds());
    }
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
