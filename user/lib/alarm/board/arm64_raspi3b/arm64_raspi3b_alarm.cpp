// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on a Raspberry Pi 3: its system timer.
#include "../../device_page.h"

#include <pinyon/alarm.h>

namespace {

using pinyon::obtain_page;
using pinyon::reg;
using pinyon::Word;

// System timer (BCM2835 ARM peripherals, chapter 12) at the place of BCM2837, compare register 1.
constexpr Word timer = 0x3f00'3000;
constexpr Word timer_line = 64 + 1;
constexpr Word timer_status = timer + 0x00;
constexpr Word timer_now = timer + 0x04;
constexpr Word timer_compare = timer + 0x10;
constexpr unsigned matched = 1 << 1;
constexpr unsigned soon_us = 1000;

}  // namespace

Word pinyon_start_alarm()
{
    return obtain_page(timer) ? timer_line : PINYON_NO_ALARM;
}

// Only equality fires, so a moment that went by before it was written is set anew.
void pinyon_set_alarm()
{
    unsigned start;
    do {
        start = reg(timer_now);
        reg(timer_compare) = start + soon_us;
    } while (reg(timer_now) - start >= soon_us && !(reg(timer_status) & matched));
}

void pinyon_quiet_alarm()
{
    reg(timer_status) = matched;
}
