// SPDX-License-Identifier: BSD-2-Clause
// Pages for map items: the director's arena of 4 KB pages, and the threads that receive and flush.
#ifndef PINYON_PAGES_H
#define PINYON_PAGES_H

#include "stage.h"

#include <l4/fpage.h>

namespace bench {

// Pages of their own, each mapped as 4 KB by sigma0, at consecutive addresses of the director.
inline constexpr Word arena = 0x22'0000'0000;
inline constexpr int arena_log2 = 21;
inline constexpr Word arena_pages = Word{1} << (arena_log2 - page_log2);
void fill_arena();  // call it once

// Where others have pages of the arena; as large as that.
inline constexpr Word window = 0x20'0000'0000;

// Starts a thread that takes all pages sent to it, wherever in its space they are to go.
L4_ThreadId_t start_holder(Space space);

// The holder gets the director's fpage `given` at `place`. Returns the instructions of the call.
Word count_map(L4_ThreadId_t holder, L4_Fpage_t given, Word place);

// The holder gets the first `pages` pages of the arena in its window, one call each.
Word count_maps(L4_ThreadId_t holder, Word pages);

// Whether the holder reads in the first `pages` pages of its window what is in those of the arena,
// in which all pages differ.
bool same_pages(L4_ThreadId_t holder, Word pages);

// The holder flushes so many pages of its window, one call each. Returns the instructions of all.
Word count_flushes(L4_ThreadId_t holder, Word pages);

// The holder flushes 2^log2 bytes at `address` with one call.
void flush(L4_ThreadId_t holder, Word address, int log2);

// A thread in the other space reads a word of so many pages of its window, which it must not have:
// the director maps a page for each fault. Returns the instructions of all of it.
Word count_faults(Word pages);

}  // namespace bench

#endif  // PINYON_PAGES_H
