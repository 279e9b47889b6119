// SPDX-License-Identifier: BSD-2-Clause
// The serial port of SiFive's chips (FU540-C000 manual, chapter 13). The speed stays as it is.
#ifndef PINYON_SIFIVE_UART_H
#define PINYON_SIFIVE_UART_H

#include "device_registers.h"

namespace console {

class SifiveUart {
public:
    explicit SifiveUart(Word window) : registers_{window, 0} {}

    // The watermarks: an empty transmitter shows as pending, without an interrupt, and a single
    // character received interrupts.
    void enable_receive_interrupt()
    {
        write(transmit_control, enable | one_place);
        write(receive_control, enable);
        write(interrupt_enable, received);
    }
    bool receive(char& c)
    {
        unsigned const value = read(receive_data);
        c = static_cast<char>(value);
        return (value & receive_empty) == 0;
    }
    // As with the other UARTs, an empty FIFO is waited for: the kernel writes to it as well.
    void send(char c)
    {
        while ((read(interrupt_pending) & transmit_empty) == 0) {}
        write(transmit_data, static_cast<unsigned char>(c));
    }

private:
    enum Offset : Word {
        transmit_data = 0x00,
        receive_data = 0x04,
        transmit_control = 0x08,
        receive_control = 0x0c,
        interrupt_enable = 0x10,
        interrupt_pending = 0x14,
    };
    static constexpr unsigned enable = 1 << 0, one_place = 1 << 16;
    static constexpr unsigned transmit_empty = 1 << 0, received = 1 << 1;
    static constexpr unsigned receive_empty = 1u << 31;

    unsigned read(Offset offset) const { return registers_.read<unsigned>(offset); }
    void write(Offset offset, unsigned value) const { registers_.write<unsigned>(offset, value); }

    MemoryRegisters registers_;
};

}  // namespace console

#endif  // PINYON_SIFIVE_UART_H
