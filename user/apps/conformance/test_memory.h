// SPDX-License-Identifier: BSD-2-Clause
// Memory to experiment with: pages of the suite, and addresses where nothing is mapped.
#ifndef PINYON_TEST_MEMORY_H
#define PINYON_TEST_MEMORY_H

#include "words.h"

#include <l4/space.h>

namespace conformance {

inline constexpr Word page_log2 = 12;
inline constexpr Word page_bytes = Word{1} << page_log2;
inline constexpr unsigned scratch_pages = 16;

// The suite's own pages, aligned as a whole so that they form fpages of any size up to all.
Word scratch(unsigned page = 0);
Word volatile& word_at(Word address);

// Addresses that nobody maps by himself, neither the pager servant nor sigma0.
inline constexpr Word window = 0x20'0000'0000;
inline constexpr Word window_log2 = 20;

inline L4_Fpage_t fpage(Word address, Word log2 = page_log2)
{
    return L4_FpageLog2(address, static_cast<int>(log2));
}

// ---- Tasks

Word peek(Word address);  // reads; the whole function lies within the next `access_code` bytes
Word poke(Word address);  // writes 1
Word jump(Word address);  // calls
inline constexpr Word access_code = 64;

// ---- Passing memory on

enum class Kind { map, grant };

struct Transfer {
    L4_ThreadId_t giver;  // the tester, or a worker
    L4_ThreadId_t taker;  // a worker
    Kind kind;
    L4_Fpage_t page;    // with rights, in the giver's space
    Word base;          // send base
    L4_Fpage_t accept;  // receive window in the taker's space
};

// Sends the item. Returns true if the message arrived; what it mapped is another question.
bool pass(Transfer const& transfer);

// The common case: the tester maps one of its pages at `address` of the worker.
bool give(L4_ThreadId_t worker, Word page, Word rights, Word address);

// Undoes all experiments: no windows, scratch pages back in place.
void reset_memory();

}  // namespace conformance

#endif  // PINYON_TEST_MEMORY_H
