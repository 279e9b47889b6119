// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on QEMU's virt board: its real-time clock.
#include "../../device_page.h"

#include <pinyon/alarm.h>

namespace {

using pinyon::obtain_page;
using pinyon::reg;
using pinyon::Word;

// PL031 real-time clock (Arm DDI 0224C, chapter 3) at the place of QEMU's virt board.
constexpr Word rtc = 0x0901'0000;
constexpr Word rtc_line = 34;
constexpr Word rtc_data = rtc + 0x00;
constexpr Word rtc_match = rtc + 0x04;
constexpr Word rtc_interrupt_mask = rtc + 0x10;
constexpr Word rtc_interrupt_clear = rtc + 0x1C;

}  // namespace

Word pinyon_start_alarm()
{
    return obtain_page(rtc) ? rtc_line : PINYON_NO_ALARM;
}

// The clock counts seconds: a match with the present one fires at once, unless that just ended.
void pinyon_set_alarm()
{
    reg(rtc_interrupt_mask) = 1;
    unsigned now;
    do {
        now = reg(rtc_data);
        reg(rtc_match) = now;
    } while (reg(rtc_data) != now);
}

void pinyon_quiet_alarm()
{
    reg(rtc_interrupt_mask) = 0;
    reg(rtc_interrupt_clear) = 1;
}
