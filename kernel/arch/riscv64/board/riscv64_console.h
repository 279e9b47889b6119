// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console: a serial port that it drives itself, or the firmware's.
#ifndef PINYON_RISCV64_CONSOLE_H
#define PINYON_RISCV64_CONSOLE_H

#include "arch/riscv64/board/riscv64_ns16550.h"
#include "arch/riscv64/board/riscv64_sifive_uart.h"
#include "arch/riscv64/riscv64_sbi.h"

namespace pinyon::riscv64 {

struct Console {
    enum class Kind : std::uint8_t { firmware, ns16550, sifive, none };

    Kind kind = Kind::firmware;  // which serves now
    Kind uart = Kind::none;      // which of the two below the machine has
    Uart16550<UartRegisters> ns16550{};
    SifiveUart sifive{};

    void put(char c) const
    {
        switch (kind) {
        case Kind::firmware:
            return sbi::put_character(c);
        case Kind::ns16550:
            return ns16550.put(c);
        case Kind::sifive:
            return sifive.put(c);
        case Kind::none:
            return;
        }
    }
    // -1 when nothing was typed.
    [[nodiscard]] int get() const
    {
        switch (kind) {
        case Kind::firmware:
            return sbi::get_character();
        case Kind::ns16550:
            return ns16550.get();
        case Kind::sifive:
            return sifive.get();
        case Kind::none:
            break;
        }
        return -1;
    }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_CONSOLE_H
