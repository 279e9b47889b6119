// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on the SiFive U board: its second UART, when it has room
// for a character.
#include "../../device_page.h"

#include <pinyon/alarm.h>

namespace {

using pinyon::obtain_page;
using pinyon::reg;
using pinyon::Word;

// FU540-C000 manual, chapter 13.
constexpr Word uart = 0x1001'1000;
constexpr Word uart_line = 5;
constexpr Word uart_transmit_control = uart + 0x08;
constexpr Word uart_interrupt_enable = uart + 0x10;
constexpr unsigned enable = 1, fewer_than_one = 1 << 16;
constexpr unsigned transmit_watermark = 1;

}  // namespace

Word pinyon_start_alarm()
{
    return obtain_page(uart) ? uart_line : PINYON_NO_ALARM;
}

void pinyon_set_alarm()
{
    reg(uart_transmit_control) = enable | fewer_than_one;
    reg(uart_interrupt_enable) = transmit_watermark;
}

void pinyon_quiet_alarm()
{
    reg(uart_interrupt_enable) = 0;
}
