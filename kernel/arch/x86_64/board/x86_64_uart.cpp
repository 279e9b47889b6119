// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console: a 16550 UART behind I/O ports.
#include "arch/x86_64/x86_64_console.h"
#include "arch/x86_64/x86_64_cpu.h"
#include "glue/devices/uart16550.h"

namespace pinyon::x86_64::console {

namespace {

struct UartPorts {
    std::uint16_t base = 0;  // 0: there is none

    [[nodiscard]] std::uint16_t port(Uart16550Register r) const { return base + std::uint8_t(r); }
    [[nodiscard]] std::uint8_t read(Uart16550Register r) const { return in8(port(r)); }
    void write(Uart16550Register r, std::uint8_t value) const { out8(port(r), value); }
};
using Uart = Uart16550<UartPorts>;

constinit Uart uart{};

bool is_usual(std::uint16_t port)
{
    for (std::uint16_t const usual : ports)
        if (port == usual)
            return true;
    return false;
}

}  // namespace

bool init(std::uint16_t port)
{
    if (!is_usual(port) || !Uart{{port}}.is_there())
        return false;
    uart = {{port}};
    uart.reset();  // 115200 baud
    return true;
}

void stop() { uart = {}; }

void put(char c)
{
    if (uart.base != 0)
        uart.put(c);
}

int get() { return uart.base != 0 ? uart.get() : -1; }

}  // namespace pinyon::x86_64::console
