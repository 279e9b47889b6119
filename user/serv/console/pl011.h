// SPDX-License-Identifier: BSD-2-Clause
// A PL011 UART (Arm DDI 0183). Speed and format stay as the kernel set them.
#ifndef PINYON_PL011_H
#define PINYON_PL011_H

#include "device_registers.h"

namespace console {

class Pl011 {
public:
    explicit Pl011(Word window) : registers_{window, 0} {}

    void enable_receive_interrupt()
    {
        registers_.write<unsigned>(interrupt_mask, received | receive_timeout);
    }
    bool receive(char& c)
    {
        if (registers_.read<unsigned>(flags) & receive_empty)
            return false;
        c = static_cast<char>(registers_.read<unsigned>(data));
        return true;
    }
    // An empty FIFO is waited for, not merely a place in it: the kernel writes to it as well, and
    // does not ask whether this thread has just looked.
    void send(char c)
    {
        while ((registers_.read<unsigned>(flags) & transmit_empty) == 0) {
        }
        registers_.write<unsigned>(data, static_cast<unsigned char>(c));
    }

private:
    enum Offset : Word { data = 0x00, flags = 0x18, interrupt_mask = 0x38 };
    static constexpr unsigned receive_empty = 1 << 4, transmit_empty = 1 << 7;
    static constexpr unsigned received = 1 << 4, receive_timeout = 1 << 6;

    MemoryRegisters registers_;
};

}  // namespace console

#endif  // PINYON_PL011_H
