// SPDX-License-Identifier: BSD-2-Clause
// Conversion between counter ticks and microseconds, and programming of the timer.
#include "arch/riscv64/riscv64_timer.h"

#include "arch/riscv64/riscv64_sbi.h"

namespace pinyon::riscv64 {

namespace {

constexpr Word microseconds_per_second = 1'000'000;

// numerator / denominator * 2^64, rounded up; numerator < denominator < 2^63.
constexpr Word fraction(Word numerator, Word denominator)
{
    Word quotient = 0;
    for (int bit = 63; bit >= 0; --bit) {
        numerator *= 2;
        if (numerator >= denominator) {
            numerator -= denominator;
            quotient |= Word{1} << bit;
        }
    }
    return quotient + (numerator != 0);
}
static_assert(fraction(1, 4) == Word{1} << 62);
static_assert(fraction(1, 10) == 0x1999'9999'9999'999a);

constexpr Word multiply_high(Word a, Word b)
{
    using Wide = unsigned __int128;
    return Word((Wide{a} * b) >> 64);
}

}  // namespace

void Timer::initialise(Word hertz, bool has_sstc)
{
    base_ = counter();
    bool const tick_is_microsecond = hertz == microseconds_per_second;
    scale_ = tick_is_microsecond ? ~Word{0} : fraction(microseconds_per_second, hertz);
    whole_ = hertz / microseconds_per_second;
    fraction_ = fraction(hertz % microseconds_per_second, microseconds_per_second);
    margin_ = tick_is_microsecond || fraction_ != 0;
    sstc_ = has_sstc;
}

Word Timer::ticks(Clock when) const
{
    Word const part = multiply_high(when.raw(), fraction_) + margin_;
    Word ticks;
    bool const beyond = __builtin_mul_overflow(when.raw(), whole_, &ticks)
                     || __builtin_add_overflow(ticks, part, &ticks)
                     || __builtin_add_overflow(ticks, base_, &ticks);
    return beyond ? ~Word{0} : ticks;
}

void Timer::compare(Word ticks) const
{
    if (sstc_)
        write<Stimecmp>(ticks);
    else
        sbi::set_timer(ticks);
}

}  // namespace pinyon::riscv64
