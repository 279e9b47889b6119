// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on the Versal board: its second UART.
#include "../../device_page.h"

#include <pinyon/alarm.h>

namespace {

using pinyon::obtain_page;
using pinyon::reg;
using pinyon::Word;

// PL011 (Arm DDI 0183); it interrupts when it has sent a character.
constexpr Word uart = 0xff01'0000;
constexpr Word uart_line = 32 + 19;
constexpr Word uart_data = uart + 0x00;
constexpr Word uart_control = uart + 0x30;
constexpr Word uart_interrupt_mask = uart + 0x38;
constexpr Word uart_interrupt_clear = uart + 0x44;
constexpr unsigned sent = 1 << 5;
constexpr unsigned enable_sending = 0x101;

}  // namespace

Word pinyon_start_alarm()
{
    return obtain_page(uart) ? uart_line : PINYON_NO_ALARM;
}

void pinyon_set_alarm()
{
    reg(uart_control) = enable_sending;
    reg(uart_interrupt_mask) = sent;
    reg(uart_data) = 0;
}

void pinyon_quiet_alarm()
{
    reg(uart_interrupt_mask) = 0;
    reg(uart_interrupt_clear) = sent;
}
