// SPDX-License-Identifier: BSD-2-Clause
// The fast path of IPC: a call, or a reply that waits for the next message, to a partner that waits
// for it, without typed items. It runs on no stack, right behind the trap, and either does all of
// that or declines, and then has changed nothing that the general path looks at.
//
// Everything that forbids it is kept where it need not be asked for:
//
//   key        of a thread: whom it waits for, if that is a *plain* wait (IpcOp, tcb.h). The
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
               (t.timer.armed() || op.receive_time().is_never()) &&
               op.wait_for() != anylocalthread && !t.halted && !t.notices.any() &&
               !kernel.tags.shares(*t.space) && A::may_return_fast(t.frame);
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
// comes in two forms. The short one serves what is most frequent: messages in registers, from a
// caller to a partner that waits for anyone, and back to a partner that waits for its answer. What
// it declines the wide form tries: the two other pairings, and messages of any number of words.
// Both are inlined into the port's entry; each statement is an instruction or two there.
//
// Where FPU state is switched with threads there are two of each, for those that use the FPU and
// those that do not; IPC between the two sorts goes the general path.

// Bits of MR0: more words than registers, typed items, flags; and the same for any number of words.
inline constexpr Word not_short = 0xFFF8, not_untyped = 0xFFC0;

template <class Path>
[[gnu::always_inline]] inline ThreadId& key_of(Path, Tcb& t)
{
    return Path::switches_fpu ? t.user.fpu_key : t.user.key;
}

// The partner waits for anyone and is called, or waits for this thread and is replied to.
template <class Path>
[[gnu::always_inline]] inline bool usual_pair(Path path)
{
    if (path.from == path.to) [[likely]]
        return key_of(path, path.partner()) == path.self->call_key;
    if (path.from != anythread) [[unlikely]]
        return false;
    return key_of(path, path.partner()) == path.self->reply_key;
}

// The partner waits for this thread and is called, or waits for anyone and is replied to. In the
// usual pairs whoever is waited for afterwards is known to be relied on (reaper.h); here it is not.
template <class Path>
[[gnu::always_inline]] inline bool crossed_pair(Path path)
{
    if (path.from == path.to)
        return key_of(path, path.partner()) == path.self->id && path.self->call_key != no_key &&
               path.partner().relied_on;
    return path.from == anythread && key_of(path, path.partner()) == anythread &&
           path.self->reply_key != no_key && path.self->relied_on;
}

// Self waits, the partner runs.
template <class Path>
[[gnu::always_inline]] inline void hand_over(Path path, [[maybe_unused]] Cpu& cpu)
{
    key_of(path, *path.self) = path.from;
    key_of(path, path.partner()) = nilthread;
    path.save();
    if constexpr (Path::switches_fpu) {
        path.switch_fpu();
        cpu.fpu_owner = &path.partner();
    }
    path.set_running();
    ThreadId name = path.self->id;
    Word const root = path.partner().root_word;
    if (root != path.self->root_word) [[likely]]
        path.load_root(root);
    else
        name = ThreadId{path.self->utcb_pointer.raw()};
    path.leave(name);
}

template <class Path>
[[gnu::always_inline]] inline void short_ipc(Path path, ThreadTable const& threads, Cpu& cpu)
{
    if (!path.is_endless_ipc()) [[unlikely]]
        return path.pass_on();
    if (!path.template tag_lacks<not_short>()) [[unlikely]]
        return path.widen();
    path.enter();
    path.set_partner(threads.candidate(path.number()));
    if (path.partner().id != path.to || !usual_pair(path) ||
        path.partner().priority < cpu.ready.threshold()) [[unlikely]]
        return path.decline();
    hand_over(path, cpu);
}

template <class Path>
[[gnu::always_inline]] inline void wide_ipc(Path path, ThreadTable const& threads, Cpu& cpu)
{
    if (!path.is_endless_ipc() || !path.template tag_lacks<not_untyped>()) [[unlikely]]
        return path.pass_on();
    path.enter();
    path.set_partner(threads.candidate(path.number()));
    if (path.partner().id != path.to || !(usual_pair(path) || crossed_pair(path)) ||
        path.partner().priority < cpu.ready.threshold()) [[unlikely]]
        return path.decline();
    hand_over(path, cpu);
}

}  // namespace pinyon

#endif  // PINYON_FAST_PATH_H
