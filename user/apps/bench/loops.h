// SPDX-License-Identifier: BSD-2-Clause
// The measured loops: each reads the instruction counter before and after itself and returns the
// difference. Assembly, so that every instruction that is counted can be seen.
#ifndef PINYON_LOOPS_H
#define PINYON_LOOPS_H

#include <l4/types.h>

namespace bench {

using Word = L4_Word_t;

extern "C" {

Word count_nothing();              // two readings, one behind the other
Word count_loop(Word iterations);  // two instructions per iteration

// Calls `partner` with an empty message, through the entry point itself. Writes the last answer's
// tag to *tag.
Word count_calls(Word partner, Word entry, Word rounds, Word* tag);

// Answers the calls of `partner`, for ever.
[[noreturn]] void answer_calls(Word partner, Word entry);

// Reads one word of each page.
Word count_page_reads(Word address, Word pages);

}  // extern "C"

}  // namespace bench

#endif  // PINYON_LOOPS_H
