// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on the SiFive U board: its second UART, when it has room
// for a character.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

// FU540-C000 manual, chapter 13.
constexpr Word uart = 0x1001'1000;
constexpr Word uart_line = 5;
constexpr Word uart_transmit_control = uart + 0x08;
constexpr Word uart_interrupt_enable = uart + 0x10;
constexpr unsigned enable = 1, fewer_than_one = 1 << 16;
constexpr unsigned transmit_watermark = 1;

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
    reg(uart_transmit_control) = enable | fewer_than_one;
    reg(uart_interrupt_enable) = transmit_watermark;
}

void quiet_alarm()
{
    reg(uart_interrupt_enable) = 0;
}

}  // namespace conformance::machine
