// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on the Versal board: its second UART.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

// PL011 (Arm DDI 0183); it interrupts when it has sent a character.
constexpr Word uart = 0xff01'0000;
constexpr Word uart_line = 32 + 19;
constexpr Word uart_data = uart + 0x00;
constexpr Word uart_control = uart + 0x30;
constexpr Word uart_interrupt_mask = uart + 0x38;
constexpr Word uart_interrupt_clear = uart + 0x44;
constexpr unsigned sent = 1 << 5;
constexpr unsigned enable_sending = 0x101;

unsigned volatile& reg(Word address)
{
    return *reinterpret_cast<unsigned volatile*>(address);
}

}  // namespace

Word start_alarm()
{
    L4_Fpage_t const page = fpage(uart);
    return L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)) ? no_alarm
                                                                                : uart_line;
}

void set_alarm()
{
    reg(uart_control) = enable_sending;
    reg(uart_interrupt_mask) = sent;
    reg(uart_data) = 0;
}

void quiet_alarm()
{
    reg(uart_interrupt_mask) = 0;
    reg(uart_interrupt_clear) = sent;
}

}  // namespace conformance::machine
