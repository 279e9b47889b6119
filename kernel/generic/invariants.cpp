// SPDX-License-Identifier: BSD-2-Clause
// What holds between events, checked from scratch. The numbers are those of docs/invariants.md.
#include "generic/invariants.h"

#include "generic/ipc/matching.h"
#include "generic/ipc/redirection.h"
#include "glue/clock.h"
#include "glue/fast_path.h"

namespace pinyon {

namespace {

void require(bool holds, unsigned number, Tcb const& t)
{
    if (!holds) [[unlikely]]
        panic("invariant %u broken by thread %lu.%lu", number, t.id.number(), t.id.version());
}

bool is_member(Tcb* first, Tcb const& t)
{
    for (Tcb* m = first; m; m = QueueList::next(first, *m))
        if (m == &t)
            return true;
    return false;
}

// 1: a runnable thread is current or ready, exactly once; others are neither.
void check_readiness(Kernel& kernel, Tcb& t)
{
    Cpu& home = kernel.home_of(t);
    bool const current = home.current == &t;
    bool const ready = t.queue == Tcb::Queue::ready;
    require(!(current && ready), 1, t);
    require(t.runnable() == (current || ready), 1, t);
    if (ready)
        require(is_member(home.ready.first(t.priority.raw()), t), 1, t);
}

// 3: a thread is in a send queue exactly while its operation waits to send, and in the right one.
void check_send_queue(Tcb& t)
{
    bool const queued = t.queue == Tcb::Queue::senders;
    require(queued == (t.operation().phase() == Phase::send_wait), 3, t);
    if (queued)
        require(is_member(t.operation().peer->senders, t), 3, t);
}

// 4: a thread knows how many of those queued at it propagate. 24: a search has its place among them
// and belongs to a receive that waits.
void check_senders(Tcb& t)
{
    unsigned propagators = 0;
    for (Tcb* s = t.senders; s; s = QueueList::next(t.senders, *s))
        propagators += !s->operation().virtual_sender.is_nil();
    require(propagators == t.propagators, 4, t);
    if (t.searching)
        require(t.operation().phase() == Phase::recv_wait, 24, t);
    if (t.search)
        require(t.searching && is_member(t.senders, *t.search), 24, t);
}

// 5: a timeout is armed only for a user operation that waits, and for the receiver of a transfer
// whose timeout runs. Who waits without one has all time, or still searches.
void check_timer(Tcb& t)
{
    IpcOp const& op = t.user;
    bool const receives = op.phase() == Phase::recv_wait;
    if (!t.timer.armed())
        return require(!receives || t.searching || op.receive_time().is_never(), 5, t);
    bool const waits = receives || op.waits_to_send();
    require(waits || (op.phase() == Phase::xfer_recv && op.peer->xfer.timed), 5, t);
}

// 6: the two sides of a transfer name each other.
void check_transfer(Tcb& t, IpcOp const& op)
{
    bool const sends = op.phase() == Phase::xfer_send;
    if (!sends && op.phase() != Phase::xfer_recv)
        return;
    Tcb const& peer = *op.peer;
    Phase const theirs = sends ? Phase::xfer_recv : Phase::xfer_send;
    bool const by_user = peer.user.phase() == theirs && peer.user.peer == &t;
    bool const by_kernel = peer.kernel.phase() == theirs && peer.kernel.peer == &t;
    require(&peer != &t && by_user != by_kernel, 6, t);
}

// 7: a transfer waits for a page exactly while the kernel asks for it in the name of that side, and
// of one side only. 8: a kernel operation lies above nothing, or is such a page fault.
void check_nesting(Tcb& t)
{
    bool const kernel = t.kernel_op != KernelOp::none;
    require(kernel == (t.kernel.phase() != Phase::none) || t.exhausted(), 8, t);
    if (!t.in_transfer())
        return require(!kernel || t.user.phase() == Phase::none, 8, t);
    Side const side = t.user.phase() == Phase::xfer_send ? Side::sender : Side::receiver;
    require(!kernel || t.kernel_op == KernelOp::page_fault, 8, t);
    require(kernel == (t.transfer_sender().xfer.fault_of == side), 7, t);
}

// 9: no thread waits for a message that somebody is queued to send, unless it still looks for it.
// 10, 11: closed waits and queued senders name living threads. 14: senders wait where redirection
// sends them. All of it except while a scan of the reaper brings it about.
void check_partners(Kernel& kernel, Tcb& t)
{
    if (kernel.dying.scan)
        return;
    IpcOp const& op = t.operation();
    // A wait is over when its deadline has passed, although the interrupt may not have been taken.
    bool const over = t.timer.armed() && t.timer.when <= read_clock();
    if (op.phase() == Phase::recv_wait && !over && !t.searching)
        for (Tcb* s = t.senders; s; s = QueueList::next(t.senders, *s))
            require(!matches(kernel, op.wait_for(), t, *s), 9, t);
    if (t.kernel_op == KernelOp::start)
        return;
    bool const wildcard = op.wait_for() == anythread || op.wait_for() == anylocalthread;
    if (op.phase() == Phase::recv_wait && !wildcard)
        require(kernel.threads.find(op.wait_for()) != nullptr, 10, t);
    if (op.waits_to_send()) {
        Tcb* const dest = kernel.threads.find(op.to);
        require(dest != nullptr, 11, t);
        require(route(kernel, t, *dest) == op.peer, 14, t);
    }
}

// 32: whoever depends on an id has its thread know that it is relied on.
void check_reliance(Kernel& kernel, Tcb const& t)
{
    auto const known = [&](ThreadId id) {
        Tcb const* const other = kernel.threads.find(id);
        require(!other || other->relied_on, 32, t);
    };
    IpcOp const& op = t.operation();
    if (op.phase() == Phase::recv_wait)
        known(op.wait_for());
    if (op.waits_to_send()) {
        known(op.to);
        known(op.virtual_sender);
    }
    if (t.space)
        known(t.space->redirector);
}

// 12: active threads have a UTCB and floating-point state. 13: the table names the thread.
void check_identity(Kernel& kernel, Tcb& t)
{
    if (t.space)
        require(t.active == bool(t.utcb) && t.active == (t.fpu != nullptr), 12, t);
    if (!t.doomed)
        require(kernel.threads.at(t.id.number()) == &t && t.id.is_global(), 13, t);
}

// 33: the index of a space leads from a local id to the thread or to another active one there.
void check_local_index(Tcb const& t)
{
    if (!t.active)
        return;
    Tcb const* const listed = t.space->locals.at(ThreadId{t.utcb_pointer.raw()});
    require(listed->space == t.space ? listed->active : !listed->space, 33, t);
}

// 35: a frame that leads to the home of its thread leads there.
template <class A = Arch>
void check_home(Tcb const& t)
{
    if constexpr (HasHomeInFrame<A>)
        require(A::home_of(t.frame) == t.home, 35, t);
}

// 27: only a thread that has used up its quantum stops for want of it; when it gets more while its
// message is being delivered it goes on after that.
void check_quantum(Tcb const& t)
{
    bool const stops = t.exhausted() && t.kernel.phase() != Phase::xfer_send;
    require(!stops || t.quantum_left == 0, 27, t);
}

// 29: a plain wait is one that only a message ends. 30, 31: the keys of a thread that executes user
// code, or will be resumed to do so by the fast path, allow it no more than the state does.
void check_keys(Kernel& kernel, Tcb& t)
{
    bool const simple = may_wait_plainly(kernel, t) && t.active && !t.doomed;
    if (t.user.direct)
        require(simple && t.timer.armed() && !t.uses_fpu && !t.user.is_plain(), 29, t);
    if (t.user.is_plain()) {
        require(simple && !t.timer.armed() && t.user.ordinary_phase == Phase::none, 29, t);
        require(t.user.key.is_nil() == t.uses_fpu, 29, t);
        require(t.user.fpu_key.is_nil() != t.uses_fpu, 29, t);
    }
    bool const current = kernel.home_of(t).current == &t && t.runs_user_code();
    if (!current && !t.user.is_plain())
        return;
    bool const redirected = !t.space->redirector.is_nil() && !kernel.dying.scan;
    bool const calls = t.call_key == anythread, replies = t.reply_key == t.id;
    require(calls || t.call_key == no_key, 30, t);
    require(!calls || (!redirected && t.propagators == 0), 30, t);
    require(replies || t.reply_key == no_key, 31, t);
    require(!replies || (calls && !t.senders), 31, t);
}

// 16: the slice that runs down belongs to a living thread of this CPU. 28: only the current thread
// delays its preemption.
void check_cpu(Cpu& cpu)
{
    if (cpu.delaying && cpu.delaying != cpu.current) [[unlikely]]
        panic("invariant 28 broken on processor %u", unsigned(cpu.id.raw()));
    if (cpu.slice_owner)
        require(cpu.slice_owner->home == cpu.id && !cpu.slice_owner->doomed, 16,
                *cpu.slice_owner);
    if (cpu.current)
        require(cpu.current->home == cpu.id && cpu.current->runnable(), 1, *cpu.current);
}

}  // namespace

void check_invariants(Kernel& kernel)
{
    if constexpr (!config::check_invariants)
        return;
    if (kernel.cpu_count > 1)
        return;  // the others change their part while it is looked at
    for (Tcb* t = kernel.all_threads; t; t = AllList::next(kernel.all_threads, *t)) {
        check_readiness(kernel, *t);
        check_send_queue(*t);
        check_senders(*t);
        check_timer(*t);
        check_transfer(*t, t->user);
        check_transfer(*t, t->kernel);
        check_nesting(*t);
        check_partners(kernel, *t);
        check_reliance(kernel, *t);
        check_identity(kernel, *t);
        check_home(*t);
        check_quantum(*t);
        if (t->space) {
            check_keys(kernel, *t);
            check_local_index(*t);
        }
    }
    for (Cpu& cpu : kernel.cpus)
        check_cpu(cpu);
}

}  // namespace pinyon
