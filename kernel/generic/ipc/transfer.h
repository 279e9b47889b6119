// SPDX-License-Identifier: BSD-2-Clause
// Moving one message from a sender to a receiver: its words (message_words.h) when it begins, then
// its items, in steps.
#ifndef PINYON_TRANSFER_H
#define PINYON_TRANSFER_H

#include "generic/ipc/ipc_end.h"

namespace pinyon {

enum class TransferResult : std::uint8_t {
    done,      // all words and items are there
    pause,     // something waits: go on later
    overflow,  // message overflow: ends for both sides
    fault,     // a page is missing: xfer.fault_of and its Substrings say where
};

// Starts a transfer between the present operations of both threads. The sender is in no queue.
void begin_transfer(Tcb& sender, Tcb& receiver);

[[nodiscard]] TransferResult transfer_step(Cpu& cpu, Tcb& sender);

// The receiver's operation ends with the message delivered. Its sender has been named to it
// (matching.h). What that means for scheduling is the caller's business.
void finish_kernel_op(Cpu& cpu, Tcb& receiver);
inline void finish_receiver(Cpu& cpu, Tcb& receiver)
{
    if (receiver.kernel_op != KernelOp::none)
        return finish_kernel_op(cpu, receiver);
    stop_timeout(receiver);
    receiver.user.set_phase(Phase::none);
    receiver.user.peer = nullptr;
}

}  // namespace pinyon

#endif  // PINYON_TRANSFER_H
