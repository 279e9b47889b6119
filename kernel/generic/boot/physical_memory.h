// SPDX-License-Identifier: BSD-2-Clause
// How the readers of what firmware and boot loaders left get at physical memory. Tests let them run
// over any bytes: whoever makes the view decides what can be read.
#ifndef PINYON_PHYSICAL_MEMORY_H
#define PINYON_PHYSICAL_MEMORY_H

#include "generic/types.h"

namespace pinyon {

class PhysicalMemory {
public:
    // `size` bytes at `at`; null unless all of them can be read.
    using Finder = std::byte const* (*)(void const* context, PhysAddr at, Word size);

    constexpr PhysicalMemory(Finder find, void const* context) : find_{find}, context_{context} {}

    [[nodiscard]] std::byte const* bytes(PhysAddr at, Word size) const
    {
        return find_(context_, at, size);
    }
    template <class T>
    [[nodiscard]] bool read(PhysAddr at, T& value) const
    {
        std::byte const* const from = bytes(at, sizeof value);
        if (from != nullptr)
            __builtin_memcpy(&value, from, sizeof value);
        return from != nullptr;
    }

private:
    Finder find_;
    void const* context_;
};

}  // namespace pinyon

#endif  // PINYON_PHYSICAL_MEMORY_H
