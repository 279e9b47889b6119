// SPDX-License-Identifier: BSD-2-Clause
// The device that interrupts when told to on QEMU's virt board: its real-time clock.
#include "../../machine.h"
#include "../../test_memory.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

// PL031 real-time clock (Arm DDI 0224C, chapter 3) at the place of QEMU's virt board.
constexpr Word rtc = 0x0901'0000;
constexpr Word rtc_line = 34;
constexpr Word rtc_data = rtc + 0x00;
constexpr Word rtc_match = rtc + 0x04;
constexpr Word rtc_interrupt_mask = rtc + 0x10;
constexpr Word rtc_interrupt_clear = rtc + 0x1C;

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

// The clock counts seconds: a match with the present one fires at once, unless that just ended.
void set_alarm()
{
    reg(rtc_interrupt_mask) = 1;
    unsigned now;
    do {
        now = reg(rtc_data);
        reg(rtc_match) = now;
    } while (reg(rtc_data) != now);
}

void quiet_alarm()
{
    reg(rtc_interrupt_mask) = 0;
    reg(rtc_interrupt_clear) = 1;
}

}  // namespace conformance::machine
