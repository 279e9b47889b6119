// SPDX-License-Identifier: BSD-2-Clause
// What ping and pong say to each other: the labels of their messages and the pattern of the words.
#ifndef PINYON_RALLY_H
#define PINYON_RALLY_H

namespace rally {

using Word = unsigned long;

inline constexpr unsigned max_words = 63;

// Every message is a call by ping; pong replies with the same label.
enum Label : Word {
    echo = 0x100,   // u pattern words; back come u words, each changed by `changed`
    share = 0x101,  // a map item; pong writes `signature(round)` into the page and replies
    look = 0x102,   // pong replies with what it now reads where the page was (MR1)
    stop = 0x103,   // pong replies with the number of messages it has seen, then ends
};

inline constexpr Word bad_message = ~Word{0};  // pong's answer to words that it did not expect

// Word `index` of the echo message with `length` words in `round`. No two are alike.
constexpr Word pattern(Word round, Word length, Word index)
{
    return 0x5EED'0000'0000'0000 | round << 16 | length << 8 | index;
}

constexpr Word changed(Word word)
{
    return ~word;
}

constexpr Word signature(Word round)
{
    return 0xF00D'0000 + round;
}

}  // namespace rally

#endif  // PINYON_RALLY_H
