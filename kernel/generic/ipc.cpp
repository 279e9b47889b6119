// SPDX-License-Identifier: BSD-2-Clause
// The IPC state machine: rendezvous and phases.
#include "generic/ipc.h"

#include "generic/ipc_end.h"
#include "generic/scheduler.h"
#include "generic/transfer.h"
#include "generic/transfer_fault.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

// Transfers that one event completes in a row; a longer chain of queued senders goes on when the
// next of them is dispatched, so that no chain delays interrupts.
constexpr unsigned chain_limit = 2;

bool matches(ThreadId wait_for, Tcb const& r, Tcb const& s)
{
    if (wait_for == anythread || wait_for == s.id)
        return true;
    return wait_for == anylocalthread && s.space == r.space;
}

// Whether `r` waits for a message from `s` now. A deadline that has passed counts although its
// interrupt may not have been taken yet.
bool accepts(Tcb const& r, Tcb const& s)
{
    IpcOp const& op = r.operation();
    if (op.phase != Phase::recv_wait || r.doomed || !matches(op.wait_for, r, s))
        return false;
    return !r.timer.armed || read_clock() < r.timer.when;
}

bool is_queued_at(Tcb const& s, Tcb const& r)
{
    return s.queue == Tcb::Queue::senders && s.operation().peer == &r;
}

// A queued sender that `r` would accept; null if there is none.
Tcb* queued_sender(Kernel& kernel, Tcb& r, ThreadId wait_for)
{
    if (wait_for == anythread)
        return r.senders;
    if (wait_for == anylocalthread) {
        for (Tcb* s = r.senders; s; s = QueueList::next(r.senders, *s))
            if (s->space == r.space)
                return s;
        return nullptr;
    }
    Tcb* const s = kernel.threads.find(wait_for);
    return s && is_queued_at(*s, r) ? s : nullptr;
}

// Enters the receive phase of the operation that is going on. Returns the queued sender whose
// transfer to `r` has begun, if any.
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
    if (Tcb* const s = queued_sender(kernel, r, op.wait_for)) {
        unqueue(*s);
        stop_timeout(kernel, *s);
        begin_transfer(cpu, *s, r);
        refresh(cpu, r);
        return s;
    }
    Clock deadline = clock_never;
    if (!op.receive_time.is_never()) {
        Clock const now = read_clock();
        deadline = op.receive_time.is_point() ? op.receive_point : op.receive_time.deadline(now);
        if (deadline <= now) {
            fail(cpu, r, IpcFault::timeout, IpcPhase::receive);
            return nullptr;
        }
    }
    op.phase = Phase::recv_wait;
    if (deadline != clock_never)
        kernel.home_of(r).timers.arm(r.timer, deadline);
    refresh(cpu, r);
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
    s.kernel_op = KernelOp::none;
    s.reg(Arch::binding.mr[0]) = 0;
    refresh(cpu, s);
    return nullptr;
}

// The receiver becomes runnable only after the sender has entered its receive phase, so that a
// reply without timeout finds it waiting.
Tcb* finish_transfer(Cpu& cpu, Tcb& s)
{
    Tcb& r = *s.operation().peer;
    bool const from_current = &s == cpu.current;
    Tcb* const next = end_send(cpu, s);
    finish_receiver(cpu, s, r);
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

enum class Place : std::uint8_t { back, front };

void queue_sender(Cpu& cpu, Tcb& s, Tcb& r, Clock deadline, Place place)
{
    IpcOp& op = s.operation();
    op.phase = Phase::send_wait;
    op.peer = &r;
    refresh(cpu, s);
    if (place == Place::front)
        QueueList::prepend(r.senders, s);
    else
        QueueList::append(r.senders, s);
    s.queue = Tcb::Queue::senders;
    if (deadline != clock_never)
        cpu.kernel->home_of(s).timers.arm(s.timer, deadline);
}

// The send phase; `r` exists.
void begin_send(Cpu& cpu, Tcb& s, Tcb& r, Clock deadline, Place place)
{
    if (accepts(r, s)) {
        begin_transfer(cpu, s, r);
        drive(cpu, &s);
    } else if (deadline != clock_never && deadline <= read_clock()) {
        fail(cpu, s, IpcFault::timeout, IpcPhase::send);
    } else {
        queue_sender(cpu, s, r, deadline, place);
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

    if (!MsgTag{self.reg(Arch::binding.mr[0])}.fits())
        return fail(cpu, self, IpcFault::overflow, IpcPhase::send);
    Tcb* const dest = resolve(kernel, self.space, to);
    if (!dest)
        return fail(cpu, self, IpcFault::no_partner, IpcPhase::send);
    op.to = dest->id;
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
        // A line without a handler stays masked until somebody attaches to it again.
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

void continue_transfer(Cpu& cpu, Tcb& sender)
{
    drive(cpu, &sender);
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
