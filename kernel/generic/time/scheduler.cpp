// SPDX-License-Identifier: BSD-2-Clause
// The choice of the next thread and the accounting of time slices and total quanta.
#include "generic/time/scheduler.h"

#include "generic/time/preemption.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

Word minus(Word left, Word used)
{
    if (left == unlimited)
        return unlimited;
    return left > used ? left - used : 0;
}

// ThreadSwitch ends the slice although it is not used up.
bool gives_up(Cpu const& cpu)
{
    return cpu.rotate && !cpu.asynchronous;
}

// Nobody's time runs down any more.
[[gnu::cold]] void close_account(Cpu& cpu)
{
    cpu.slice_owner = nullptr;
    cpu.slice_end = clock_never;
}

// The same; what the owner has used since the account was opened is taken from what it had.
[[gnu::cold]] void settle_account(Cpu& cpu, Clock now)
{
    if (!cpu.slice_owner)
        return;
    Tcb& owner = *cpu.slice_owner;
    Word const used = now - cpu.charged_until;
    owner.slice_left = gives_up(cpu) ? 0 : minus(owner.slice_left, used);
    if (owner.quantum_left > 0) {
        owner.quantum_left = minus(owner.quantum_left, used);
        if (owner.quantum_left == 0)
            owner.notify(Notice::spent);
    }
    close_account(cpu);
}

// A thread without quantum only completes what the kernel does in its name: its slice counts.
[[gnu::cold]] void open_account(Cpu& cpu, Tcb& owner, Clock now)
{
    if (owner.slice_left == 0)
        owner.slice_left = owner.slice;
    bool const by_quantum = owner.quantum_left > 0 && owner.quantum_left < owner.slice_left;
    Word const left = by_quantum ? owner.quantum_left : owner.slice_left;
    cpu.slice_owner = &owner;
    cpu.charged_until = now;
    cpu.slice_end = left == unlimited ? clock_never : now + left;
}

[[gnu::noinline]] void run_on_own_slice(Cpu& cpu, Tcb& thread)
{
    if (cpu.slice_owner == &thread && !gives_up(cpu))
        return;
    Clock const now = read_clock();
    settle_account(cpu, now);
    open_account(cpu, thread, now);
}

// The priority that a newcomer has to exceed: a thread that runs on a donated slice is protected
// by its donor's priority against interrupts and timeouts.
[[gnu::cold]] int standing(Cpu const& cpu)
{
    int const own = cpu.current->priority.raw();
    if (!cpu.asynchronous || !cpu.slice_owner)
        return own;
    int const donor = cpu.slice_owner->priority.raw();
    return own > donor ? own : donor;
}

void make_ready(Cpu& home, Tcb& thread)
{
    check(thread.queue == Tcb::Queue::none, "a runnable thread is in no send queue");
    home.ready.add_last(thread);
    int const priority = thread.priority.raw();
    if (priority > home.newcomer)
        home.newcomer = priority;
}

// A ready thread leaves its queue to become current.
void make_current(Cpu& cpu, Tcb& next)
{
    cpu.ready.remove(next);
    cpu.current = &next;
}

void clear_findings(Cpu& cpu)
{
    cpu.forced = nullptr;
    cpu.newcomer = -1;
    cpu.rotate = false;
    cpu.asynchronous = false;
}

// Whether the partner of the IPC that has just blocked the current thread is next, on the present
// slice: if nobody ready is higher.
bool partner_is_next(Cpu const& cpu, Tcb const& partner)
{
    return cpu.slice_owner && partner.priority.raw() >= cpu.ready.top();
}

// An interrupt may have to let the current thread go on that it would have replaced.
[[gnu::cold]] void face_interrupt(Cpu& cpu)
{
    bool const replaced = cpu.current && cpu.current->runnable() &&
                          (cpu.rotate || cpu.newcomer > standing(cpu));
    if (!replaced || is_preempted(cpu))
        return;
    cpu.rotate = false;
    cpu.newcomer = -1;
}

void choose(Cpu& cpu)
{
    Tcb* const old = cpu.current;
    bool const old_runs = old && old->runnable();
    if (old_runs) {
        if (!cpu.forced && !cpu.rotate && cpu.newcomer <= standing(cpu))
            return;
        if (cpu.rotate)
            cpu.ready.add_last(*old);
        else
            cpu.ready.add_first(*old);
        if (cpu.forced)
            return make_current(cpu, *cpu.forced);
    }
    cpu.current = nullptr;
    if (cpu.ready.empty())
        return;
    make_current(cpu, *cpu.ready.first(cpu.ready.top()));
    run_on_own_slice(cpu, *cpu.current);
}

// A deadline that moved away is left alone: one early interrupt costs less than a device write at
// each cancelled timeout.
[[gnu::noinline]] void program_timer(Cpu& cpu, Clock due)
{
    if (cpu.timers.next_place() < due)
        due = cpu.timers.next_place();
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
    if (&thread == home.current && &home == &cpu)
        return;
    bool const runnable = thread.runnable();
    if (&thread == home.current) {
        if (runnable)
            return;
        home.delaying = nullptr;
        home.current = nullptr;
        Arch::poke(home.id);
    } else if (&thread == home.preferred) {
        if (!runnable)
            home.preferred = nullptr;
    } else if (thread.queue == Tcb::Queue::ready) {
        if (!runnable)
            home.ready.remove(thread);
    } else if (runnable) {
        make_ready(home, thread);
        if (&home != &cpu)
            Arch::poke(home.id);
    }
}

[[gnu::cold]] void forget(Kernel& kernel, Tcb& thread)
{
    Cpu& home = kernel.home_of(thread);
    if (thread.queue == Tcb::Queue::ready)
        home.ready.remove(thread);
    home.timers.forget(thread.timer);
    if (home.slice_owner == &thread)
        close_account(home);
    if (home.delaying == &thread)
        home.delaying = nullptr;
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

[[gnu::cold]] void change_priority(Cpu& cpu, Tcb& thread, Priority priority)
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

[[gnu::cold]] void allow(Cpu& cpu, Tcb& thread, Allowance const& allowance)
{
    Cpu& home = cpu.kernel->home_of(thread);
    thread.slice = allowance.slice < shortest_slice ? shortest_slice : allowance.slice;
    thread.slice_left = thread.slice;
    renew_quantum(cpu, thread, allowance.quantum);
    if (home.slice_owner == &thread)
        open_account(home, thread, read_clock());
    if (&home != &cpu)
        Arch::poke(home.id);
}

[[gnu::cold]] Allowance remaining(Cpu const& cpu, Tcb const& thread)
{
    Cpu const& home = cpu.kernel->cpus[thread.home.raw()];
    Word const slice = thread.slice_left == 0 ? thread.slice : thread.slice_left;
    Word const used = home.slice_owner == &thread ? read_clock() - home.charged_until : 0;
    return {minus(slice, used), minus(thread.quantum_left, used)};
}

[[gnu::cold]] void yield(Cpu& cpu)
{
    cpu.rotate = true;
    renew_delay(cpu, *cpu.current);
}

namespace {

// All that is not in pick_next().
[[gnu::noinline]] void decide(Cpu& cpu)
{
    Tcb* const partner = cpu.preferred;
    cpu.preferred = nullptr;
    if (partner && !cpu.current->runnable() && partner_is_next(cpu, *partner)) {
        cpu.current = partner;
    } else {
        if (partner)
            make_ready(cpu, *partner);
        if (cpu.asynchronous)
            face_interrupt(cpu);
        choose(cpu);
    }
    if (!cpu.current)
        settle_account(cpu, read_clock());
    else if (!cpu.slice_owner)
        run_on_own_slice(cpu, *cpu.current);
    clear_findings(cpu);
    program_timer(cpu, cpu.delaying ? deadline_of_delay(cpu) : clock_never);
}

// The current thread waits, and the partner of its IPC goes on.
[[gnu::always_inline]] inline bool passed_to_partner(Cpu& cpu)
{
    Tcb* const partner = cpu.preferred;
    if (!partner || !cpu.current->waits() || !partner_is_next(cpu, *partner))
        return false;
    cpu.preferred = nullptr;
    cpu.current = partner;
    clear_findings(cpu);
    return true;
}

// The current thread goes on, or it was a ThreadSwitch among equals.
[[gnu::always_inline]] inline bool stays_or_yields(Cpu& cpu)
{
    Tcb* const old = cpu.current;
    if (!old || !has_found_nobody(cpu, *old) || !old->runnable())
        return false;
    cpu.newcomer = -1;
    Tcb* const next = cpu.forced;
    if (!next)
        return true;
    if (next->priority != old->priority || next != cpu.ready.first(next->priority.raw()))
        return false;
    cpu.forced = nullptr;
    cpu.ready.replace_first(*next, *old);
    cpu.current = next;
    return true;
}

}  // namespace

void preempt(Cpu& cpu, Tcb& current, Tcb& by)
{
    cpu.ready.add_first(current);
    run_on_own_slice(cpu, by);
    if (cpu.slice_end < cpu.timer_programmed)
        program_timer(cpu, clock_never);
}

bool pick_next(Cpu& cpu)
{
    bool const passed = !cpu.delaying && passed_to_partner(cpu);
    if (!passed && (cpu.delaying || !stays_or_yields(cpu))) {
        decide(cpu);
        return false;
    }
    if (timer_is_late(cpu))
        program_timer(cpu, clock_never);
    return passed;
}

[[gnu::cold]] void end_slice_if_due(Cpu& cpu, Clock now)
{
    if (!cpu.slice_owner || now < cpu.slice_end)
        return;
    Tcb& owner = *cpu.slice_owner;
    settle_account(cpu, now);
    if (owner.notices.has(Notice::spent) && cpu.current == &owner && owner.runs_user_code())
        return;  // its scheduler is told at once
    if (owner.queue == Tcb::Queue::ready) {
        cpu.ready.remove(owner);
        cpu.ready.add_last(owner);
    }
    cpu.rotate = true;
}

}  // namespace pinyon
