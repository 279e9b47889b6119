// SPDX-License-Identifier: BSD-2-Clause
// The one-shot timer of the local APIC, and a look at what it has to deliver.
#include "arch/x86_64/x86_64_local_apic.h"

#include "arch/x86_64/x86_64_clock.h"
#include "arch/x86_64/x86_64_per_cpu.h"

namespace pinyon::x86_64::local_apic {

constinit std::uint8_t ids[config::max_cpus]{};

namespace {

constexpr Word longest_count = ~std::uint32_t{0};
constexpr Word vectors_per_register = 32, register_distance = 0x10;

// Rounded up. The timer and the clock may differ a little: timer_expired() mends that.
Word ticks_of(Word us)
{
    Word const rate = calibration.apic_ticks_per_us;
    if (us > (longest_count << Calibration::ticks_shift) / rate)
        return longest_count;
    return ((us * rate) >> Calibration::ticks_shift) + 1;
}

}  // namespace

bool any_requested()
{
    std::uint32_t requests = 0;
    for (Word v = vector_timer / vectors_per_register; v < vector_count / vectors_per_register; ++v)
        requests |= reg(requested, v * register_distance);
    return requests != 0;
}

void set_timer(Clock when)
{
    here().timer_due = when;
    Clock const now = clock_now();
    Word const ticks = ticks_of(when > now ? when - now : 0);
    reg(timer_start) = std::uint32_t(ticks < longest_count ? ticks : longest_count);
}

void stop_timer()
{
    here().timer_due = clock_never;
    reg(timer_start) = 0;
}

bool timer_expired()
{
    Clock const due = here().timer_due;
    if (due == clock_never)
        return false;
    if (clock_now() >= due)
        return true;
    set_timer(due);
    return false;
}

}  // namespace pinyon::x86_64::local_apic
