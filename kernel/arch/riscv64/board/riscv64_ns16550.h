// SPDX-License-Identifier: BSD-2-Clause
// A 16550 serial port, polled. Speed and format stay as the firmware set them.
#ifndef PINYON_RISCV64_NS16550_H
#define PINYON_RISCV64_NS16550_H

#include "arch/riscv64/riscv64_mmio.h"

namespace pinyon::riscv64 {

struct Ns16550 {
    Word base = 0;       // kernel address
    unsigned shift = 0;  // log2 of the distance between registers
    bool wide = false;   // registers want 32-bit accesses

    void put(char c) const
    {
        while (!(read(line_status) & transmitter_empty)) {
        }
        write(data, static_cast<std::uint8_t>(c));
    }
    // -1 when nothing was typed.
    [[nodiscard]] int get() const { return read(line_status) & data_ready ? read(data) : -1; }

private:
    enum Offset : unsigned { data = 0, line_status = 5 };
    static constexpr std::uint8_t data_ready = 1 << 0, transmitter_empty = 1 << 5;

    [[nodiscard]] std::uint8_t read(Offset offset) const
    {
        Word const at = base + (Word{offset} << shift);
        return wide ? std::uint8_t(mmio_read<std::uint32_t>(at)) : mmio_read<std::uint8_t>(at);
    }
    void write(Offset offset, std::uint8_t value) const
    {
        Word const at = base + (Word{offset} << shift);
        wide ? mmio_write<std::uint32_t>(at, value) : mmio_write<std::uint8_t>(at, value);
    }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_NS16550_H
