// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console: a 16550 UART behind I/O ports, polled.
#include "arch/x86_64/x86_64_console.h"
#include "arch/x86_64/x86_64_cpu.h"

namespace pinyon::x86_64::console {

namespace {

enum Uart : std::uint16_t {
    data = 0, interrupt_enable = 1, fifo_control = 2, line_control = 3, modem_control = 4,
    line_status = 5, scratch = 7,
    divisor_low = 0, divisor_high = 1,  // while line_control has divisor_access
};
constexpr std::uint8_t eight_bits = 0x03, divisor_access = 0x80;
constexpr std::uint8_t fifos_on_and_empty = 0x07, ready_to_send_and_receive = 0x03;
constexpr std::uint8_t received = 0x01, transmitter_free = 0x20;

constinit std::uint16_t base = 0;

bool is_usual(std::uint16_t port)
{
    for (std::uint16_t const usual : ports)
        if (port == usual)
            return true;
    return false;
}

// Where no UART is, nothing keeps what is written.
bool keeps(std::uint16_t port, std::uint8_t value)
{
    out8(std::uint16_t(port + scratch), value);
    return in8(std::uint16_t(port + scratch)) == value;
}

void write(Uart r, std::uint8_t value) { out8(std::uint16_t(base + r), value); }
std::uint8_t read(Uart r) { return in8(std::uint16_t(base + r)); }

}  // namespace

bool init(std::uint16_t port)
{
    if (!is_usual(port) || !keeps(port, 0x5a) || !keeps(port, 0xa5))
        return false;
    base = port;
    write(interrupt_enable, 0);
    write(line_control, divisor_access);
    write(divisor_low, 1);  // 115200 baud
    write(divisor_high, 0);
    write(line_control, eight_bits);
    write(fifo_control, fifos_on_and_empty);
    write(modem_control, ready_to_send_and_receive);
    return true;
}

void stop() { base = 0; }

void put(char c)
{
    if (base == 0)
        return;
    while (!(read(line_status) & transmitter_free)) {
    }
    write(data, std::uint8_t(c));
}

int get()
{
    if (base == 0 || !(read(line_status) & received))
        return -1;
    return read(data);
}

}  // namespace pinyon::x86_64::console
