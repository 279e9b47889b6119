// SPDX-License-Identifier: BSD-2-Clause
// The choice of the next thread and the accounting of time slices.
#include "generic/scheduler.h"

#include "glue/clock.h"

namespace pinyon {

namespace {

Word left_until(Clock end, Clock now)
{
    if (end == clock_never)
        return endless_slice;
    return end > now ? end - now : 0;
}

// Ends the account of the present slice owner; `left` of it remain for its next turn.
void close_slice(Cpu& cpu, Word left)
{
    if (cpu.slice_owner)
        cpu.slice_owner->slice_left = left;
    cpu.slice_owner = nullptr;
    cpu.slice_end = clock_never;
}

// The same when the slice is only interrupted.
void suspend_slice(Cpu& cpu, Clock now)
{
    close_slice(cpu, left_until(cpu.slice_end, now));
}

void open_slice(Cpu& cpu, Tcb& owner)
{
    if (cpu.slice_owner == &owner)
        return;
    Clock const now = read_clock();
    suspend_slice(cpu, now);
    if (owner.slice_left == 0 || owner.slice == endless_slice)
        owner.slice_left = owner.slice;
    cpu.slice_owner = &owner;
    cpu.slice_end = owner.slice_left == endless_slice ? clock_never : now + owner.slice_left;
}

// The priority that a newcomer has to exceed: a thread that runs on a donated slice is protected
// by its donor's priority against interrupts and timeouts.
int standing(Cpu const& cpu)
{
    int const own = cpu.current->priority.raw();
    if (!cpu.asynchronous || !cpu.slice_owner)
        return own;
    int const donor = cpu.slice_owner->priority.raw();
    return own > donor ? own : donor;
}

// A ready thread leaves its queue to become current.
void make_current(Cpu& cpu, Tcb& next)
{
    cpu.ready.remove(next);
    cpu.current = &next;
}

// The partner of the IPC that has just blocked the current thread, if nobody ready is higher.
bool partner_may_run(Cpu const& cpu)
{
    Tcb const* const p = cpu.preferred;
    return p && p->queue == Tcb::Queue::ready && &cpu.kernel->cpus[p->home.raw()] == &cpu &&
           int(p->priority.raw()) >= cpu.ready.top();
}

void clear_findings(Cpu& cpu)
{
    cpu.preferred = nullptr;
    cpu.forced = nullptr;
    cpu.newcomer = -1;
    cpu.rotate = false;
    cpu.asynchronous = false;
}

void choose(Cpu& cpu)
{
    Tcb* const old = cpu.current;
    bool const old_runs = old && old->runnable();
    if (cpu.forced && old_runs) {
        cpu.ready.add_first(*old);
        make_current(cpu, *cpu.forced);
        return;
    }
    if (old_runs && !cpu.rotate && cpu.newcomer <= standing(cpu))
        return;
    if (old_runs) {
        if (cpu.rotate)
            cpu.ready.add_last(*old);
        else
            cpu.ready.add_first(*old);
    }
    cpu.current = nullptr;
    if (!old_runs && cpu.slice_owner && partner_may_run(cpu)) {
        make_current(cpu, *cpu.preferred);
        return;
    }
    if (cpu.ready.empty())
        return;
    make_current(cpu, *cpu.ready.first(cpu.ready.top()));
    open_slice(cpu, *cpu.current);
}

// A deadline that moved away is left alone: one early interrupt costs less than a device write at
// each cancelled timeout.
void program_timer(Cpu& cpu)
{
    Clock due = cpu.timers.next_deadline();
    if (cpu.current && cpu.slice_end < due)
        due = cpu.slice_end;
    if (due < cpu.timer_programmed) {
        cpu.timer_programmed = due;
        Arch::set_timer(due);
    }
}

}  // namespace

void refresh(Cpu& cpu, Tcb& thread)
{
    Cpu& home = cpu.kernel->home_of(thread);
    if (&thread == home.current) {
        if (&home != &cpu && !thread.runnable()) {
            home.current = nullptr;
            Arch::poke(home.id);
        }
        return;
    }
    bool const queued = thread.queue == Tcb::Queue::ready;
    if (!thread.runnable()) {
        if (queued)
            home.ready.remove(thread);
        return;
    }
    if (queued)
        return;
    check(thread.queue == Tcb::Queue::none, "a runnable thread is in no send queue");
    home.ready.add_last(thread);
    int const priority = thread.priority.raw();
    if (priority > home.newcomer)
        home.newcomer = priority;
    if (&home != &cpu)
        Arch::poke(home.id);
}

void forget(Kernel& kernel, Tcb& thread)
{
    Cpu& home = kernel.home_of(thread);
    if (thread.queue == Tcb::Queue::ready)
        home.ready.remove(thread);
    home.timers.cancel(thread.timer);
    if (home.slice_owner == &thread)
        close_slice(home, 0);
    if (home.current == &thread)
        home.current = nullptr;
    if (home.preferred == &thread)
        home.preferred = nullptr;
    if (home.forced == &thread)
        home.forced = nullptr;
    if (home.fpu_owner == &thread)
        home.fpu_owner = nullptr;
    if (home.loaded_thread == &thread)
        home.loaded_thread = nullptr;
}

void change_priority(Cpu& cpu, Tcb& thread, Priority priority)
{
    Cpu& home = cpu.kernel->home_of(thread);
    bool const queued = thread.queue == Tcb::Queue::ready;
    if (queued)
        home.ready.remove(thread);
    thread.priority = priority;
    if (queued)
        home.ready.add_last(thread);
    if (home.ready.top() > home.newcomer)
        home.newcomer = home.ready.top();
    if (&home != &cpu)
        Arch::poke(home.id);
}

void change_slice(Cpu& cpu, Tcb& thread, Word length)
{
    Cpu& home = cpu.kernel->home_of(thread);
    thread.slice = length < shortest_slice ? shortest_slice : length;
    thread.slice_left = thread.slice;
    if (home.slice_owner == &thread)
        home.slice_end = length == endless_slice ? clock_never : read_clock() + thread.slice;
}

Word remaining_slice(Cpu const& cpu, Tcb const& thread)
{
    Cpu const& home = cpu.kernel->cpus[thread.home.raw()];
    if (home.slice_owner != &thread)
        return thread.slice_left == 0 ? thread.slice : thread.slice_left;
    return left_until(home.slice_end, read_clock());
}

void yield(Cpu& cpu)
{
    close_slice(cpu, 0);
    cpu.rotate = true;
}

void pick_next(Cpu& cpu)
{
    choose(cpu);
    clear_findings(cpu);
    if (!cpu.current)
        suspend_slice(cpu, read_clock());
    else if (!cpu.slice_owner)
        open_slice(cpu, *cpu.current);
    program_timer(cpu);
}

void end_slice_if_due(Cpu& cpu, Clock now)
{
    if (!cpu.slice_owner || now < cpu.slice_end)
        return;
    Tcb& owner = *cpu.slice_owner;
    close_slice(cpu, 0);
    if (owner.queue == Tcb::Queue::ready) {
        cpu.ready.remove(owner);
        cpu.ready.add_last(owner);
    }
    cpu.rotate = true;
}

}  // namespace pinyon
