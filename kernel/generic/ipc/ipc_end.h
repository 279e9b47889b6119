// SPDX-License-Identifier: BSD-2-Clause
// How IPC operations end other than by a message: timeouts, errors and aborts, also of threads that
// have a page fault above a transfer. What the rest of the kernel calls is in ipc.h.
#ifndef PINYON_IPC_END_H
#define PINYON_IPC_END_H

#include "generic/kernel.h"

namespace pinyon {

// Starts the timeout of the receive phase of `op`, the operation of `t` that is going on. One that
// is over already is not armed.
void arm_receive(Cpu& cpu, Tcb& t, IpcOp const& op);

// Disarms the timeout of the operation that is going on. Operations of the kernel have none: what
// is armed then belongs to the transfer below.
inline void stop_timeout(Tcb& t)
{
    if (t.kernel_op == KernelOp::none)
        TimerQueue::cancel(t.timer);
}

// The kernel's operation is over, or dropped; a transfer below goes on. close_kernel_op() leaves it
// to the caller to refresh() the thread.
void close_kernel_op(Cpu& cpu, Tcb& t);
void end_kernel_op(Cpu& cpu, Tcb& t);

// Ends the operation that is going on with an error. One of the kernel is dropped: the thread
// repeats what it did and finds the new situation.
void fail(Cpu& cpu, Tcb& t, IpcFault fault, IpcPhase phase, Word offset = 0);

// What the two sides of a broken transfer are told.
struct Verdict {
    IpcFault sender, receiver;
};
[[nodiscard]] constexpr Verdict both_told(IpcFault fault)
{
    return {fault, fault};
}

// Ends the transfer from `s` to `r` for both sides, and page faults above it.
void fail_transfer(Cpu& cpu, Tcb& s, Tcb& r, Verdict verdict);

}  // namespace pinyon

#endif  // PINYON_IPC_END_H
