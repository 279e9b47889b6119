// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console: a PL011 UART (Arm DDI 0183), polled.
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_mmio.h"
#include "generic/text.h"

namespace pinyon::arm64::console {

namespace {

enum Pl011 : Word {
    data = 0x00, flags = 0x18, line_control = 0x2c, control = 0x30, irq_mask = 0x38
};

constexpr std::uint32_t receive_empty = 1 << 4, transmit_full = 1 << 5;
constexpr std::uint32_t eight_bits_with_fifo = 0x70;
constexpr std::uint32_t enable_both_ways = 0x301;

constinit Mmio uart;

// What start-up says before it has found the UART.
struct EarlyText {
    char text[512] = "";
    unsigned length = 0;
    bool kept = true;

    void add(char c)
    {
        if (kept && length + 1 < sizeof text)
            text[length++] = c;
    }
};
constinit EarlyText early;

}  // namespace

void init(VirtAddr registers)
{
    uart = Mmio{registers};
    uart.write(irq_mask, 0);
    uart.write(line_control, eight_bits_with_fifo);
    uart.write(control, enable_both_ways);
    for (unsigned i = 0; i < early.length; ++i)
        put(early.text[i]);
    early = {.kept = false};
}

char const* unsaid() { return early.text; }

void put(char c)
{
    if (!uart.there()) {
        early.add(c);
        return;
    }
    while (uart.read(flags) & transmit_full) {
    }
    uart.write(data, static_cast<unsigned char>(c));
}

int get()
{
    if (!uart.there() || (uart.read(flags) & receive_empty))
        return -1;
    return int(uart.read(data) & 0xff);
}

bool select(char const* name)
{
    if (same_text(name, "none"))
        uart = Mmio{};
    else if (!same_text(name, "uart"))
        return false;
    return true;
}

}  // namespace pinyon::arm64::console
