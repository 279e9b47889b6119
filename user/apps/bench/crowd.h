// SPDX-License-Identifier: BSD-2-Clause
// Much of something that should not matter to others: threads, timeouts, priorities, mappings.
#ifndef PINYON_CROWD_H
#define PINYON_CROWD_H

#include "stage.h"

namespace bench {

// Each makes it so many; fewer than there are is not possible. The threads are in the crowd's
// space, their numbers are `crowd_numbers` and up.

void block_threads(Word count);  // that wait for a message, without a timeout
void set_timeouts(Word count);   // of those threads; all of them are far away
void delete_threads();           // all of these

// Ready threads of the lowest priorities, one of each. At most 255, so that none is as high as the
// director. There must be no blocked threads.
void occupy_priorities(Word count);

// Mappings of the arena's pages in the crowd's space.
inline constexpr Word most_mappings = 100'000;
void map_others(Word count);
void flush_others();

}  // namespace bench

#endif  // PINYON_CROWD_H
