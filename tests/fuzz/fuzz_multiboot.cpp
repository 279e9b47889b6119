// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the readers of multiboot information, both versions.
#include <cstdlib>
#include <memory>

#include "fuzz_memory.h"
#include "generic/boot/multiboot.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    constexpr PhysAddr start{0x1000};
    fuzz::Memory const memory{data, size, start};
    for (auto const read : {read_multiboot1, read_multiboot2}) {
        auto const facts = std::make_unique<LoaderFacts>();
        if (read(memory.view(), start, *facts) != nullptr)
            continue;
        // What was found is whole pages, ranges that do not wrap, and texts that end.
        for (PhysRange const& range : facts->ram)
            if (range.base.raw() % page_size != 0 || range.size % page_size != 0 ||
                range.size > ~range.base.raw())
                std::abort();
        for (BootModule const& module : facts->modules)
            if (module.range.size > ~module.range.base.raw() ||
                __builtin_strlen(module.command_line) > size)
                std::abort();
        if (__builtin_strlen(facts->command_line) > size)
            std::abort();
    }
    return 0;
}
