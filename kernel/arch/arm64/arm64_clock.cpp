// SPDX-License-Identifier: BSD-2-Clause
// Converts between microseconds and counter ticks for the generic timer.
#include "arch/arm64/arm64_clock.h"

#include "arch/arm64/arm64_registers.h"

namespace pinyon::arm64::clock {

constinit ClockSource the_source{};

namespace {

constexpr Word us_per_second = 1'000'000;

struct State {
    Word hz = 0;
    IrqLine line{};
};
constinit State state;

// 2^64 * us_per_second / hz, which needs us_per_second < hz. Rounded up, as ticks() is, so that
// the clock has reached the time asked for when the timer fires.
constexpr Word scale_of(Word hz)
{
    Word quotient = 0, rest = us_per_second;
    for (unsigned bit = 0; bit < 64; ++bit) {
        rest <<= 1;
        quotient = quotient << 1 | (rest >= hz);
        rest -= rest >= hz ? hz : 0;
    }
    return quotient + (rest != 0);
}
static_assert(scale_of(2'000'000) == Word{1} << 63 && scale_of(62'500'000) == 0x418'9374'bc6a'7efa);

// Ticks in `us`, rounded up, at most `most`.
Word ticks(Word us, Word most)
{
    Word const seconds = us / us_per_second, rest = us % us_per_second;
    if (seconds >= most / state.hz)
        return most;
    return seconds * state.hz + (rest * state.hz + us_per_second - 1) / us_per_second;
}

}  // namespace

void init(Word hz, IrqLine timer)
{
    state = {hz, timer};
    the_source = {scale_of(hz), counter(), 1};
    stop_timer();
}

Word frequency() { return state.hz; }
IrqLine timer_line() { return state.line; }

void set_timer(Clock when)
{
    Word const base = the_source.base;
    cntv_cval_el0::write(base + ticks(when.raw(), ~Word{0} - base));
    cntv_ctl_el0::write(TimerControl::Enable::of(1));
    instruction_barrier();
}

}  // namespace pinyon::arm64::clock
