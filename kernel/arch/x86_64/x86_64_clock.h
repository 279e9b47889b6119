// SPDX-License-Identifier: BSD-2-Clause
// The clock: the time-stamp counter, calibrated at start-up.
#ifndef PINYON_X86_64_CLOCK_H
#define PINYON_X86_64_CLOCK_H

#include "arch/x86_64/x86_64_cpu.h"
#include "glue/port_types.h"

namespace pinyon::x86_64 {

struct Calibration {
    ClockSource clock;
    Word tsc_khz;
    Word apic_khz;            // of the local APIC's timer
    Word apic_ticks_per_us;   // in units of 2^-ticks_shift
    static constexpr unsigned ticks_shift = 20;
};
extern Calibration calibration;

inline Clock clock_now()
{
    return calibration.clock.at(read_tsc());
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_CLOCK_H
