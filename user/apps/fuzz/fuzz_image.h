// SPDX-License-Identifier: BSD-2-Clause
// The program's own memory, as the supervisor maps it to the other spaces.
#ifndef PINYON_FUZZ_IMAGE_H
#define PINYON_FUZZ_IMAGE_H

#include "fuzz_team.h"

namespace fuzz {

// Makes all pages of the image the supervisor's own: what it has not, it cannot map to others.
void touch_image();

// A sum over constants and code.
Word image_sum();

// Load an answer to a page fault: a page of the supervisor, to appear at `to`.
void load_page(Word from, Word rights, Word to);

// The same for a fault in the image, which is never mapped with the right to write, and for one in
// the team's arena. False if the address is elsewhere.
bool load_image_page(Word address);
bool load_arena_page(Team const& team, Word address, Word rights);

}  // namespace fuzz

#endif  // PINYON_FUZZ_IMAGE_H
