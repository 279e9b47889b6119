// SPDX-License-Identifier: BSD-2-Clause
// Reads the list of tags that loaders without device trees pass (the older Arm boot protocol):
// words of size and kind, then the data; the size counts words and includes these two.
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/boot/arm64_boot.h"

namespace pinyon::arm64 {

namespace {

enum Kind : std::uint32_t { core = 0x5441'0001, initrd = 0x5442'0005, command_line = 0x5441'0009 };

constexpr unsigned header_words = 2;

void take_tag(std::uint32_t const* tag, unsigned words, BootFacts& facts)
{
    std::uint32_t const* const data = tag + header_words;
    if (tag[1] == initrd && words >= header_words + 2)
        facts.archive = {PhysAddr{data[0]}, data[1]};
    auto const* const text = reinterpret_cast<char const*>(data);
    unsigned const most = (words - header_words) * sizeof *data;
    if (tag[1] == command_line && most != 0 && text[most - 1] == '\0')
        facts.command_line = text;
}

}  // namespace

// The list lies in one page, which is what may be read.
void facts_from_tags(PhysAddr list, BootFacts& facts)
{
    PhysAddr const end{round_up(list.raw() + 1, page_size)};
    unsigned left = unsigned((end - list) / sizeof(std::uint32_t));
    if (list.raw() % sizeof(std::uint32_t) != 0 || !in_ram(facts, {list, end - list}))
        return;
    auto const* tag = static_cast<std::uint32_t const*>(direct(list));
    if (left < header_words || tag[1] != core)
        return;
    while (left >= header_words && tag[0] >= header_words && tag[0] <= left) {
        take_tag(tag, tag[0], facts);
        left -= tag[0];
        tag += tag[0];
    }
}

}  // namespace pinyon::arm64
