// SPDX-License-Identifier: BSD-2-Clause
// The books of messages: for each pair of incarnations how many were sent and how many received.
//
// A sender counts a message when its Ipc says that it was sent, and gives the next one the next
// number; one that failed is sent with the same number again. So a receiver must see each number
// once and in order, whatever is cancelled, aborted, timed out or removed between.
#ifndef PINYON_TORTURE_LEDGER_H
#define PINYON_TORTURE_LEDGER_H

#include "torture_random.h"

namespace torture {

// Begins the books of a new incarnation, which owns its two rows.
void open_books(unsigned index);

// The number of the next message to that incarnation of `to`, counted from 1.
Word next_number(unsigned from, unsigned to, Word to_version);
void note_sent(unsigned from, unsigned to, Word to_version);

// Judges the number of a message that was received, and notes it.
void note_received(unsigned to, unsigned from, Word from_version, Word number);

// When all have stopped: compares what was sent and received by those whose last incarnation
// lives, as `lives` tells.
void compare_books(bool (*lives)(unsigned index));

}  // namespace torture

#endif  // PINYON_TORTURE_LEDGER_H
