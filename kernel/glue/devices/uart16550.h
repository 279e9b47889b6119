// SPDX-License-Identifier: BSD-2-Clause
// A 16550 serial port, polled. How its registers are reached is the port's:
//
//   std::uint8_t read(Uart16550Register) const
//   void write(Uart16550Register, std::uint8_t) const
#ifndef PINYON_UART16550_H
#define PINYON_UART16550_H

#include "generic/types.h"

namespace pinyon {

enum class Uart16550Register : std::uint8_t {
    data = 0, interrupt_enable = 1, fifo_control = 2, line_control = 3, modem_control = 4,
    line_status = 5, scratch = 7,
    divisor_low = 0, divisor_high = 1,  // while line_control has divisor_access
};

template <class Registers>
struct Uart16550 : Registers {
    // Where no UART is, nothing keeps what is written.
    [[nodiscard]] bool is_there() const { return keeps(0x5a) && keeps(0xa5); }

    // 8 bits, no parity, one stop bit; the divisor is that of the fastest speed.
    void reset() const
    {
        this->write(Register::interrupt_enable, 0);
        this->write(Register::line_control, divisor_access);
        this->write(Register::divisor_low, 1);
        this->write(Register::divisor_high, 0);
        this->write(Register::line_control, eight_bits);
        this->write(Register::fifo_control, fifos_on_and_empty);
        this->write(Register::modem_control, ready_to_send_and_receive);
    }

    void put(char c) const
    {
        while (!(this->read(Register::line_status) & transmitter_free)) {
        }
        this->write(Register::data, static_cast<std::uint8_t>(c));
    }

    // -1 when nothing was typed.
    [[nodiscard]] int get() const
    {
        return this->read(Register::line_status) & received ? this->read(Register::data) : -1;
    }

private:
    using Register = Uart16550Register;
    static constexpr std::uint8_t eight_bits = 0x03, divisor_access = 0x80;
    static constexpr std::uint8_t fifos_on_and_empty = 0x07, ready_to_send_and_receive = 0x03;
    static constexpr std::uint8_t received = 0x01, transmitter_free = 0x20;

    [[nodiscard]] bool keeps(std::uint8_t value) const
    {
        this->write(Register::scratch, value);
        return this->read(Register::scratch) == value;
    }
};

}  // namespace pinyon

#endif  // PINYON_UART16550_H
