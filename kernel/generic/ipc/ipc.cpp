// SPDX-License-Identifier: BSD-2-Clause
// The IPC state machine: rendezvous and phases.
#include "generic/ipc/ipc.h"

#include "generic/ipc/ipc_end.h"
#include "generic/ipc/matching.h"
#include "generic/ipc/redirection.h"
#include "generic/ipc/transfer.h"
#include "generic/ipc/transfer_fault.h"
#include "generic/time/scheduler.h"
#include "glue/clock.h"

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

// What the search for a queued sender came to. A receive without time to wait ends with it.
void end_search(Cpu& cpu, Tcb& r)
{
    if (!r.searching && !r.timer.armed && !r.operation().receive_time.is_never())
        return fail(cpu, r, IpcFault::timeout, IpcPhase::receive);
    refresh(cpu, r);
}

// Returns the queued sender whose transfer to `r` has begun, if any has been found yet.
Tcb* find_sender(Cpu& cpu, Tcb& r)
{
    Tcb* const s = search_step(*cpu.kernel, r);
    if (s) {
        unqueue(*s);
        meet(cpu, *s, r);
    }
    return s;
}

// Enters the receive phase of the operation that is going on. Returns as find_sender().
Tcb* begin_receive(Cpu& cpu, Tcb& r)
{
    Kernel& kernel = *cpu.kernel;
    IpcOp& op = r.operation();
    op.peer = nullptr;
    bool const wildcard = op.wait_for == anythread || op.wait_for == anylocalthread;
    if (!wildcard && !kernel.threads.find(op.wait_for)) {
        fail(cpu, r, IpcFault::no_partner, IpcPhase::receive);
        return nullptr;
    }
    op.phase = Phase::recv_wait;
    start_search(kernel, r);
    if (Tcb* const s = find_sender(cpu, r))
        return s;
    if (!op.receive_time.is_never()) {
        Clock const now = read_clock();
        Clock const deadline =
            op.receive_time.is_point() ? op.receive_point : op.receive_time.deadline(now);
        if (deadline > now)
            kernel.home_of(r).timers.arm(r.timer, deadline);
    }
    end_search(cpu, r);
    return nullptr;
}

// The send phase of `s` is over and went well. Returns as begin_receive().
Tcb* end_send(Cpu& cpu, Tcb& s)
{
    IpcOp& op = s.operation();
    op.phase = Phase::none;
    op.peer = nullptr;
    if (op.has_receive)
        return begin_receive(cpu, s);
    if (s.kernel_op != KernelOp::none) {
        end_kernel_op(cpu, s);
        return nullptr;
    }
    s.reg(Arch::binding.mr[0]) = 0;
    refresh(cpu, s);
    return nullptr;
}

// Closed waits that follow a complete message: that of a caller whose message was redirected, and
// that of a virtual sender for the thread that sent in its name. Both go on for the receiver.
void turn_waits(Cpu& cpu, Tcb& s, Tcb const& r)
{
    IpcOp& op = s.operation();
    if (op.wait_for == op.to)
        op.wait_for = r.id;
    if (op.virtual_sender.is_nil())
        return;
    Tcb* const v = virtual_sender(*cpu.kernel, s);
    if (!v || v == &s)
        return;
    IpcOp& wait = v->operation();
    if (wait.phase != Phase::recv_wait || wait.wait_for != s.id)
        return;
    wait.wait_for = r.id;
    start_search(*cpu.kernel, *v);
    end_search(cpu, *v);
}

// The receiver becomes runnable only after the sender has entered its receive phase, so that a
// reply without timeout finds it waiting.
Tcb* finish_transfer(Cpu& cpu, Tcb& s)
{
    Tcb& r = *s.operation().peer;
    bool const from_current = &s == cpu.current;
    name_sender(*cpu.kernel, s, r);
    turn_waits(cpu, s, r);
    Tcb* const next = end_send(cpu, s);
    finish_receiver(cpu, r);
    if (from_current)
        cpu.preferred = &r;
    return next;
}

void drive(Cpu& cpu, Tcb* s)
{
    for (unsigned chain = 0; s; ++chain) {
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
            s = finish_transfer(cpu, *s);
        }
    }
}

// Waits at `r`, or at nobody while its redirector is lost.
void wait_to_send(Cpu& cpu, Tcb& s, Tcb* r, Place place)
{
    IpcOp& op = s.operation();
    op.phase = r ? Phase::send_wait : Phase::held;
    op.peer = r;
    refresh(cpu, s);
    if (r)
        queue_at(*r, s, place);
}

// The send phase; `dest` exists.
void begin_send(Cpu& cpu, Tcb& s, Tcb& dest, Clock deadline, Place place)
{
    Kernel& kernel = *cpu.kernel;
    Tcb* const r = route(kernel, s, dest);
    if (r && accepts(kernel, *r, s)) {
        meet(cpu, s, *r);
        drive(cpu, &s);
    } else if (deadline != clock_never && deadline <= read_clock()) {
        fail(cpu, s, IpcFault::timeout, IpcPhase::send);
    } else {
        wait_to_send(cpu, s, r, place);
        if (deadline != clock_never)
            kernel.home_of(s).timers.arm(s.timer, deadline);
    }
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

Tcb* resolve(Kernel& kernel, Space const* space, ThreadId id)
{
    if (id.is_global())
        return kernel.threads.find(id);
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

ThreadId shown_to(Tcb const& reader, Tcb const& thread)
{
    bool const local = thread.space && thread.space == reader.space && thread.active;
    return local ? ThreadId{thread.utcb_pointer.raw()} : thread.id;
}

void ipc_call(Cpu& cpu, Tcb& self, ThreadId to, ThreadId from, Timeouts timeouts)
{
    Kernel& kernel = *cpu.kernel;
    if (to.is_nil() && from.is_nil()) {
        self.reg(Arch::binding.mr[0]) = 0;
        self.reg(Arch::binding.ipc.from) = nilthread.raw();
        return;
    }
    IpcOp& op = self.user;
    op = IpcOp{};
    op.has_receive = !from.is_nil();
    op.wait_for = wait_specifier(kernel, self, from);
    op.receive_time = timeouts.receive;
    if (timeouts.receive.is_point())
        op.receive_point = timeouts.receive.deadline(read_clock());
    if (to.is_nil())
        return drive(cpu, begin_receive(cpu, self));

    MsgTag const tag{self.reg(Arch::binding.mr[0])};
    if (!tag.fits())
        return fail(cpu, self, IpcFault::overflow, IpcPhase::send);
    Tcb* const dest = resolve(kernel, self.space, to);
    if (!dest)
        return fail(cpu, self, IpcFault::no_partner, IpcPhase::send);
    op.to = dest->id;
    if (tag.propagates()) {
        ThreadId const name{self.utcb.read(PINYON_TCR_VIRTUAL_SENDER)};
        Tcb const* const v = resolve(kernel, self.space, name);
        op.virtual_sender = v ? v->id : nilthread;
        settle_name(kernel, self);
    }
    Clock const deadline =
        timeouts.send.is_never() ? clock_never : timeouts.send.deadline(read_clock());
    begin_send(cpu, self, *dest, deadline, Place::back);
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
    thread.kernel.receive_time = time_never;
    thread.kernel.to = thread.kernel.wait_for = dest->id;
    bool const interrupt = kind == KernelOp::interrupt;
    begin_send(cpu, thread, *dest, clock_never, interrupt ? Place::front : Place::back);
}

void start_kernel_notice(Cpu& cpu, Tcb& thread, KernelOp kind, ThreadId handler, bool waits)
{
    Tcb* const dest = resolve(*cpu.kernel, thread.space, handler);
    thread.kernel_op = kind;
    thread.kernel = IpcOp{};
    if (!dest)
        return end_kernel_op(cpu, thread);
    thread.kernel.to = dest->id;
    begin_send(cpu, thread, *dest, waits ? clock_never : Clock{0}, Place::back);
}

void continue_transfer(Cpu& cpu, Tcb& sender)
{
    drive(cpu, &sender);
}

void continue_search(Cpu& cpu, Tcb& receiver)
{
    if (Tcb* const s = find_sender(cpu, receiver))
        return drive(cpu, s);
    end_search(cpu, receiver);
}

bool reconsider_sender(Cpu& cpu, Tcb& s)
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
    meet(cpu, s, *r);
    drive(cpu, &s);
    return true;
}

void await_start(Cpu& cpu, Tcb& thread, ThreadId pager)
{
    Tcb* const from = resolve(*cpu.kernel, thread.space, pager);
    thread.kernel_op = KernelOp::start;
    thread.kernel = IpcOp{};
    thread.kernel.has_receive = true;
    thread.kernel.wait_for = from ? from->id : pager;
    // The pager may be queued already; one that does not exist may still come to be.
    if (from)
        return drive(cpu, begin_receive(cpu, thread));
    thread.kernel.phase = Phase::recv_wait;
    refresh(cpu, thread);
}

}  // namespace pinyon
