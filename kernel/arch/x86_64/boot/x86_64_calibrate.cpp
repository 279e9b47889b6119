// SPDX-License-Identifier: BSD-2-Clause
// Measures the time-stamp counter and the local APIC's timer, and judges whether the former is a
// clock that can be trusted.
#include "arch/x86_64/boot/x86_64_reference_timer.h"
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_clock.h"
#include "arch/x86_64/x86_64_local_apic.h"
#include "generic/boot/start_up.h"
#include "generic/print.h"

namespace pinyon::x86_64 {

namespace {

constexpr unsigned measurements_per_second = 40;
constexpr Word us_per_second = 1'000'000;
constinit char const* measured_by = "";

// The three counters at one moment.
struct Sample {
    Word tsc = 0;
    std::uint32_t ticks = 0, apic = 0;
};

// Of several readings the one that took least time: the counters are closest to each other there.
Sample sample(ReferenceTimer const& timer)
{
    constexpr unsigned readings = 32;
    Sample best;
    Word shortest = ~Word{0};
    for (unsigned i = 0; i < readings && best.ticks != ReferenceTimer::lost; ++i) {
        Word const before = read_tsc();
        std::uint32_t const ticks = timer.ticks();
        std::uint32_t const apic = local_apic::reg(local_apic::timer_now);
        Word const took = read_tsc() - before;
        if (took < shortest || ticks == ReferenceTimer::lost) {
            shortest = took;
            best = {.tsc = before + took / 2, .ticks = ticks, .apic = apic};
        }
    }
    return best;
}

void wait_for(ReferenceTimer const& timer, Word ticks)
{
    constexpr Word longest = Word{20'000'000};  // readings; a timer that stands still ends here
    for (Word i = 0; i < longest; ++i)
        if (timer.ticks() >= ticks)
            return;
    refuse_boot("the timer that measures the others stands still (%s)", measured_by);
}

// False if the reference was lost.
bool measure(ReferenceTimer& timer, Sample& first, Sample& last)
{
    local_apic::reg(local_apic::timer_start) = ~std::uint32_t{0};
    timer.start();
    first = sample(timer);
    if (first.ticks == ReferenceTimer::lost)
        return false;
    wait_for(timer, first.ticks + timer.hz() / measurements_per_second);
    last = sample(timer);
    return last.ticks != ReferenceTimer::lost;
}

// high * 2^64 / divisor; the quotient must fit, that is high < divisor.
Word divide_shifted(Word high, Word divisor)
{
    Word quotient, remainder;
    asm("divq %4" : "=a"(quotient), "=d"(remainder) : "a"(Word{0}), "d"(high), "r"(divisor) : "cc");
    return quotient;
}

// Why the counter's speed is constant; null if nobody says so.
char const* tsc_guarantee()
{
    if (cpuid(0x8000'0007).d & bit(8))
        return "the processor keeps it constant";
    if (cpuid(1).c & bit(31))
        return "the hypervisor keeps it constant";
    return nullptr;
}

}  // namespace

void calibrate(AcpiMachine const& machine)
{
    constexpr unsigned attempts = 10;
    ReferenceTimer timer{machine.pm_timer_port};
    measured_by = timer.is_8254() ? "8254 timer" : "power-management timer";
    local_apic::reg(local_apic::timer_entry) = local_apic::masked;
    Sample first, last;
    unsigned failures = 0;
    while (!measure(timer, first, last))
        if (++failures == attempts)
            refuse_boot("no timer of known frequency: expected an ACPI power-management timer or "
                        "an 8254");
    local_apic::reg(local_apic::timer_start) = 0;
    local_apic::reg(local_apic::timer_entry) = vector_timer;

    Word const ticks = last.ticks - first.ticks;
    Word const tsc = last.tsc - first.tsc;
    Word const tsc_hz = tsc * timer.hz() / ticks;
    Word const apic_hz = Word{first.apic - last.apic} * timer.hz() / ticks;
    if (tsc_hz <= us_per_second || apic_hz == 0)
        refuse_boot("the time-stamp counter or the APIC timer stands still");
    calibration = {
        .clock = {.scale = divide_shifted(ticks * us_per_second, tsc * timer.hz()),
                  .base = last.tsc,
                  .read_precision = 1},
        .tsc_khz = tsc_hz / 1000,
        .apic_khz = apic_hz / 1000,
        .apic_ticks_per_us = (apic_hz << Calibration::ticks_shift) / us_per_second,
    };
}

void print_clock()
{
    char const* const guarantee = tsc_guarantee();
    print("clock: time-stamp counter at %lu.%03lu MHz by the %s, %s%s\n",
          calibration.tsc_khz / 1000, calibration.tsc_khz % 1000, measured_by,
          guarantee ? "trusted: " : "not trusted: nobody says that it is constant",
          guarantee ? guarantee : "");
}

}  // namespace pinyon::x86_64
