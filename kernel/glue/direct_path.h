// SPDX-License-Identifier: BSD-2-Clause
// The direct path: what the general path comes to in the states that are most frequent, on one
// straight line from the way in to the switch. It either does all of it, or declines and has
// changed nothing. Unlike the fast path it works on a complete frame and has a stack.
//
// It rests on the same words (fast_path.h). A thread whose call_key is anythread has executed user
// code, in a space that has a tag of its own and no redirector, delays no preemption, and could be
// resumed by the short way out; if it is the running one, no FPU state that is switched lazily is
// in use. A thread that has a key, or whose wait is `direct`, is kept from running by nothing but
// that wait.
#ifndef PINYON_DIRECT_PATH_H
#define PINYON_DIRECT_PATH_H

#include "generic/invariants.h"
#include "generic/ipc/identity.h"
#include "generic/ipc/ipc.h"
#include "generic/ipc/message_words.h"
#include "glue/clock.h"

namespace pinyon {

[[nodiscard, gnu::always_inline]] inline bool may_switch_directly(Tcb const& running,
                                                                  Tcb const& next)
{
    bool const fpu = !Arch::fpu_lazy && (running.uses_fpu || next.uses_fpu);
    bool const here = config::max_cpus == 1 || running.home == next.home;
    return running.call_key == anythread && next.call_key == anythread && !fpu && here;
}

// A template, since only some ports have this.
template <class A = Arch>
[[gnu::always_inline]] inline void load_ports(Space const& space)
{
    if constexpr (HasIoPorts<A>)
        (void)A::open_ports(space.ports);
}

// All of the switch but the thread registers of `next`. A template, since only ports with a fast
// path have this. The fast path leaves ports closed, so threads of one space may differ in that.
template <class A = Arch>
[[gnu::always_inline]] inline void switch_directly(Cpu& cpu, Tcb& running, Tcb& next)
{
    if constexpr (HasFastPath<A>) {
        A::save_thread(running.frame);
        if (next.root_word != running.root_word) [[likely]]
            A::load_root(next.root_word);
        load_ports<A>(*next.space);
    }
    next.reply_key = next.senders ? no_key : next.id;
    cpu.current = cpu.loaded_thread = &next;
    cpu.loaded_space = next.space;
}

// The thread registers of a thread that goes on behind a trap.
template <class A = Arch>
[[gnu::always_inline]] inline Tcb* load_directly(Tcb* next)
{
    if constexpr (HasFastPath<A>)
        A::load_thread_fast(next->frame, next->utcb_pointer);
    return next;
}

// How the caller goes on to wait: the deadline may be never.
struct DirectWait {
    ThreadId from;
    IpcTime time;
    Clock deadline;
};

// Whether the wait of `self` after a message to `partner` is of the usual kind, and its timeout
// needs no place in the queue but the one that it has.
[[nodiscard, gnu::always_inline]] inline bool waits_directly(Tcb const& self, Tcb const& partner,
                                                             DirectWait& wait)
{
    if (wait.from != partner.id && (wait.from != anythread || self.senders)) [[unlikely]]
        return false;
    if (wait.time.is_never() && !partner.timer.armed())
        return true;
    Clock const now = read_clock();
    if (partner.timer.when <= now || wait.time.is_point()) [[unlikely]]
        return false;
    wait.deadline = wait.time.deadline(now);
    return wait.deadline > now && self.timer.is_placed_before(wait.deadline);
}

// Whether `partner`, which should have that id, waits for a message of `sender`, and runs next when
// it has it: `running`, which gives way to it, is the sender or one that is interrupted.
[[nodiscard, gnu::always_inline]] inline bool awaits_directly(Cpu const& cpu, Tcb const& partner,
                                                              ThreadId id, Tcb const& sender,
                                                              Tcb const& running)
{
    ThreadId const key = partner.user.direct_partner();
    return partner.id == id && may_switch_directly(running, partner) &&
           (key == anythread || key == sender.id) &&
           partner.priority >= cpu.ready.threshold();
}

// The wait of the partner is over.
[[gnu::always_inline]] inline void end_wait(Tcb& partner)
{
    partner.user.end_direct();
    TimerQueue::cancel(partner.timer);
}

// That of `self`, which has sent to `partner` or answered it, begins.
[[gnu::always_inline]] inline void begin_wait(Tcb& self, Tcb& partner, DirectWait const& wait)
{
    (wait.from == partner.id ? partner : self).relied_on = true;
    if (wait.deadline == clock_never)
        self.user.key = wait.from;
    else
        self.user.begin_direct(wait.from, wait.time);
    self.timer.when = wait.deadline;
}

// The wait that an Ipc call of `self` asks for.
[[nodiscard, gnu::always_inline]] inline DirectWait wait_of(Tcb const& self)
{
    constexpr auto const& ipc = Arch::binding.ipc;
    return {ThreadId{self.reg(ipc.from_specifier)}, Timeouts{self.reg(ipc.timeouts)}.receive,
            clock_never};
}

[[gnu::always_inline]] inline void check_after_switch([[maybe_unused]] Cpu& cpu)
{
    if constexpr (config::check_invariants)
        check_invariants(*cpu.kernel);
}

// The Ipc call of `self`, which executes user code: untyped words to a partner that waits for them,
// followed by a wait for that partner alone, or for anyone while nobody is queued. Returns the
// partner, which runs when its thread registers are loaded.
[[nodiscard, gnu::always_inline]] inline Tcb* direct_ipc(Cpu& cpu, Tcb& self)
{
    constexpr auto const& binding = Arch::binding;
    ThreadId const to{self.reg(binding.ipc.to)};
    MsgTag const tag{self.reg(binding.mr[0])};
    Tcb& partner = *cpu.ready.index().candidate(to);
    if (!tag.mere_words() || !awaits_directly(cpu, partner, to, self, self)) [[unlikely]]
        return nullptr;
    DirectWait wait = wait_of(self);
    if (!waits_directly(self, partner, wait)) [[unlikely]]
        return nullptr;
    end_wait(partner);
    begin_wait(self, partner, wait);
    copy_message(self, partner, tag.without_flags(), Arch::copy_message_words);
    partner.reg(binding.ipc.from) = shown_to(partner, self).raw();
    switch_directly(cpu, self, partner);
    check_after_switch(cpu);
    return &partner;
}

// For a thread that has not waited for a message of user code: its frame may have changed since it
// executed, and it gets the FPU back that is its own.
template <class A = Arch>
[[nodiscard, gnu::always_inline]] inline bool goes_on_simply(Cpu const& cpu, Tcb const& t)
{
    if constexpr (HasFastPath<A>)
        return A::may_return_fast(t.frame) && !(A::fpu_lazy && cpu.fpu_owner == &t);
    return false;
}

// ThreadSwitch of `self` to the next thread of the same priority, which is returned and runs when
// its thread registers are loaded.
[[nodiscard, gnu::always_inline]] inline Tcb* direct_thread_switch(Cpu& cpu, Tcb& self)
{
    ThreadId const dest{self.reg(Arch::binding.thread_switch.dest)};
    Tcb& next = *cpu.ready.index().candidate(dest);
    if (next.id != dest || next.queue != Tcb::Queue::ready || !next.executes() ||
        next.priority != self.priority || &next != cpu.ready.first(self.priority.raw()) ||
        !may_switch_directly(self, next) || !goes_on_simply(cpu, next)) [[unlikely]]
        return nullptr;
    cpu.ready.replace_first(next, self);
    switch_directly(cpu, self, next);
    check_after_switch(cpu);
    return &next;
}

}  // namespace pinyon

#endif  // PINYON_DIRECT_PATH_H
