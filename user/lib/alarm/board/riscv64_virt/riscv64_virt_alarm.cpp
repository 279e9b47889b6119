// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on QEMU's virt board: its real-time clock.
#include "../../device_page.h"

#include <pinyon/alarm.h>

namespace {

using pinyon::obtain_page;
using pinyon::reg;
using pinyon::Word;

// Goldfish real-time clock, in nanoseconds.
constexpr Word rtc = 0x10'1000;
constexpr Word rtc_line = 11;
constexpr Word rtc_time_low = rtc + 0x00;  // read first: latches the high half
constexpr Word rtc_time_high = rtc + 0x04;
constexpr Word rtc_alarm_low = rtc + 0x08;  // written last: starts the alarm
constexpr Word rtc_alarm_high = rtc + 0x0C;
constexpr Word rtc_interrupt_enable = rtc + 0x10;
constexpr Word rtc_interrupt_clear = rtc + 0x1C;
constexpr Word alarm_ns = 1'000'000;

}  // namespace

Word pinyon_start_alarm()
{
    return obtain_page(rtc) ? rtc_line : PINYON_NO_ALARM;
}

void pinyon_set_alarm()
{
    reg(rtc_interrupt_enable) = 1;
    Word const low = reg(rtc_time_low);
    Word const when = (Word{reg(rtc_time_high)} << 32 | low) + alarm_ns;
    reg(rtc_alarm_high) = static_cast<unsigned>(when >> 32);
    reg(rtc_alarm_low) = static_cast<unsigned>(when);
}

void pinyon_quiet_alarm()
{
    reg(rtc_interrupt_clear) = 1;
}
