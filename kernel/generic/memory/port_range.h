// SPDX-License-Identifier: BSD-2-Clause
// Ranges of I/O ports: naturally aligned, so that two of them are nested or apart.
#ifndef PINYON_PORT_RANGE_H
#define PINYON_PORT_RANGE_H

#include "generic/types.h"

namespace pinyon {

struct PortRange {
    static constexpr unsigned complete_size_log2 = 16;
    static constexpr unsigned port_count = 1u << complete_size_log2;

    std::uint16_t base = 0;
    std::uint8_t size_log2 = 0;

    constexpr auto operator<=>(PortRange const&) const = default;

    // The range of that size around a port.
    static constexpr PortRange around(unsigned port, unsigned size_log2)
    {
        return {std::uint16_t(port >> size_log2 << size_log2), std::uint8_t(size_log2)};
    }
    [[nodiscard]] constexpr unsigned size() const { return 1u << size_log2; }
    [[nodiscard]] constexpr unsigned end() const { return base + size(); }
    [[nodiscard]] constexpr bool contains(PortRange o) const
    {
        return base <= o.base && o.end() <= end();
    }
    [[nodiscard]] constexpr bool overlaps(PortRange o) const
    {
        return base < o.end() && o.base < end();
    }
};

// What two overlapping ranges have in common.
constexpr PortRange smaller_of(PortRange a, PortRange b)
{
    return a.size_log2 < b.size_log2 ? a : b;
}

static_assert(PortRange::around(0x3FD, 3) == PortRange{0x3F8, 3});
static_assert(PortRange::around(0xFFFF, 16).end() == PortRange::port_count);

}  // namespace pinyon

#endif  // PINYON_PORT_RANGE_H
