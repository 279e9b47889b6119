// SPDX-License-Identifier: BSD-2-Clause
// The fuzzer's bytes as a machine's memory: what lies at `start`, and nothing anywhere else.
#ifndef PINYON_FUZZ_MEMORY_H
#define PINYON_FUZZ_MEMORY_H

#include "generic/boot/physical_memory.h"

namespace pinyon::fuzz {

struct Memory {
    std::uint8_t const* data;
    Word size;
    PhysAddr start;

    [[nodiscard]] PhysicalMemory view() const { return {find, this}; }

private:
    static std::byte const* find(void const* context, PhysAddr at, Word size)
    {
        auto const& memory = *static_cast<Memory const*>(context);
        if (at < memory.start)
            return nullptr;
        Word const offset = at - memory.start;
        bool const inside = offset <= memory.size && size <= memory.size - offset;
        return inside ? reinterpret_cast<std::byte const*>(memory.data) + offset : nullptr;
    }
};

}  // namespace pinyon::fuzz

#endif  // PINYON_FUZZ_MEMORY_H
