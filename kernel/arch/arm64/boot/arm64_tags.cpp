// SPDX-License-Identifier: BSD-2-Clause
// The list of tags of the older Arm boot protocol: words of size and kind, then the data; the size
// counts words and includes these two.
#include "arch/arm64/boot/arm64_tags.h"

namespace pinyon::arm64 {

namespace {

enum Kind : std::uint32_t { core = 0x5441'0001, initrd = 0x5442'0005, command_line = 0x5441'0009 };

constexpr Word header_words = 2;

void take_tag(std::uint32_t const* tag, Word words, BootFacts& facts)
{
    std::uint32_t const* const data = tag + header_words;
    if (tag[1] == initrd && words >= header_words + 2)
        facts.archive = {PhysAddr{data[0]}, data[1]};
    auto const* const text = reinterpret_cast<char const*>(data);
    Word const most = (words - header_words) * sizeof *data;
    if (tag[1] == command_line && most != 0 && text[most - 1] == '\0')
        facts.command_line = text;
}

}  // namespace

void facts_from_tags(std::uint32_t const* list, Word words, BootFacts& facts)
{
    if (words < header_words || list[1] != core)
        return;
    while (words >= header_words && list[0] >= header_words && list[0] <= words) {
        Word const size = list[0];
        take_tag(list, size, facts);
        words -= size;
        list += size;
    }
}

}  // namespace pinyon::arm64
