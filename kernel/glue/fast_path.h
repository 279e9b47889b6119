// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: a call, or a reply that waits for the next message, to a partner that waits
// for it, without typed items. It runs on no stack, right behind the trap, and either does all of
// that or declines, and then has changed nothing that the general path looks at.
//
// Everything that forbids it is kept where it need not be asked for:
//
//   key        of a thread: whom it waits for, if that is a *plain* wait (ipc_op.h). The
//              general path makes a wait plain only when may_wait_plainly(); what takes the reason
//              away makes it an ordinary one at once.
//   call_key   of the running thread: what the key of a partner that it calls must be: anythread,
//              or no_key, which is nobody's: then something forbids it all fast IPC.
//   reply_key  likewise where it replies and waits for anyone: its own id, or no_key.
//
// call_key and reply_key are set when the thread begins to execute user code by the general path
// (arm_fast_path), and may become no_key while it waits. docs/invariants.md, 29 to 31.
#ifndef PINYON_FAST_PATH_H
#define PINYON_FAST_PATH_H

#include "generic/kernel.h"

namespace pinyon {

// Whether a user operation that waits to receive may be a plain wait, or would be if it had no
// timeout.
template <class A = Arch>
[[nodiscard]] bool may_wait_plainly(Kernel const& kernel, Tcb const& t)
{
    if constexpr (HasFastPath<A>) {
        IpcOp const& op = t.user;
        return t.kernel_op == KernelOp::none && op.phase() == Phase::recv_wait && !t.searching &&
               (t.timer.armed() || op.receive_time().is_never()) && !t.halted &&
               !t.notices.any() && !kernel.tags.shares(*t.space) &&
               A::may_return_fast(t.frame);
    } else {
        return false;
    }
}

// A wait that begins, or goes on in another way, may be one for the fast path.
[[gnu::always_inline]] inline void settle_wait(Kernel& kernel, Tcb& r)
{
    if (may_wait_plainly(kernel, r)) [[likely]] {
        if (r.timer.armed())
            r.user.direct = !r.uses_fpu;
        else
            r.user.make_plain(r.uses_fpu);
    }
}

// Whether the thread, which is current and loaded, may go the fast path when it makes a call.
template <class A = Arch>
[[nodiscard]] bool may_call_fast(Cpu const& cpu, Tcb const& t)
{
    if constexpr (HasFastPath<A>)
        return !(A::fpu_lazy && cpu.fpu_on) && cpu.delaying != &t && t.propagators == 0 &&
               t.space->redirector.is_nil() && !cpu.kernel->tags.shares(*t.space) &&
               A::may_return_fast(t.frame);
    else
        return false;
}

// The end of the general path for a thread that goes on with user code and is loaded.
inline void arm_fast_path(Cpu& cpu, Tcb& t)
{
    bool const calls = may_call_fast(cpu, t);
    t.call_key = calls ? anythread : no_key;
    t.reply_key = calls && !t.senders ? t.id : no_key;
}

// The general path begins: the thread that runs is the one that the fast path has left running.
inline void adopt_running(Cpu& cpu, Tcb& running)
{
    if (cpu.current == &running)
        return;
    cpu.current = cpu.loaded_thread = &running;
    cpu.loaded_space = running.space;
}

// The path itself, on the registers as the port's `path` has them (docs/porting.md, clause 17). It
// comes in three forms: the short one for messages in registers, and two that it leads to, the wide
// one for more words and the local one for partners that are named by local ids. All are inlined
// into the port's entry; each statement is an instruction or two there, and the conditions are in
// the order that is cheapest for the pairs that are most frequent.
//
// Where FPU state is switched with threads there are two of each, for those that use the FPU and
// those that do not; IPC between the two sorts goes the general path.

// Bits of MR0: more words than registers, typed items, flags; and the same for any number of words.
inline constexpr Word not_short = 0xFFF8, not_untyped = 0xFFC0;

// The partner is called, and waits for anyone; or for this thread alone. In the other usual pair,
// too, whoever is waited for afterwards is known to be relied on (reaper.h); in the crossed ones,
// which come second, it is not.
template <class Path>
[[gnu::always_inline]] inline bool may_call(Path& path)
{
    ThreadId const wanted = path.call_key();
    if (path.partner_key() == wanted) [[likely]]
        return true;
    return wanted != no_key && path.partner_key() == path.own_id() && path.partner().relied_on;
}

// The partner is replied to, and waits for this thread alone; or for anyone.
template <class Path>
[[gnu::always_inline]] inline bool may_reply(Path& path)
{
    ThreadId const wanted = path.reply_key();
    if (path.partner_key() == wanted) [[likely]]
        return true;
    return wanted != no_key && path.partner_key() == anythread && path.self->relied_on;
}

template <class Path>
[[gnu::always_inline]] inline bool are_pair(Path& path)
{
    if (path.calls()) [[likely]]
        return may_call(path);
    return path.waits_for_anyone() && may_reply(path);
}

// Self waits, the partner runs.
template <class Path>
[[gnu::always_inline]] inline void hand_over(Path& path, [[maybe_unused]] Cpu& cpu)
{
    path.exchange_keys();
    path.save();
    if constexpr (Path::switches_fpu) {
        path.switch_fpu();
        path.set_fpu_owner(cpu);
    }
    path.set_running();
    Word const root = path.partner_root();
    if (root != path.root()) [[likely]]
        path.load_root(root);
    else
        path.name_locally();
    path.leave();
}

// The short form sorts out local ids: where a test more is cheap, before everything else
// (`local_ids_first`); elsewhere when there is no thread with such a global id (`local_ids_last`).
template <class Path>
[[gnu::always_inline]] inline void deliver(Path& path, Cpu& cpu)
{
    path.enter();
    path.find_partner(cpu.ready.index());
    if constexpr (Path::local_ids_last)
        if (!path.partner_is_meant()) [[unlikely]]
            return path.is_local() ? path.localise() : path.decline();
    if (!path.partner_may_run() || (!Path::local_ids_last && !path.partner_is_meant()) ||
        !are_pair(path)) [[unlikely]]
        return path.decline();
    hand_over(path, cpu);
}

template <class Path>
[[gnu::always_inline]] inline void short_ipc(Path& path, Cpu& cpu)
{
    if (!path.is_endless_ipc()) [[unlikely]]
        return path.pass_on();
    if (!path.is_short()) [[unlikely]]
        return path.widen();
    if constexpr (Path::local_ids_first)
        if (path.is_local()) [[unlikely]]
            return path.localise();
    deliver(path, cpu);
}

template <class Path>
[[gnu::always_inline]] inline void wide_ipc(Path& path, Cpu& cpu)
{
    if (!path.is_untyped()) [[unlikely]]
        return path.pass_on();
    deliver(path, cpu);
}

// The usual pairs, in one space. A caller keeps the global id of whom it waits for.
template <class Path>
[[gnu::always_inline]] inline bool are_local_pair(Path& path)
{
    Word const key = path.partner_key().raw();
    if (!path.calls()) {
        if (key != path.reply_key().raw() ||
            !(path.waits_for_anyone() || path.waits_for_any_local()))
            return false;
        path.await_any();
        return true;
    }
    // Both wildcards become anythread, and nothing else does that can be a key.
    if ((key | ~anylocalthread.raw()) != path.call_key().raw())
        return false;
    path.await_partner();
    return true;
}

// What the short form does, between threads of one space that is not left, to a local id.
template <class Path>
[[gnu::always_inline]] inline void local_ipc(Path& path, Cpu& cpu)
{
    path.enter();
    path.find_local_partner(cpu.ready.index());
    if (!path.partner_may_run() || !path.partner_is_meant_locally() ||
        !are_local_pair(path)) [[unlikely]]
        return path.decline();
    path.release_partner();
    path.save();
    if constexpr (Path::switches_fpu) {
        path.switch_fpu();
        path.set_fpu_owner(cpu);
    }
    path.set_running();
    path.name_both_locally();
    path.leave();
}

}  // namespace pinyon

#endif  // PINYON_FAST_PATH_H
