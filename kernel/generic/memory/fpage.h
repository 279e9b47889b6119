// SPDX-License-Identifier: BSD-2-Clause
// Flexpages (reference 1.4): naturally aligned regions of an address space with rights.
#ifndef PINYON_FPAGE_H
#define PINYON_FPAGE_H

#include "generic/memory/port_range.h"
#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon {

class Fpage {
public:
    static constexpr unsigned complete_size_log2 = 64;

    constexpr Fpage() = default;
    constexpr explicit Fpage(Word raw) : raw_{raw} {}
    static constexpr Fpage make(Word base, unsigned size_log2, Rights rights = rights_none)
    {
        return Fpage{(base & ~Word{0x3FF}) | Word{size_log2} << 4 | rights.raw()};
    }

    [[nodiscard]] constexpr Word raw() const { return raw_; }
    [[nodiscard]] constexpr bool is_nil() const { return size_field() == 0 && raw_ >> 4 == 0; }
    [[nodiscard]] constexpr bool is_complete() const { return size_field() == 1; }
    [[nodiscard]] constexpr bool is_memory() const { return is_complete() || size_field() >= 10; }
    // log2 of the size in bytes; 64 = complete address space. Only of memory fpages.
    [[nodiscard]] constexpr unsigned size_log2() const
    {
        return is_complete() ? complete_size_log2 : size_field();
    }
    [[nodiscard]] constexpr bool is_small_page() const { return size_field() == page_bits; }
    // First byte; low bits are masked, since constructors may leave junk there.
    [[nodiscard]] constexpr Word base() const
    {
        unsigned const s = size_log2();
        return s >= 64 ? 0 : (raw_ >> 10 << 10) >> s << s;
    }
    // Last byte.
    [[nodiscard]] constexpr Word last() const
    {
        unsigned const s = size_log2();
        return s >= 64 ? ~Word{0} : base() + ((Word{1} << s) - 1);
    }
    [[nodiscard]] constexpr Rights rights() const { return Rights{raw_ & 7}; }
    [[nodiscard]] constexpr Fpage with_rights(Rights r) const
    {
        return Fpage{(raw_ & ~Word{7}) | r.raw()};
    }
    // I/O fpages name ports. Their rights say nothing: a port is held or not.
    static constexpr Fpage make_ports(PortRange r)
    {
        return Fpage{Word{r.base} << 16 | Word{r.size_log2} << 10 | port_size_field << 4};
    }
    [[nodiscard]] constexpr bool is_ports() const { return size_field() == port_size_field; }
    [[nodiscard]] constexpr PortRange ports() const
    {
        unsigned const s = unsigned(raw_ >> 10 & 0x3F);
        constexpr unsigned all = PortRange::complete_size_log2;
        return PortRange::around(unsigned(raw_ >> 16 & 0xFFFF), s < all ? s : all);
    }
    // Of memory fpages: both are aligned, so the smaller one lies in the larger one or beside it.
    [[nodiscard]] constexpr bool overlaps(Fpage o) const
    {
        unsigned const s = size_log2() > o.size_log2() ? size_log2() : o.size_log2();
        return s >= 64 || (raw_ ^ o.raw_) >> s == 0;
    }
    // The same with an aligned block, for a memory fpage that is not the complete space.
    [[nodiscard]] constexpr bool meets(Word block, unsigned block_log2) const
    {
        unsigned const s = size_field() > block_log2 ? size_field() : block_log2;
        return (raw_ ^ block) >> s == 0;
    }
    [[nodiscard]] constexpr bool contains(Word address) const
    {
        return base() <= address && address <= last();
    }

private:
    static constexpr unsigned port_size_field = 2;
    [[nodiscard]] constexpr unsigned size_field() const { return unsigned(raw_ >> 4 & 0x3F); }
    Word raw_{};
};

static_assert(sizeof(Fpage) == sizeof(Word));
static_assert(Fpage{0x10}.is_complete() && Fpage{0x17}.rights() == rights_all);
static_assert(Fpage::make(0x40'3000, 12, rights_rw).raw() == (0x40'3000 | 12 << 4 | 6));
static_assert(Fpage::make(0x40'3400, 14).base() == 0x40'0000);
static_assert(Fpage::make_ports({0x3F8, 3}).raw() == (0x3F8 << 16 | 3 << 10 | 2 << 4));
static_assert(Fpage::make_ports({0x3F8, 3}).ports() == PortRange{0x3F8, 3});

}  // namespace pinyon

#endif  // PINYON_FPAGE_H
