// SPDX-License-Identifier: BSD-2-Clause
// The measured loops: each reads the instruction counter before and after itself and returns the
// difference. Assembly, so that every instruction that is counted can be seen.
#ifndef PINYON_LOOPS_H
#define PINYON_LOOPS_H

#include <l4/types.h>

namespace bench {

using Word = L4_Word_t;

// The message registers behind the tag that travel in registers of the processor.
inline constexpr int register_words = 7;

// What a loop of Ipc works with; the assembly knows the layout. A loop loads its parameters anew in
// each round, and the entry point from memory, as a caller does who has them in variables. What
// the message registers hold goes back and forth.
struct Exchange {
    Word to;        // unused by those who answer
    Word from;      // FromSpecifier
    Word timeouts;  // as Ipc takes them
    Word tag;
    Word entry;  // of the call
    Word rounds;
    Word words[register_words];  // MR1 .. MR7 of the first message, and of the last answer
};

extern "C" {

Word read_counter();
Word count_nothing();              // two readings, one behind the other
Word count_loop(Word iterations);  // two instructions per iteration

// Ipc, `rounds` times. The last answer's tag and words replace those in *exchange.
Word count_ipc(Exchange* exchange);

// Waits for a message, and from then on answers the last sender with each Ipc, for ever.
[[noreturn]] void answer_ipc(Exchange const* exchange);

// Calls an entry point that takes one parameter or none and may destroy every register but SP.
Word count_entry_calls(Word entry, Word argument, Word rounds);
[[noreturn]] void keep_calling(Word entry, Word argument);

// Reads one word of each page.
Word count_page_reads(Word address, Word pages);

// Executes so many illegal instructions; the exception handler must skip each.
Word count_exceptions(Word rounds);
extern Word const illegal_instruction_bytes;

// Waits for a message from `from`, and reads the counter in the first instruction behind the call.
Word counter_at_message(Word from, Word entry);

// Makes the caller own state of the floating-point unit.
void use_floating_point();

// Waits for messages from `from`, for ever at first, and then as long as MR1 of the last message
// says (Timeouts of Ipc). Any number of threads may do so on one stack: all that each has there is
// the same return address.
[[noreturn]] void park(Word from);

}  // extern "C"

}  // namespace bench

#endif  // PINYON_LOOPS_H
