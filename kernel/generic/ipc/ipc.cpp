// SPDX-License-Identifier: BSD-2-Clause
// The IPC state machine: rendezvous and phases.
#include "generic/ipc/ipc.h"

#include "generic/ipc/identity.h"
#include "generic/ipc/ipc_end.h"
#include "generic/ipc/matching.h"
#include "generic/ipc/message_words.h"
#include "generic/ipc/redirection.h"
#include "generic/ipc/transfer.h"
#include "generic/ipc/transfer_fault.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"
#include "glue/fast_path.h"

namespace pinyon {

namespace {

// Transfers that one event completes in a row; a longer chain of queued senders goes on when the
// next of them is dispatched, so that no chain delays interrupts.
constexpr unsigned chain_limit = 2;

// `s`, which is in no queue, has met `r`, which waits for it: the transfer begins. The sender keeps
// the name that it bears now until it is over.
void meet(Cpu& cpu, Tcb& s, Tcb& r)
{
    Kernel& kernel = *cpu.kernel;
    bool const searched = r.searching;
    settle_name(kernel, s);
    stop_search(r);
    stop_timeout(s);
    begin_transfer(s, r);
    if (searched)
        refresh(cpu, r);
}

// What the search for a queued sender came to. A receive without time to wait ends with it.
[[gnu::cold]] void end_search(Cpu& cpu, Tcb& r)
{
    if (!r.searching && !r.timer.armed() && !r.operation().receive_time().is_never())
        return fail(cpu, r, IpcFault::timeout, IpcPhase::receive);
    settle_wait(*cpu.kernel, r);
    refresh(cpu, r);
}

// Returns the queued sender whose transfer to `r` has begun, if any has been found yet.
[[gnu::noinline]] Tcb* find_sender(Cpu& cpu, Tcb& r)
{
    Tcb* const s = search_step(*cpu.kernel, r);
    if (s) {
        unqueue(*s);
        meet(cpu, *s, r);
    }
    return s;
}

// Enters the receive phase of `op`, which is the operation that is going on. Returns as
// find_sender(). The current thread, if it waits without a timeout, has no queue to leave.
[[gnu::always_inline]] inline Tcb* enter_receive(Cpu& cpu, Tcb& r, IpcOp& op)
{
    Tcb* const partner = relied_on_by(*cpu.kernel, r, op);
    if (!partner) [[unlikely]] {
        fail(cpu, r, IpcFault::no_partner, IpcPhase::receive);
        return nullptr;
    }
    partner->relied_on = true;
    op.peer = nullptr;
    op.set_phase(Phase::recv_wait);
    if (r.senders) [[unlikely]] {
        start_search(*cpu.kernel, r);
        if (Tcb* const s = find_sender(cpu, r))
            return s;
    }
    if (op.receive_time().is_never() && &r == cpu.current && !r.searching) {
        settle_wait(*cpu.kernel, r);
        return nullptr;
    }
    if (!op.receive_time().is_never())
        arm_receive(cpu, r, op);
    end_search(cpu, r);
    return nullptr;
}

[[gnu::noinline]] Tcb* begin_receive(Cpu& cpu, Tcb& r, IpcOp& op)
{
    return enter_receive(cpu, r, op);
}

// The end of an operation without a receive phase.
[[gnu::cold]] void end_mere_send(Cpu& cpu, Tcb& s)
{
    IpcOp& op = s.operation();
    op.set_phase(Phase::none);
    op.peer = nullptr;
    if (s.kernel_op != KernelOp::none)
        return end_kernel_op(cpu, s);
    s.reg(Arch::binding.mr[0]) = 0;
    refresh(cpu, s);
}

// The send phase of `s` is over and went well. Returns as begin_receive().
Tcb* end_send(Cpu& cpu, Tcb& s, IpcOp& op)
{
    if (op.has_receive) [[likely]]
        return begin_receive(cpu, s, op);
    end_mere_send(cpu, s);
    return nullptr;
}

// The closed wait of a virtual sender for the one that sent in its name goes on for the receiver.
[[gnu::cold]] void turn_wait(Cpu& cpu, Tcb& s, Tcb const& r)
{
    Tcb* const v = virtual_sender(*cpu.kernel, s);
    if (!v || v == &s)
        return;
    IpcOp& wait = v->operation();
    if (wait.phase() != Phase::recv_wait || wait.wait_for() != s.id)
        return;
    wait.set_wait_for(r.id);
    cpu.kernel->threads.rely_on(r.id);
    start_search(*cpu.kernel, *v);
    end_search(cpu, *v);
}

// The message is complete; `op` is the sender's operation. Closed waits follow it: that of a caller
// whose message was redirected, too. The receiver becomes runnable only after the sender has
// entered its receive phase, so that a reply without timeout finds it waiting.
[[gnu::noinline]] Tcb* finish_transfer(Cpu& cpu, Tcb& s, IpcOp& op, Tcb& r)
{
    bool const from_current = &s == cpu.current;
    name_sender(*cpu.kernel, s, op, r);
    if (op.wait_for() == op.to)
        op.set_wait_for(r.id);
    if (!op.virtual_sender.is_nil()) [[unlikely]]
        turn_wait(cpu, s, r);
    Tcb* const next = end_send(cpu, s, op);
    finish_receiver(cpu, r);
    if (from_current)
        prefer(cpu, r);
    else
        refresh(cpu, r);
    return next;
}

// `chain`: transfers that the event has completed in a row already.
void drive(Cpu& cpu, Tcb* s, unsigned chain = 0)
{
    for (; s; ++chain) {
        if (chain == chain_limit)
            return refresh(cpu, *s);
        switch (transfer_step(cpu, *s)) {
        case TransferResult::pause:
            return refresh(cpu, *s);
        case TransferResult::overflow:
            return fail_transfer(cpu, *s, *s->user.peer, both_told(IpcFault::overflow));
        case TransferResult::fault:
            return transfer_fault(cpu, *s);
        case TransferResult::done:
            s = finish_transfer(cpu, *s, s->operation(), *s->operation().peer);
        }
    }
}

// `s`, which is in no queue, has met `r`, which waits for it.
void deliver(Cpu& cpu, Tcb& s, Tcb& r)
{
    meet(cpu, s, r);
    drive(cpu, &s);
}

// Waits at `r`, or at nobody while its redirector is lost.
void wait_to_send(Cpu& cpu, Tcb& s, Tcb* r, Place place)
{
    IpcOp& op = s.operation();
    op.set_phase(r ? Phase::send_wait : Phase::held);
    op.peer = r;
    cpu.kernel->threads.rely_on(op.to);
    refresh(cpu, s);
    if (r)
        queue_at(*r, s, place);
}

// `r`, or nobody, does not take the message now.
[[gnu::cold]] void put_off(Cpu& cpu, Tcb& s, Tcb* r, IpcTime timeout, Place place)
{
    if (timeout.is_never())
        return wait_to_send(cpu, s, r, place);
    Clock const now = read_clock();
    Clock const deadline = timeout.deadline(now);
    if (deadline <= now)
        return fail(cpu, s, IpcFault::timeout, IpcPhase::send);
    wait_to_send(cpu, s, r, place);
    cpu.kernel->home_of(s).timers.arm(s.timer, deadline);
}

// The send phase; `dest` exists.
[[gnu::noinline]] void begin_send(Cpu& cpu, Tcb& s, Tcb& dest, IpcTime timeout, Place place)
{
    Tcb* const r = route(*cpu.kernel, s, dest);
    if (r && accepts(*cpu.kernel, *r, s))
        deliver(cpu, s, *r);
    else
        put_off(cpu, s, r, timeout, place);
}

// Whose operations the two ends of a message are.
enum class Ends {
    calls,   // the current thread's own call, and that of the receiver
    answer,  // the same, and the kernel's for the receiver
    report,  // the kernel's for some thread, and the receiver's own call
};

// The words and the sender's name for `r`, whose operation is over.
template <Ends ends>
[[gnu::always_inline]] inline void hand_over(Cpu& cpu, Tcb& s, Tcb& r, MsgTag tag)
{
    stop_search(r);
    if (ends == Ends::answer) {
        give_words(s, r, tag);
        return finish_kernel_op(cpu, r);
    }
    TimerQueue::cancel(r.timer);
    if (ends == Ends::report)
        give_words(s, r, tag);
    else
        copy_message(s, r, tag);
    r.reg(Arch::binding.ipc.from) = shown_to(r, s).raw();
    r.user.set_phase(Phase::none);
}

// What deliver() comes to for such a message that is mere words. `out` is the operation of `s`, and
// goes on with a receive phase if it `receives`.
template <Ends ends>
[[gnu::always_inline]] inline void pass_words(Cpu& cpu, Tcb& s, IpcOp& out, Tcb& r, MsgTag tag,
                                              bool receives)
{
    bool const from_current = ends != Ends::report || &s == cpu.current;
    hand_over<ends>(cpu, s, r, tag);
    out.peer = &r;
    Tcb* next = nullptr;
    if (receives) [[likely]]
        next = ends == Ends::calls ? enter_receive(cpu, s, out) : begin_receive(cpu, s, out);
    else
        end_mere_send(cpu, s);
    if (from_current) [[likely]]
        prefer(cpu, r);
    else
        refresh(cpu, r);
    if (next) [[unlikely]]
        drive(cpu, next, 1);
}

[[gnu::noinline]] void answer_kernel(Cpu& cpu, Tcb& s, Tcb& r, MsgTag tag, bool receives)
{
    pass_words<Ends::answer>(cpu, s, s.user, r, tag, receives);
}

// All other messages; `dest` may be nobody. Its operation says how the call of `self` goes on.
[[gnu::noinline]] void send(Cpu& cpu, Tcb& self, Tcb* dest, MsgTag tag, IpcTime timeout)
{
    if (!tag.fits())
        return fail(cpu, self, IpcFault::overflow, IpcPhase::send);
    if (!dest)
        return fail(cpu, self, IpcFault::no_partner, IpcPhase::send);
    IpcOp& op = self.user;
    op.to = dest->id;
    op.virtual_sender = nilthread;
    if (tag.propagates()) {
        ThreadId const name{self.utcb.read(PINYON_TCR_VIRTUAL_SENDER)};
        Tcb const* const v = resolve(*cpu.kernel, self.space, name);
        op.virtual_sender = v ? v->id : nilthread;
        cpu.kernel->threads.rely_on(op.virtual_sender);
        settle_name(*cpu.kernel, self);
    }
    begin_send(cpu, self, *dest, timeout, Place::back);
}

// An operation that begins with its receive phase.
[[gnu::noinline]] void receive_only(Cpu& cpu, Tcb& r)
{
    IpcOp& op = r.operation();
    op.to = op.virtual_sender = nilthread;
    drive(cpu, begin_receive(cpu, r, op));
}

}  // namespace

void ipc_call(Cpu& cpu, Tcb& self, ThreadId to, ThreadId from, Timeouts timeouts)
{
    Kernel& kernel = *cpu.kernel;
    Tcb* const dest = resolve(kernel, self.space, to);
    bool const receives = !from.is_nil();
    IpcOp& op = self.user;
    op.set_wait_for(from == to && dest ? dest->id : wait_specifier(kernel, self, from));
    op.set_receive_time(timeouts.receive);
    if (timeouts.receive.is_point()) [[unlikely]]
        self.receive_point = timeouts.receive.deadline(read_clock());
    MsgTag const tag{self.reg(Arch::binding.mr[0])};
    if (dest && tag.mere_words()) [[likely]] {
        if (dest->kernel_op != KernelOp::none) {
            if (takes_at_once(self, *dest, dest->kernel))
                return answer_kernel(cpu, self, *dest, tag.without_flags(), receives);
        } else if (takes_at_once(self, *dest, dest->user)) [[likely]] {
            return pass_words<Ends::calls>(cpu, self, op, *dest, tag.without_flags(), receives);
        }
    }
    op.has_receive = receives;
    if (to.is_nil())
        return receive_only(cpu, self);
    send(cpu, self, dest, tag, timeouts.send);
}

void start_kernel_op(Cpu& cpu, Tcb& thread, KernelOp kind, ThreadId handler)
{
    Tcb* const dest = resolve(*cpu.kernel, thread.space, handler);
    if (!dest) {
        // The partner of a transfer has not deserved to wait for ever.
        if (thread.in_transfer())
            return abort_ipc(cpu, thread, {.send = true, .receive = true});
        // A line without a handler stays masked: whoever attaches to it next is told.
        thread.halted = kind != KernelOp::interrupt;
        return refresh(cpu, thread);
    }
    thread.kernel_op = kind;
    thread.kernel = IpcOp{};
    thread.kernel.has_receive = true;
    thread.kernel.to = dest->id;
    thread.kernel.set_wait_for(dest->id);
    if (dest->kernel_op == KernelOp::none && takes_at_once(thread, *dest, dest->user)) [[likely]]
        return pass_words<Ends::report>(cpu, thread, thread.kernel, *dest, kernel_tag(thread),
                                        true);
    bool const interrupt = kind == KernelOp::interrupt;
    begin_send(cpu, thread, *dest, time_never, interrupt ? Place::front : Place::back);
}

[[gnu::cold]] void start_kernel_notice(Cpu& cpu, Tcb& thread, KernelOp kind, ThreadId handler,
                                       bool waits)
{
    Tcb* const dest = resolve(*cpu.kernel, thread.space, handler);
    thread.kernel_op = kind;
    thread.kernel = IpcOp{};
    if (!dest)
        return end_kernel_op(cpu, thread);
    thread.kernel.to = dest->id;
    begin_send(cpu, thread, *dest, waits ? time_never : time_zero, Place::back);
}

[[gnu::cold]] void continue_transfer(Cpu& cpu, Tcb& sender)
{
    drive(cpu, &sender);
}

[[gnu::cold]] void continue_search(Cpu& cpu, Tcb& receiver)
{
    if (Tcb* const s = find_sender(cpu, receiver))
        return drive(cpu, s);
    end_search(cpu, receiver);
}

[[gnu::cold]] bool reconsider_sender(Cpu& cpu, Tcb& s)
{
    Kernel& kernel = *cpu.kernel;
    IpcOp const& op = s.operation();
    Tcb* const dest = op.waits_to_send() ? kernel.threads.find(op.to) : nullptr;
    if (!dest)
        return false;
    settle_name(kernel, s);
    Tcb* const r = route(kernel, s, *dest);
    if (r != op.peer) {
        unqueue(s);
        wait_to_send(cpu, s, r, Place::back);
    }
    if (!r || !accepts(kernel, *r, s))
        return false;
    unqueue(s);
    deliver(cpu, s, *r);
    return true;
}

[[gnu::cold]] void await_start(Cpu& cpu, Tcb& thread, ThreadId pager)
{
    Tcb* const from = resolve(*cpu.kernel, thread.space, pager);
    thread.kernel_op = KernelOp::start;
    thread.kernel = IpcOp{};
    thread.kernel.await_answer(from ? from->id : pager);
    // One that does not exist may still come to be.
    if (from)
        from->relied_on = true;
    else
        cpu.kernel->unborn_awaited = true;
    // The pager may be queued already.
    if (from && thread.senders) [[unlikely]]
        receive_only(cpu, thread);
}

}  // namespace pinyon
