// SPDX-License-Identifier: BSD-2-Clause
// String items (reference 1.6, 1.7, 4.9): bytes flow from the substrings of the sender's item to
// those of the receiver's buffer, in order, whatever the structure of either side.
//
// What is copied to must be RAM, and not the kernel's own pages; what is copied from must be RAM
// that the sender's space can read. A string that reaches anything else ends there in an overflow.
// Substrings without bytes are passed over: their addresses do not count.
#ifndef PINYON_STRING_COPY_H
#define PINYON_STRING_COPY_H

#include "generic/ipc/transfer.h"

namespace pinyon {

// Opens the string item at the sender's next message register, which holds `header`, and the
// receiver's next buffer. False: the receiver takes no strings or has no buffer left, or the words
// of the item or of the buffer reach beyond the registers there are: overflow.
[[nodiscard]] bool open_string(Tcb& sender, Tcb& receiver, Word header);

// Copies on until the item is done, a page is missing, or something waits.
[[nodiscard]] TransferResult copy_string(Cpu& cpu, Tcb& sender, Tcb& receiver);

}  // namespace pinyon

#endif  // PINYON_STRING_COPY_H
