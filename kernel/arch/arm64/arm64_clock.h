// SPDX-License-Identifier: BSD-2-Clause
// The generic timer (Arm ARM D12): the virtual counter as clock, the virtual timer as one-shot.
#ifndef PINYON_ARM64_CLOCK_H
#define PINYON_ARM64_CLOCK_H

#include "arch/arm64/arm64_cpu.h"
#include "glue/port_types.h"

namespace pinyon::arm64::clock {

// The slowest counter for which the scale of ClockSource is a fraction of one word.
inline constexpr Word slowest = 1'000'001;

// Start-up: `hz` of the counter, at least `slowest`; `timer` is the interrupt of the virtual timer.
void init(Word hz, IrqLine timer);

extern ClockSource the_source;  // set by init()
[[nodiscard]] inline ClockSource source() { return the_source; }
[[nodiscard]] Word frequency();
[[nodiscard]] IrqLine timer_line();
void set_timer(Clock when);

inline void stop_timer()
{
    cntv_ctl_el0::write(0);
    instruction_barrier();
}

// The barrier keeps the read from happening earlier than the program says.
inline Word counter()
{
    instruction_barrier();
    return cntvct_el0::read();
}

}  // namespace pinyon::arm64::clock

#endif  // PINYON_ARM64_CLOCK_H
