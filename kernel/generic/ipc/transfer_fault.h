// SPDX-License-Identifier: BSD-2-Clause
// Page faults in the middle of a transfer, and the transfer timeouts (reference 4.9, 6.1).
#ifndef PINYON_TRANSFER_FAULT_H
#define PINYON_TRANSFER_FAULT_H

#include "generic/kernel.h"

namespace pinyon {

// The transfer that `sender` drives lacks a page, as its record says. The pager of that side is
// asked in the name of its thread, and the transfer waits; or the transfer ends for both sides,
// because its timeout is zero or because there is no pager.
//
// The first fault of a transfer starts its timeout: the shorter of the sender's and the receiver's
// XferTimeouts, on the receiver's timer, until the transfer ends. Further faults do not prolong it.
void transfer_fault(Cpu& cpu, Tcb& sender);

}  // namespace pinyon

#endif  // PINYON_TRANSFER_FAULT_H
