// SPDX-License-Identifier: BSD-2-Clause
// Measures the time-stamp counter and the local APIC's timer against the power-management timer,
// whose frequency is fixed (ACPI specification 6.4, 4.8.3.3).
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_clock.h"
#include "arch/x86_64/x86_64_local_apic.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

constexpr Word pm_hz = 3'579'545;
constexpr std::uint32_t pm_mask = 0xff'ffff;  // every PM timer has at least 24 bits
constexpr std::uint32_t pm_ticks = pm_hz / 25;
constexpr Word us_per_second = 1'000'000;

// The three counters at one moment.
struct Sample {
    Word tsc;
    std::uint32_t pm, apic;
};

// Of several readings the one that took least time: the counters are closest to each other there.
Sample sample(std::uint16_t pm_port)
{
    constexpr unsigned readings = 32;
    Sample best{};
    Word shortest = ~Word{0};
    for (unsigned i = 0; i < readings; ++i) {
        Word const before = read_tsc();
        std::uint32_t const pm = in32(pm_port) & pm_mask;
        std::uint32_t const apic = local_apic::reg(local_apic::timer_now);
        Word const took = read_tsc() - before;
        if (took < shortest) {
            shortest = took;
            best = {.tsc = before + took / 2, .pm = pm, .apic = apic};
        }
    }
    return best;
}

// high * 2^64 / divisor; the quotient must fit, that is high < divisor.
Word divide_shifted(Word high, Word divisor)
{
    Word quotient, remainder;
    asm("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(Word{0}), "d"(high), "r"(divisor) : "cc");
    return quotient;
}

void wait_for(std::uint16_t pm_port, std::uint32_t start)
{
    constexpr Word longest = Word{100'000'000};  // readings; a timer that stands still ends here
    for (Word i = 0; i < longest; ++i)
        if (((in32(pm_port) - start) & pm_mask) >= pm_ticks)
            return;
    refuse_boot("the power-management timer stands still");
}

}  // namespace

void calibrate(Machine const& machine)
{
    std::uint16_t const port = machine.pm_timer_port;
    local_apic::reg(local_apic::timer_entry) = local_apic::masked;
    local_apic::reg(local_apic::timer_start) = ~std::uint32_t{0};
    Sample const first = sample(port);
    wait_for(port, first.pm);
    Sample const last = sample(port);
    local_apic::reg(local_apic::timer_start) = 0;
    local_apic::reg(local_apic::timer_entry) = vector_timer;

    Word const pm = (last.pm - first.pm) & pm_mask;
    Word const tsc = last.tsc - first.tsc;
    Word const tsc_hz = tsc * pm_hz / pm;
    Word const apic_hz = Word{first.apic - last.apic} * pm_hz / pm;
    if (tsc_hz <= us_per_second || apic_hz == 0)
        refuse_boot("the time-stamp counter or the APIC timer stands still");
    calibration = {
        .clock = {.scale = divide_shifted(pm * us_per_second, tsc * pm_hz),
                  .base = last.tsc,
                  .read_precision = 1},
        .tsc_khz = tsc_hz / 1000,
        .apic_khz = apic_hz / 1000,
        .apic_ticks_per_us = (apic_hz << Calibration::ticks_shift) / us_per_second,
    };
}

}  // namespace pinyon::x86_64
