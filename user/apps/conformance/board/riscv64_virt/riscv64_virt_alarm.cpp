// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on QEMU's virt board: its real-time clock.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

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

unsigned volatile& reg(Word address)
{
    return *reinterpret_cast<unsigned volatile*>(address);
}

}  // namespace

Word start_alarm()
{
    L4_Fpage_t const page = fpage(rtc);
    return L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)) ? no_alarm
                                                                                : rtc_line;
}

void set_alarm()
{
    reg(rtc_interrupt_enable) = 1;
    Word const low = reg(rtc_time_low);
    Word const when = (Word{reg(rtc_time_high)} << 32 | low) + alarm_ns;
    reg(rtc_alarm_high) = static_cast<unsigned>(when >> 32);
    reg(rtc_alarm_low) = static_cast<unsigned>(when);
}

void quiet_alarm()
{
    reg(rtc_interrupt_clear) = 1;
}

}  // namespace conformance::machine
