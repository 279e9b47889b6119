// SPDX-License-Identifier: BSD-2-Clause
// Strings between the director and a thread of the other space.
#ifndef PINYON_STRINGS_H
#define PINYON_STRINGS_H

#include "stage.h"

namespace bench {

// Starts a thread that receives strings of at most `bytes` to `buffer`, and answers each message.
L4_ThreadId_t start_listener(Space space, Word buffer, Word bytes);

// A call with a string of `bytes` at `address`, none if that is 0. Returns its instructions.
Word count_string_call(L4_ThreadId_t listener, Word address, Word bytes);

}  // namespace bench

#endif  // PINYON_STRINGS_H
