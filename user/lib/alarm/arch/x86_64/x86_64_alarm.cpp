// SPDX-License-Identifier: BSD-2-Clause
// The interrupting device of PC boards: a timer of the HPET, or the real-time clock where there is
// no HPET.
#include "../../device_page.h"

#include <pinyon/alarm.h>
#include <pinyon/amd64_ports.h>

namespace {

using pinyon::obtain_page;
using pinyon::Word;

// IA-PC HPET specification 1.0a, section 2.3; timer 2 is the one that nobody uses.
namespace hpet {

constexpr Word base = 0xFED0'0000;
constexpr Word general_config = base + 0x010;
constexpr Word interrupt_status = base + 0x020;
constexpr Word main_counter = base + 0x0F0;
constexpr Word timer_config = base + 0x140;
constexpr Word timer_comparator = base + 0x148;

constexpr Word counter_enabled = 1;
constexpr Word timer_level_triggered = 1 << 1;
constexpr Word timer_interrupts = 1 << 2;
constexpr Word timer_32_bit = 1 << 8;
constexpr unsigned timer_route_shift = 9;
constexpr unsigned route_capability_shift = 32;
constexpr Word timer_2_pending = 1 << 2;
constexpr Word alarm_ticks = 20'000;

Word volatile& word_at(Word address)
{
    return *reinterpret_cast<Word volatile*>(address);
}

// The line that the timer can have; without an HPET the registers read as 0 or as ones.
Word find()
{
    if (!obtain_page(base))
        return PINYON_NO_ALARM;
    Word const config = word_at(timer_config);
    Word const routes = config >> route_capability_shift;
    return routes == 0 || config == ~Word{0} ? PINYON_NO_ALARM
                                             : static_cast<Word>(__L4_Lsb(routes));
}

void set()
{
    Word const line = static_cast<Word>(__L4_Lsb(word_at(timer_config) >> route_capability_shift));
    word_at(timer_config) =
        line << timer_route_shift | timer_level_triggered | timer_interrupts | timer_32_bit;
    word_at(general_config) = word_at(general_config) | counter_enabled;
    word_at(timer_comparator) = (word_at(main_counter) + alarm_ticks) & 0xFFFF'FFFF;
}

// The route stays, because it says which line is to fall.
void quiet()
{
    word_at(timer_config) = word_at(timer_config) & ~timer_interrupts;
    word_at(interrupt_status) = timer_2_pending;
}

}  // namespace hpet

// MC146818: an index port and a data port. Its periodic interrupt stays up until register C is
// read, so that it comes once.
namespace rtc {

constexpr unsigned short index_port = 0x70, data_port = 0x71;
constexpr int ports_log2 = 1;
using Byte = unsigned char;
constexpr Byte rate_register = 0xA, control_register = 0xB, cause_register = 0xC,
               validity_register = 0xD;
constexpr Byte every_millisecond = 0x26;
constexpr Byte periodic = 0x40, day_of_24_hours = 0x02;
constexpr Byte valid = 0x80;
constexpr Word interrupt_line = 8;

Byte read(Byte number)
{
    pinyon_out8(index_port, number);
    return pinyon_in8(data_port);
}

void write(Byte number, Byte value)
{
    pinyon_out8(index_port, number);
    pinyon_out8(data_port, value);
}

Word find()
{
    L4_Fpage_t const ports = L4_IoFpageLog2(index_port, ports_log2);
    if (L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, ports)))
        return PINYON_NO_ALARM;
    return read(validity_register) == valid ? interrupt_line : PINYON_NO_ALARM;
}

void quiet()
{
    write(control_register, day_of_24_hours);
    read(cause_register);
}

void set()
{
    quiet();
    write(rate_register, every_millisecond);
    write(control_register, day_of_24_hours | periodic);
}

}  // namespace rtc

bool has_hpet = false;

}  // namespace

Word pinyon_start_alarm()
{
    Word const line = hpet::find();
    has_hpet = line != PINYON_NO_ALARM;
    return has_hpet ? line : rtc::find();
}

void pinyon_set_alarm()
{
    has_hpet ? hpet::set() : rtc::set();
}

void pinyon_quiet_alarm()
{
    has_hpet ? hpet::quiet() : rtc::quiet();
}
