// SPDX-License-Identifier: BSD-2-Clause
// Workers that send and receive strings for test cases: what they are to do, and what came of it.
//
// The tester fills in the plan, the sender and the receiver carry it out. It lies in the suite's
// image, which all spaces share.
#ifndef PINYON_STRING_WORK_H
#define PINYON_STRING_WORK_H

#include "test_memory.h"

#include <initializer_list>

namespace conformance {

struct Plan {
    L4_ThreadId_t sender;
    L4_ThreadId_t receiver;
    unsigned typed;  // words of the items, from MR1
    unsigned buffers;
    Word items[PINYON_MESSAGE_REGISTERS];
    Word buffer[PINYON_BUFFER_REGISTERS];  // BR0 and on
    Word sender_times;                     // XferTimeouts
    Word receiver_times;
    L4_Word64_t wait_us;  // timeouts of both IPCs
    Word tag;             // what the receiver saw
    Word received[PINYON_MESSAGE_REGISTERS];
};

// An empty plan for two threads; the receiver accepts strings.
Plan& new_plan(L4_ThreadId_t sender, L4_ThreadId_t receiver);

// The same with new workers in the suite's space, whose pager is the tester.
Plan& new_plan();

// First word of a group of substrings.
inline constexpr Word group_follows = 0x200;
inline constexpr Word item_follows = 1;
constexpr Word string_header(Word bytes, Word flags = 0, Word substrings = 1)
{
    return bytes << 10 | (substrings - 1) << 4 | flags;
}

void say(std::initializer_list<Word> items);      // adds words to the message
void accept(std::initializer_list<Word> buffer);  // adds words to the receive buffers

// The error words of both sides.
struct Ends {
    Word sender;
    Word receiver;
};

void begin_transfer();                    // sets both to work
Ends end_transfer();                      // waits for both
Ends transfer();                          // both in one
Ends transfer_from(Word at, Word bytes);  // a simple string into the buffers there are

// Raw error words with an offset.
constexpr Ends ends(Word sender_error, Word receiver_error, Word bytes)
{
    return {bytes << 4 | sender_error << 1, bytes << 4 | receiver_error << 1 | 1};
}
inline constexpr Ends delivered = {0, 0};
void expect_ends(Ends got, Ends wanted, char const* file, int line);

// A pattern that differs from place to place.
void fill_bytes(Word at, Word count, Word seed);
bool has_bytes(Word at, Word count, Word seed, Word first = 0);  // from the `first` of the pattern

}  // namespace conformance

#define EXPECT_ENDS(got, wanted)                                                                   \
    ::conformance::expect_ends((got), (wanted), __FILE_NAME__, __LINE__)

#endif  // PINYON_STRING_WORK_H
