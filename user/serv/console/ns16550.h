// SPDX-License-Identifier: BSD-2-Clause
// A 16550 UART behind registers of any kind. Speed and format stay as the kernel set them.
#ifndef PINYON_NS16550_H
#define PINYON_NS16550_H

namespace console {

template <class Registers>
class Ns16550 {
public:
    explicit Ns16550(Registers registers) : registers_{registers} {}

    // On PCs the second output of the modem control register lets interrupts out.
    void enable_receive_interrupt()
    {
        write(modem_control, read(modem_control) | second_output);
        write(interrupt_enable, received);
    }
    bool receive(char& c)
    {
        if ((read(line_status) & data_ready) == 0)
            return false;
        c = static_cast<char>(read(data));
        return true;
    }
    void send(char c)
    {
        while ((read(line_status) & transmitter_empty) == 0) {
        }
        write(data, static_cast<Byte>(c));
    }

private:
    using Byte = unsigned char;
    enum Offset : unsigned long {
        data = 0,
        interrupt_enable = 1,
        modem_control = 4,
        line_status = 5,
    };
    static constexpr Byte received = 1 << 0, second_output = 1 << 3;
    static constexpr Byte data_ready = 1 << 0, transmitter_empty = 1 << 5;

    Byte read(Offset offset) const { return registers_.template read<Byte>(offset); }
    void write(Offset offset, int value) const
    {
        registers_.template write<Byte>(offset, static_cast<Byte>(value));
    }

    Registers registers_;
};

}  // namespace console

#endif  // PINYON_NS16550_H
