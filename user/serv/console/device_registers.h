// SPDX-License-Identifier: BSD-2-Clause
// Registers of a UART, in memory or behind I/O ports.
#ifndef PINYON_DEVICE_REGISTERS_H
#define PINYON_DEVICE_REGISTERS_H

#if defined(__x86_64__)
#include <pinyon/amd64_ports.h>
#endif

namespace console {

using Word = unsigned long;

// Register n is at `base` + (n << shift).
struct MemoryRegisters {
    Word base;
    Word shift;

    template <class Unit>
    Unit read(Word offset) const
    {
        return *reinterpret_cast<Unit volatile*>(base + (offset << shift));
    }
    template <class Unit>
    void write(Word offset, Unit value) const
    {
        *reinterpret_cast<Unit volatile*>(base + (offset << shift)) = value;
    }
};

#if defined(__x86_64__)

// Behind I/O ports a register is a byte.
struct PortRegisters {
    unsigned short base;

    template <class Unit>
    Unit read(Word offset) const
    {
        static_assert(sizeof(Unit) == 1);
        return pinyon_in8(static_cast<unsigned short>(base + offset));
    }
    template <class Unit>
    void write(Word offset, Unit value) const
    {
        static_assert(sizeof(Unit) == 1);
        pinyon_out8(static_cast<unsigned short>(base + offset), value);
    }
};

#endif

}  // namespace console

#endif  // PINYON_DEVICE_REGISTERS_H
