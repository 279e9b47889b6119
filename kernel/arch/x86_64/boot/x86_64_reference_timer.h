// SPDX-License-Identifier: BSD-2-Clause
// A timer of known frequency: the ACPI power-management timer (ACPI specification 6.4, 4.8.3.3),
// or channel 0 of the 8254 (Intel 8254 data sheet) where there is none.
#ifndef PINYON_X86_64_REFERENCE_TIMER_H
#define PINYON_X86_64_REFERENCE_TIMER_H

#include "arch/x86_64/x86_64_cpu.h"

namespace pinyon::x86_64 {

class ReferenceTimer {
public:
    // A measurement failed: the 8254 is absent, or was not looked at before its count ran out.
    static constexpr std::uint32_t lost = ~std::uint32_t{0};

    // 0: there is no power-management timer. One that stands still is not used either: ACPI may
    // name a port where no firmware has put the timer.
    explicit ReferenceTimer(std::uint16_t pm_port) : pm_port_{ticks_at(pm_port) ? pm_port : no_port}
    {
    }

    [[nodiscard]] bool is_8254() const { return pm_port_ == no_port; }
    [[nodiscard]] Word hz() const { return is_8254() ? 1'193'182 : 3'579'545; }

    void start()
    {
        if (!is_8254()) {
            pm_start_ = in32(pm_port_);
            return;
        }
        out8(command, mode);
        out8(channel, longest_count & 0xff);
        out8(channel, longest_count >> 8);
    }

    // Since start(); or `lost`.
    [[nodiscard]] std::uint32_t ticks() const
    {
        constexpr std::uint32_t pm_mask = 0xff'ffff;  // every PM timer has at least 24 bits
        if (!is_8254())
            return (in32(pm_port_) - pm_start_) & pm_mask;
        out8(command, latch_status_and_count);
        std::uint8_t const status = in8(channel);
        std::uint32_t const low = in8(channel), high = in8(channel);
        if ((status & ~not_loaded) != mode)
            return lost;
        return status & not_loaded ? 0 : longest_count - (high << 8 | low);
    }

private:
    static bool ticks_at(std::uint16_t pm_port)
    {
        constexpr unsigned readings = 1000;  // a tick takes 280 nanoseconds
        if (pm_port == no_port)
            return false;
        std::uint32_t const first = in32(pm_port);
        for (unsigned i = 0; i < readings; ++i)
            if (in32(pm_port) != first)
                return true;
        return false;
    }

    static constexpr std::uint16_t no_port = 0;
    static constexpr std::uint16_t channel = 0x40, command = 0x43;
    static constexpr std::uint8_t mode = 0x30;  // count down once, both bytes
    static constexpr std::uint8_t latch_status_and_count = 0xc2;
    static constexpr std::uint8_t not_loaded = 0x40;  // in the status, as is 0x80: count ran out
    static constexpr std::uint32_t longest_count = 0xffff;

    std::uint16_t pm_port_;
    std::uint32_t pm_start_ = 0;
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_REFERENCE_TIMER_H
