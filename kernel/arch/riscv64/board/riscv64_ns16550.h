// SPDX-License-Identifier: BSD-2-Clause
// The registers of a 16550 serial port in memory.
#ifndef PINYON_RISCV64_NS16550_H
#define PINYON_RISCV64_NS16550_H

#include "arch/riscv64/riscv64_mmio.h"
#include "glue/devices/uart16550.h"

namespace pinyon::riscv64 {

struct UartRegisters {
    Word base = 0;       // kernel address
    unsigned shift = 0;  // log2 of the distance between registers
    bool wide = false;   // registers want 32-bit accesses

    [[nodiscard]] std::uint8_t read(Uart16550Register r) const
    {
        return wide ? std::uint8_t(mmio_read<std::uint32_t>(at(r)))
                    : mmio_read<std::uint8_t>(at(r));
    }
    void write(Uart16550Register r, std::uint8_t value) const
    {
        wide ? mmio_write<std::uint32_t>(at(r), value) : mmio_write<std::uint8_t>(at(r), value);
    }

private:
    [[nodiscard]] Word at(Uart16550Register r) const { return base + (Word(r) << shift); }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_NS16550_H
