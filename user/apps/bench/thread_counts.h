// SPDX-License-Identifier: BSD-2-Clause
// What making and deleting threads takes.
#ifndef PINYON_THREAD_COUNTS_H
#define PINYON_THREAD_COUNTS_H

#include "stage.h"

namespace bench {

// Makes active threads in the other space, numbers `free_numbers` and up; at most 128.
Word count_creations(Word threads);

// Deletes them, or any others with these numbers.
Word count_deletions(Word threads);

}  // namespace bench

#endif  // PINYON_THREAD_COUNTS_H
