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

// Starts a thread that takes all pages sent to it, wherever in its space they are to go. Some calls
// of it do more than that:
L4_ThreadId_t start_holder(Space space);

// Has the holder map fpage `given` of the director's to `place`. Returns how many instructions the
// call takes.
Word count_map(L4_ThreadId_t holder, L4_Fpage_t given, Word place);

// The holder flushes `pages` pages from `address` on, one by one; returns how many instructions
// that takes.
Word count_flushes(L4_ThreadId_t holder, Word address, Word pages);

// The holder flushes 2^log2 bytes at `address` with one call.
Word count_flush(L4_ThreadId_t holder, Word address, int log2);

// A thread in the other space reads a word of `pages` pages at `address`, one after the other;
// the director maps a page for each fault. Returns the instructions of all of it.
Word count_faults(Word address, Word pages);

}  // namespace bench

#endif  // PINYON_PAGES_H
