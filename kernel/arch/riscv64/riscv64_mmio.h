// SPDX-License-Identifier: BSD-2-Clause
// Loads and stores of device registers, in order with each other and with memory.
#ifndef PINYON_RISCV64_MMIO_H
#define PINYON_RISCV64_MMIO_H

#include "generic/types.h"

namespace pinyon::riscv64 {

template <class Unit>
inline Unit mmio_read(Word address)
{
    Unit const value = *reinterpret_cast<Unit volatile const*>(address);
    asm volatile("fence i, iorw" : : : "memory");
    return value;
}

template <class Unit>
inline void mmio_write(Word address, Unit value)
{
    asm volatile("fence iorw, o" : : : "memory");
    *reinterpret_cast<Unit volatile*>(address) = value;
}

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_MMIO_H
