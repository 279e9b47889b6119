// SPDX-License-Identifier: BSD-2-Clause
// The IPC state machine: rendezvous and phases.
#include "generic/ipc/ipc.h"

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
    settle_name(kernel, s);
    stop_search(r);
    stop_timeout(kernel, s);
    begin_transfer(cpu, s, r);
    refresh(cpu, r);
}

// A wait that begins, or goes on in another way, may be one for the fast path.
[[gnu::always_inline]] inline void settle_wait(Kernel& kernel, Tcb& r)
{
    if (may_wait_plainly(kernel, r)) [[likely]]
        r.user.make_plain(r.uses_fpu);
}

// What the search for a queued sender came to. A receive without time to wait ends with it.
[[gnu::cold]] void end_search(Cpu& cpu, Tcb& r)
{
    if (!r.searching && !r.timer.armed && !r.operation().receive_time().is_never())
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

// Starts the timeout of a receive phase; one that is over already is not armed.
[[gnu::noinline]] void arm_receive(Cpu& cpu, Tcb& r, IpcOp const& op)
{
    Clock const now = read_clock();
    Clock const deadline =
        op.receive_time().is_point() ? op.receive_point : op.receive_time().deadline(now);
    if (deadline > now)
        cpu.kernel->home_of(r).timers.arm(r.timer, deadline);
}

// Whether there is anybody who may send. The partner of the send phase before is there.
[[gnu::always_inline]] inline bool can_come(Kernel& kernel, IpcOp const& op)
{
    return op.wait_for() == anythread || (op.peer && op.peer->id == op.wait_for()) ||
           op.wait_for() == anylocalthread || kernel.threads.find(op.wait_for());
}

// Enters the receive phase of `op`, which is the operation that is going on. Returns as
// find_sender().
[[gnu::always_inline]] inline Tcb* begin_receive(Cpu& cpu, Tcb& r, IpcOp& op)
{
    if (!can_come(*cpu.kernel, op)) [[unlikely]] {
        fail(cpu, r, IpcFault::no_partner, IpcPhase::receive);
        return nullptr;
    }
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
[[gnu::always_inline]] inline Tcb* end_send(Cpu& cpu, Tcb& s, IpcOp& op)
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
    start_search(*cpu.kernel, *v);
    end_search(cpu, *v);
}

// The message is complete; `op` is the sender's operation. Closed waits follow it: that of a caller
// whose message was redirected, too. The receiver becomes runnable only after the sender has
// entered its receive phase, so that a reply without timeout finds it waiting.
[[gnu::always_inline]] inline Tcb* finish_transfer(Cpu& cpu, Tcb& s, IpcOp& op, Tcb& r)
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

[[gnu::noinline]] Tcb* finish_driven(Cpu& cpu, Tcb& s)
{
    return finish_transfer(cpu, s, s.operation(), *s.operation().peer);
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
            s = finish_driven(cpu, *s);
        }
    }
}

// `s` has met `r`, and there are items to transfer.
[[gnu::cold]] void deliver_items(Cpu& cpu, Tcb& s, Tcb& r)
{
    meet(cpu, s, r);
    drive(cpu, &s);
}

// `s`, whose timeout does not run, has met `r`, which waits for it. What has no items is delivered
// at once.
[[gnu::always_inline]] inline void deliver(Cpu& cpu, Tcb& s, Tcb& r)
{
    MsgTag const tag = source_tag(s);
    if (tag.typed() > 0)
        return deliver_items(cpu, s, r);
    settle_name(*cpu.kernel, s);
    stop_search(r);
    stop_timeout(*cpu.kernel, r);
    IpcOp& op = s.operation();
    op.peer = &r;
    r.operation().set_phase(Phase::xfer_recv);  // it does not wait any more
    move_words(s, r, tag);
    if (Tcb* const next = finish_transfer(cpu, s, op, r)) [[unlikely]]
        drive(cpu, next, 1);
}

// Waits at `r`, or at nobody while its redirector is lost.
void wait_to_send(Cpu& cpu, Tcb& s, Tcb* r, Place place)
{
    IpcOp& op = s.operation();
    op.set_phase(r ? Phase::send_wait : Phase::held);
    op.peer = r;
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
[[gnu::always_inline]] inline void begin_send(Cpu& cpu, Tcb& s, Tcb& dest, IpcTime timeout,
                                              Place place)
{
    Tcb* const r = route(*cpu.kernel, s, dest);
    if (r && accepts(*cpu.kernel, *r, s))
        deliver(cpu, s, *r);
    else
        put_off(cpu, s, r, timeout, place);
}

[[gnu::noinline]] void begin_kernel_send(Cpu& cpu, Tcb& s, Tcb& dest, IpcTime timeout, Place place)
{
    begin_send(cpu, s, dest, timeout, place);
}

// An operation that begins with its receive phase.
[[gnu::noinline]] void receive_only(Cpu& cpu, Tcb& r)
{
    drive(cpu, begin_receive(cpu, r, r.operation()));
}

// A FromSpecifier as the kernel keeps it: wildcard or global id; nil if it names nobody.
ThreadId wait_specifier(Kernel& kernel, Tcb const& self, ThreadId from)
{
    if (from == anythread || from == anylocalthread)
        return from;
    Tcb const* const partner = resolve(kernel, self.space, from);
    return partner ? partner->id : nilthread;
}

}  // namespace

[[gnu::cold]] Tcb* resolve_local(Kernel& kernel, Space const* space, ThreadId id)
{
    if (id.is_nil() || id == anylocalthread || !space)
        return nullptr;
    auto const page = kernel.mapping.translate(*space, UserAddr{id.raw()});
    if (!page.present || !page.special || !kernel.frames.owns(page.address))
        return nullptr;
    FrameInfo& info = kernel.frames.info(page.address);
    if (info.use != FrameInfo::Use::utcb)
        return nullptr;
    Word const slot = (id.raw() & (page_size - 1)) >> PINYON_UTCB_SIZE_LOG2;
    Tcb* const t = info.utcbs.thread[slot];
    return t && t->utcb_pointer.raw() == id.raw() && !t->doomed ? t : nullptr;
}

void ipc_call(Cpu& cpu, Tcb& self, ThreadId to, ThreadId from, Timeouts timeouts)
{
    Kernel& kernel = *cpu.kernel;
    if (to.is_nil() && from.is_nil()) {
        self.reg(Arch::binding.mr[0]) = 0;
        self.reg(Arch::binding.ipc.from) = nilthread.raw();
        return;
    }
    Tcb* const dest = resolve(kernel, self.space, to);
    IpcOp& op = self.user;
    op.has_receive = !from.is_nil();
    op.set_wait_for(from == to && dest ? dest->id : wait_specifier(kernel, self, from));
    op.virtual_sender = nilthread;
    op.set_receive_time(timeouts.receive);
    if (timeouts.receive.is_point())
        op.receive_point = timeouts.receive.deadline(read_clock());
    if (to.is_nil()) {
        op.to = nilthread;
        return receive_only(cpu, self);
    }
    MsgTag const tag{self.reg(Arch::binding.mr[0])};
    if (!tag.fits())
        return fail(cpu, self, IpcFault::overflow, IpcPhase::send);
    if (!dest)
        return fail(cpu, self, IpcFault::no_partner, IpcPhase::send);
    op.to = dest->id;
    if (tag.propagates()) {
        ThreadId const name{self.utcb.read(PINYON_TCR_VIRTUAL_SENDER)};
        Tcb const* const v = resolve(kernel, self.space, name);
        op.virtual_sender = v ? v->id : nilthread;
        settle_name(kernel, self);
    }
    begin_send(cpu, self, *dest, timeouts.send, Place::back);
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
    thread.kernel.set_receive_time(time_never);
    thread.kernel.to = dest->id;
    thread.kernel.set_wait_for(dest->id);
    bool const interrupt = kind == KernelOp::interrupt;
    begin_kernel_send(cpu, thread, *dest, time_never, interrupt ? Place::front : Place::back);
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
    begin_kernel_send(cpu, thread, *dest, waits ? time_never : time_zero, Place::back);
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
    deliver_items(cpu, s, *r);
    return true;
}

[[gnu::cold]] void await_start(Cpu& cpu, Tcb& thread, ThreadId pager)
{
    Tcb* const from = resolve(*cpu.kernel, thread.space, pager);
    thread.kernel_op = KernelOp::start;
    thread.kernel = IpcOp{};
    thread.kernel.has_receive = true;
    thread.kernel.set_wait_for(from ? from->id : pager);
    // The pager may be queued already; one that does not exist may still come to be.
    if (from)
        return receive_only(cpu, thread);
    thread.kernel.set_phase(Phase::recv_wait);
    refresh(cpu, thread);
}

}  // namespace pinyon
