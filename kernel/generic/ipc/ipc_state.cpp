// SPDX-License-Identifier: BSD-2-Clause
// The states of an operation as Schedule and ExchangeRegisters report them (reference 4.2, 4.6).
#include "generic/ipc/ipc.h"

namespace pinyon {

Word schedule_state(Tcb const& thread)
{
    if (!thread.active)
        return PINYON_SCHED_INACTIVE;
    switch (thread.shown_operation().phase()) {
    case Phase::none:
        return PINYON_SCHED_RUNNING;
    case Phase::send_wait:
    case Phase::held:
        return PINYON_SCHED_PENDING_SEND;
    case Phase::recv_wait:
        return PINYON_SCHED_WAITING;
    case Phase::xfer_send:
        return PINYON_SCHED_SENDING;
    case Phase::xfer_recv:
        return PINYON_SCHED_RECEIVING;
    }
    return PINYON_SCHED_ERROR;
}

bool in_send_phase(Tcb const& thread)
{
    IpcOp const& op = thread.shown_operation();
    return op.waits_to_send() || op.phase() == Phase::xfer_send;
}

bool in_receive_phase(Tcb const& thread)
{
    Phase const phase = thread.shown_operation().phase();
    return phase == Phase::recv_wait || phase == Phase::xfer_recv;
}

}  // namespace pinyon
