// SPDX-License-Identifier: BSD-2-Clause
// What client and server of the example about strings have in common.
#ifndef PINYON_STRING_PARTS_H
#define PINYON_STRING_PARTS_H

#include "../common/example_threads.h"

namespace strings {

using examples::free_area;
using examples::page_size;
using examples::Word;

// ---- Messages

// To the server: a text, and a block of bytes of at most two pages. The answer: in MR1 the sum of
// the bytes, and the text in capitals.
inline constexpr Word work_label = 1;

// From the client to the pager in the end: what it found, 1 or 0 each.
inline constexpr Word report_label = 2;
struct Findings {
    Word text_is_right;
    Word sum_is_right;
    Word overflow_is_told;
};
inline constexpr unsigned findings_words = sizeof(Findings) / sizeof(Word);

// ---- Memory that the pager has for each of them, where the image is not

inline constexpr Word text_area = free_area;
inline constexpr Word block_area = free_area + 0x10 * page_size;
inline constexpr Word own_area_size = 0x20 * page_size;
inline constexpr Word text_size = page_size;
inline constexpr Word block_size = 2 * page_size;

// ---- Strings

// A string item with the words behind it that several substrings take.
union Compound {
    L4_StringItem_t item;
    Word raw[12];
};

// `size` bytes at `address`, as a string or a receive buffer.
inline L4_StringItem_t piece(Word address, Word size)
{
    return L4_StringItem(static_cast<int>(size), reinterpret_cast<void*>(address));
}

// Bytes of the string whose item begins there: of all substrings of all its groups.
inline Word length_of(L4_StringItem_t const* item)
{
    Word length = 0;
    for (;;) {
        Word const substrings = item->X.substrings + 1;
        length += substrings * item->X.string_length;
        if (!item->X.group_follows)
            return length;
        Word const* const header = reinterpret_cast<Word const*>(item);
        item = reinterpret_cast<L4_StringItem_t const*>(header + 1 + substrings);
    }
}

inline unsigned char volatile& byte_at(Word address)
{
    return *reinterpret_cast<unsigned char volatile*>(address);
}

[[noreturn]] void serve();
void run_client();
L4_ThreadId_t server();

}  // namespace strings

#endif  // PINYON_STRING_PARTS_H
