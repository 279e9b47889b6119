// SPDX-License-Identifier: BSD-2-Clause
// Registers of a UART in memory.
#ifndef PINYON_DEVICE_REGISTERS_H
#define PINYON_DEVICE_REGISTERS_H

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

}  // namespace console

#endif  // PINYON_DEVICE_REGISTERS_H
