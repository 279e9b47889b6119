// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on a Raspberry Pi 3: its system timer.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

// System timer (BCM2835 ARM peripherals, chapter 12) at the place of BCM2837, compare register 1.
constexpr Word timer = 0x3f00'3000;
constexpr Word timer_line = 64 + 1;
constexpr Word timer_status = timer + 0x00;
constexpr Word timer_now = timer + 0x04;
constexpr Word timer_compare = timer + 0x10;
constexpr unsigned matched = 1 << 1;
constexpr unsigned soon_us = 1000;

unsigned volatile& reg(Word address)
{
    return *reinterpret_cast<unsigned volatile*>(address);
}

}  // namespace

Word start_alarm()
{
    L4_Fpage_t const page = fpage(timer);
    return L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)) ? no_alarm
                                                                                : timer_line;
}

// Only equality fires, so a moment that went by before it was written is set anew.
void set_alarm()
{
    unsigned start;
    do {
        start = reg(timer_now);
        reg(timer_compare) = start + soon_us;
    } while (reg(timer_now) - start >= soon_us && !(reg(timer_status) & matched));
}

void quiet_alarm()
{
    reg(timer_status) = matched;
}

}  // namespace conformance::machine
