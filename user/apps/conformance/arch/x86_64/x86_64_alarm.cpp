// SPDX-License-Identifier: BSD-2-Clause
// The interrupting device of PC boards: a timer of the HPET, or the real-time clock where there is
// no HPET.
#include "../../machine.h"
#include "../../test_memory.h"
#include "x86_64_test_ports.h"

#include <l4/sigma0.h>

namespace conformance::machine {
namespace {

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

// The line that the timer can have; without an HPET the registers read as 0 or as ones.
Word find()
{
    L4_Fpage_t const page = fpage(base);
    if (L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, page, page)))
        return no_alarm;
    Word const config = word_at(timer_config);
    Word const routes = config >> route_capability_shift;
    return routes == 0 || config == ~Word{0} ? no_alarm : static_cast<Word>(__L4_Lsb(routes));
}

void set()
{
    Word const line = static_cast<Word>(__L4_Lsb(word_at(timer_config) >> route_capability_shift));
    word_at(timer_config) =
        line << timer_route_shift | timer_level_triggered | timer_interrupts | timer_32_bit;
    word_at(general_config) = word_at(general_config) | counter_enabled;
    word_at(timer_comparator) = (word_at(main_counter) + alarm_ticks) & 0xFFFF'FFFF;
}

void quiet()
{
    word_at(timer_config) = 0;
    word_at(interrupt_status) = timer_2_pending;
}

}  // namespace hpet

// MC146818: an index port and a data port. Its periodic interrupt stays up until register C is
// read, so that it comes once.
namespace rtc {

constexpr Word index_port = 0x70, data_port = 0x71;
constexpr Word rate_register = 0xA, control_register = 0xB, cause_register = 0xC,
               validity_register = 0xD;
constexpr Word every_millisecond = 0x26;
constexpr Word periodic = 0x40, day_of_24_hours = 0x02;
constexpr Word valid = 0x80;
constexpr Word interrupt_line = 8;

Word read(Word number)
{
    out_byte(port_and_value(index_port, number));
    return in_byte(data_port);
}

void write(Word number, Word value)
{
    out_byte(port_and_value(index_port, number));
    out_byte(port_and_value(data_port, value));
}

Word find()
{
    if (!own_ports(port_range(index_port, 1)) || read(validity_register) != valid)
        return no_alarm;
    return interrupt_line;
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

Word start_alarm()
{
    Word const line = hpet::find();
    has_hpet = line != no_alarm;
    return has_hpet ? line : rtc::find();
}

void set_alarm()
{
    has_hpet ? hpet::set() : rtc::set();
}

void quiet_alarm()
{
    has_hpet ? hpet::quiet() : rtc::quiet();
}

}  // namespace conformance::machine
