// SPDX-License-Identifier: BSD-2-Clause
// The serial port of SiFive's chips (FU540-C000 manual, chapter 13), polled. The speed stays as the
// firmware set it.
#ifndef PINYON_RISCV64_SIFIVE_UART_H
#define PINYON_RISCV64_SIFIVE_UART_H

#include "arch/riscv64/riscv64_mmio.h"

namespace pinyon::riscv64 {

struct SifiveUart {
    Word base = 0;  // kernel address

    // The firmware may have used the transmitter alone.
    void initialise() const
    {
        set_enable(base + transmit_control);
        set_enable(base + receive_control);
    }
    void put(char c) const
    {
        while (mmio_read<std::uint32_t>(base + transmit_data) & full_or_empty) {
        }
        mmio_write<std::uint32_t>(base + transmit_data, static_cast<std::uint8_t>(c));
    }
    // -1 when nothing was typed.
    [[nodiscard]] int get() const
    {
        std::uint32_t const received = mmio_read<std::uint32_t>(base + receive_data);
        return received & full_or_empty ? -1 : int(received & 0xff);
    }

private:
    static constexpr Word transmit_data = 0x00, receive_data = 0x04;
    static constexpr Word transmit_control = 0x08, receive_control = 0x0c;
    static constexpr std::uint32_t full_or_empty = 1u << 31, enable = 1;

    static void set_enable(Word control)
    {
        mmio_write(control, enable | mmio_read<std::uint32_t>(control));
    }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_SIFIVE_UART_H
