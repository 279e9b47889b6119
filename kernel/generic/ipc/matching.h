// SPDX-License-Identifier: BSD-2-Clause
// Who takes a message from whom (reference 4.9): the names that senders bear, the queue of senders
// at a receiver, and the choice among them.
//
// A propagating sender bears another thread's name as long as the rules allow it: the virtual
// sender may die, move or change its id while the sender waits.
#ifndef PINYON_MATCHING_H
#define PINYON_MATCHING_H

#include "generic/ipc/identity.h"
#include "generic/kernel.h"

namespace pinyon {

// The thread in whose name `sender` sends to `op.to`, if not its own; null as well when the rules
// do not let it use that name, or no longer. Inactive threads have names too; interrupt threads
// lend theirs to nobody.
[[nodiscard]] Tcb* virtual_sender(Kernel& kernel, Tcb const& sender);

// A name that `sender`, which may be queued, must not use falls off for good: not even a thread
// that gets the same id later brings it back.
void check_name(Kernel& kernel, Tcb& sender);
inline void settle_name(Kernel& kernel, Tcb& sender)
{
    if (!sender.operation().virtual_sender.is_nil()) [[unlikely]]
        check_name(kernel, sender);
}

// A FromSpecifier as the kernel keeps it: wildcard or global id; nil if it names nobody.
[[nodiscard]] inline ThreadId wait_specifier(Kernel& kernel, Tcb const& self, ThreadId from)
{
    if (from == anythread || from == anylocalthread)
        return from;
    Tcb const* const partner = resolve(kernel, self.space, from);
    return partner ? partner->id : nilthread;
}

// The thread that `r` waits for, or `r` itself if that is anyone: on whom somebody relies then
// (reaper.h). Null: there is nobody who may send. The partner of the send phase before is there.
[[nodiscard, gnu::always_inline]] inline Tcb* relied_on_by(Kernel& kernel, Tcb& r, IpcOp const& op)
{
    if (op.wait_for() == anythread)
        return &r;
    if (op.peer && op.peer->id == op.wait_for())
        return op.peer;
    return op.wait_for() == anylocalthread ? &r : kernel.threads.find(op.wait_for());
}

// Whether a receive from `wait_for` by `receiver` takes the message of `sender`. A closed receive
// takes it under both names, its own and the one it bears.
[[nodiscard]] bool matches_name(Kernel& kernel, ThreadId wait_for, Tcb const& receiver,
                                Tcb const& sender);
[[nodiscard]] inline bool matches(Kernel& kernel, ThreadId wait_for, Tcb const& receiver,
                                  Tcb const& sender)
{
    return wait_for == anythread || wait_for == sender.id ||
           matches_name(kernel, wait_for, receiver, sender);
}

// Whether `receiver` waits for the message of `sender` now. A deadline that has passed counts
// although its interrupt may not have been taken yet.
[[nodiscard]] bool has_time(Tcb const& receiver);
[[nodiscard]] inline bool accepts(Kernel& kernel, Tcb const& receiver, Tcb const& sender)
{
    IpcOp const& op = receiver.operation();
    return op.phase() == Phase::recv_wait && !receiver.doomed &&
           matches(kernel, op.wait_for(), receiver, sender) &&
           (!receiver.timer.armed() || has_time(receiver));
}

// Whether a message of `s` has nobody in between, and `r`, whose operation is `in`, takes it at
// once under the sender's own name.
[[nodiscard, gnu::always_inline]] inline bool takes_at_once(Tcb const& s, Tcb const& r,
                                                           IpcOp const& in)
{
    bool const waits = in.phase() == Phase::recv_wait &&
                       (in.wait_for() == s.id || in.wait_for() == anythread ||
                        (in.wait_for() == anylocalthread && s.space == r.space));
    bool const redirected = s.space && !s.space->redirector.is_nil();
    return waits && !r.doomed && !redirected && (!r.timer.armed() || has_time(r));
}

// The queue of senders. A propagating one is counted as such until it leaves, allowed or not.
enum class Place : std::uint8_t { back, front };
void queue_at(Tcb& receiver, Tcb& sender, Place place);
void unqueue(Tcb& sender);

// Senders that one step of a search looks at.
inline constexpr unsigned search_budget = 64;

// Sets out to look for a queued sender that the present operation of `receiver` takes. The queue
// may be long: search_step() looks at a part of it and goes on from there when called again, while
// `receiver.searching`. Who arrives meanwhile is looked at on arrival (accepts).
void start_search(Kernel& kernel, Tcb& receiver);
inline void stop_search(Tcb& receiver)
{
    receiver.search = nullptr;
    receiver.searching = false;
}

// The sender found, still queued. Null: none yet; if the receiver no longer searches, none at all.
[[nodiscard]] Tcb* search_step(Kernel& kernel, Tcb& receiver);

// Writes what the receiver is told of the sender of a complete message, whose operation is `op`:
// `from`, the flags of the tag, and the thread registers that go with them. Nothing for a message
// that the kernel consumes.
void name_by_proxy(Kernel& kernel, IpcOp const& op, Tcb& receiver);
inline void name_sender(Kernel& kernel, Tcb const& sender, IpcOp const& op, Tcb& receiver)
{
    if (receiver.kernel_op != KernelOp::none)
        return;
    receiver.reg(Arch::binding.ipc.from) = shown_to(receiver, sender).raw();
    if (!op.virtual_sender.is_nil() || op.to != receiver.id) [[unlikely]]
        name_by_proxy(kernel, op, receiver);
}

}  // namespace pinyon

#endif  // PINYON_MATCHING_H
