// SPDX-License-Identifier: BSD-2-Clause
// The time counter of the platform as the kernel's clock, and the timer that compares with it.
#ifndef PINYON_RISCV64_TIMER_H
#define PINYON_RISCV64_TIMER_H

#include "arch/riscv64/riscv64_registers.h"
#include "glue/port_types.h"

namespace pinyon::riscv64 {

class Timer {
public:
    // The clock starts now. `hertz` must be at least 1 MHz. Start-up only.
    void initialise(Word hertz, bool has_sstc);

    [[nodiscard]] static Word counter() { return read<Time>(); }
    [[nodiscard]] ClockSource source() const { return {scale_, base_, 1}; }
    void set(Clock when) const { compare(ticks(when)); }
    void stop() const { compare(~Word{0}); }
    [[nodiscard]] bool own_register() const { return sstc_; }  // or the firmware's timer

private:
    // The first counter value at which the clock reads at least `when`.
    [[nodiscard]] Word ticks(Clock when) const;
    void compare(Word ticks) const;

    // Rounded up where they are not exact, so that the timer is never early.
    Word base_ = 0;
    Word scale_ = 0;     // microseconds a tick, times 2^64
    Word whole_ = 0;     // ticks a microsecond: integer part
    Word fraction_ = 0;  // and the rest, times 2^64
    Word margin_ = 0;    // ticks that make up for what is lost in rounding
    bool sstc_ = false;
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_TIMER_H
