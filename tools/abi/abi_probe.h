// SPDX-License-Identifier: BSD-2-Clause
// How the ABI tables ask the kernel's compiler: a question is an expression, its answer a line of
// the assembly text. What asks is compiled with the kernel's flags to text, and never linked.
#ifndef PINYON_ABI_PROBE_H
#define PINYON_ABI_PROBE_H

#include <utility>

#include "generic/boot/servers.h"
#include "generic/boot/start_up.h"
#include "generic/ipc/message.h"
#include "generic/kip.h"
#include "generic/memory/map_node.h"
#include "generic/memory/memory_descriptor.h"
#include "glue/binder.h"

// The expression stands in an assembly string: it has no quotes, braces, bars and percent signs.
#define ASK(...) asm volatile(".ascii \"@@ " #__VA_ARGS__ " = %0\"" : : "i"(Word(__VA_ARGS__)))

namespace pinyon {

inline constexpr unsigned frame_words = sizeof(Arch::TrapFrame) / sizeof(Word);

// Eight characters of a text in memory order, from character 8 * n on; 0 behind its end.
template <std::size_t size>
constexpr Word text_word(char const (&text)[size], unsigned n)
{
    Word word = 0;
    for (unsigned i = 0; i < sizeof word && sizeof word * n + i < size; ++i)
        word |= Word(static_cast<unsigned char>(text[sizeof word * n + i])) << 8 * i;
    return word;
}

// The functions of the port's frame are called here on frames that are known: optimization reduces
// each call to its value, and the compiler refuses the question where it does not.

// What message register `i` of an exception shows if bits of the word `w` of the frame are set.
[[gnu::always_inline]] inline Word shown(unsigned i, unsigned w)
{
    Word words[frame_words] = {};
    words[w] = ~Word{0};
    Arch::TrapFrame frame;
    __builtin_memcpy(&frame, words, sizeof frame);
    return exception_word(frame, i);
}

// The bits of the word `w` of the frame that an answer sets by message register `i`.
[[gnu::always_inline]] inline Word set_by(unsigned i, unsigned w)
{
    Word words[frame_words] = {};
    Arch::TrapFrame frame;
    __builtin_memcpy(&frame, words, sizeof frame);
    set_exception_word(frame, i, ~Word{0});
    __builtin_memcpy(words, &frame, sizeof frame);
    return words[w];
}

template <unsigned i, unsigned w>
[[gnu::always_inline]] inline void ask_exception_word()
{
    asm volatile(".ascii \"@@ shown(%0, %1) = %2\"" : : "i"(i), "i"(w), "i"(shown(i, w)));
    asm volatile(".ascii \"@@ set_by(%0, %1) = %2\"" : : "i"(i), "i"(w), "i"(set_by(i, w)));
}

// Every message register of an exception with every word of the frame.
template <unsigned... n>
[[gnu::always_inline]] inline void ask_exceptions(std::integer_sequence<unsigned, n...>)
{
    (ask_exception_word<n / frame_words + 1, n % frame_words>(), ...);
}

inline void ask_exceptions()
{
    constexpr unsigned questions = Arch::exception_words * frame_words;
    ask_exceptions(std::make_integer_sequence<unsigned, questions>{});
}

}  // namespace pinyon

#endif  // PINYON_ABI_PROBE_H
