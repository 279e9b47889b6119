// SPDX-License-Identifier: BSD-2-Clause
// Times and timeouts of X.2 (reference 1.3): 16 bits, a period or a point in time.
#ifndef PINYON_IPC_TIME_H
#define PINYON_IPC_TIME_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

class IpcTime {
public:
    constexpr IpcTime() = default;
    constexpr explicit IpcTime(Word raw) : raw_{std::uint16_t(raw)} {}
    [[nodiscard]] constexpr std::uint16_t raw() const { return raw_; }
    [[nodiscard]] constexpr bool is_point() const { return raw_ & 0x8000; }
    [[nodiscard]] constexpr bool is_never() const { return raw_ == PINYON_TIME_NEVER; }
    // A period of no length: m = 0 with any exponent but 0.
    [[nodiscard]] constexpr bool is_zero() const
    {
        return !is_point() && !is_never() && (raw_ & 0x3FF) == 0;
    }

    // The moment meant, for a clock that shows `now`: never, or now and a period, or the point,
    // which may have passed.
    [[nodiscard]] constexpr Clock deadline(Clock now) const
    {
        Word const m = raw_ & 0x3FF;
        if (is_never())
            return clock_never;
        if (!is_point())
            return now + (m << (raw_ >> 10 & 0x1F));
        unsigned const e = raw_ >> 11 & 0xF;
        Word const c = raw_ >> 10 & 1;
        Word const window = now.raw() >> (e + 10);
        Word const moment = (m + (window << 10)) << e;
        return (window & 1) == c ? Clock{moment} : Clock{moment + (Word{1024} << e)};
    }

    // Length of a period in microseconds; never gives the largest number.
    [[nodiscard]] constexpr Word microseconds() const { return deadline(Clock{0}).raw(); }

    // The period nearest below `us`; what is too long becomes never.
    static constexpr IpcTime period(Word us)
    {
        if (us == 0)
            return IpcTime{PINYON_TIME_ZERO};
        for (unsigned e = 0; e < 32; ++e)
            if (us >> e < 1024)
                return IpcTime{Word{e} << 10 | us >> e};
        return IpcTime{PINYON_TIME_NEVER};
    }

private:
    std::uint16_t raw_ = PINYON_TIME_NEVER;
};

inline constexpr IpcTime time_never{PINYON_TIME_NEVER};
inline constexpr IpcTime time_zero{PINYON_TIME_ZERO};

// The Timeouts parameter of Ipc: send [31:16], receive [15:0].
struct Timeouts {
    IpcTime send, receive;
    constexpr explicit Timeouts(Word raw) : send{raw >> 16}, receive{raw} {}
    constexpr Timeouts(IpcTime s, IpcTime r) : send{s}, receive{r} {}
};

static_assert(IpcTime{0x03E8}.microseconds() == 1000);
static_assert(IpcTime{0x1271}.microseconds() == 10'000);
static_assert(IpcTime{0x2BD0}.microseconds() == 999'424);
static_assert(IpcTime::period(1'000'000).raw() == 0x2BD0);
static_assert(time_zero.is_zero() && !time_never.is_zero());

}  // namespace pinyon

#endif  // PINYON_IPC_TIME_H
