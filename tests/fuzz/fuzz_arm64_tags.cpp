// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the reader of the older Arm boot protocol's list of tags.
#include <cstdlib>
#include <vector>

#include "arch/arm64/boot/arm64_tags.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    std::vector<std::uint32_t> list(size / sizeof(std::uint32_t));
    if (!list.empty())
        __builtin_memcpy(list.data(), data, list.size() * sizeof list[0]);
    BootFacts facts;
    arm64::facts_from_tags(list.data(), list.size(), facts);

    // The text ends within the list; nothing but archive and text is taken.
    auto const* const end = reinterpret_cast<char const*>(list.data() + list.size());
    if (facts.command_line[0] != '\0' &&
        facts.command_line + __builtin_strlen(facts.command_line) >= end)
        std::abort();
    if (facts.ram.size() != 0 || facts.reserved.size() != 0 || facts.modules.size() != 0)
        std::abort();
    return 0;
}
