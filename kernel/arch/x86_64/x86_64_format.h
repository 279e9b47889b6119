// SPDX-License-Identifier: BSD-2-Clause
// Page-table entries of long mode with four levels (AMD64 APM volume 2, 5.3). Plain C++ that
// compiles on any host.
#ifndef PINYON_X86_64_FORMAT_H
#define PINYON_X86_64_FORMAT_H

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon::x86_64 {

// The memory types that the two cache bits of an entry choose, with its PAT bit 4 more; in fours
// they are as after reset, but for write-combining, which had been weakly uncacheable.
struct Pat {
    static constexpr Word uncacheable = 0, combining = 1, through = 4, protect = 5, back = 6;
    static constexpr Word low = back | through << 8 | combining << 16 | uncacheable << 24;
    static constexpr Word high = back | protect << 8 | combining << 16 | uncacheable << 24;
    static constexpr Word value = low | high << 32;
};

// The hardware keeps both status flags.
struct Format {
    using Entry = Word;
    static constexpr unsigned levels = 4;
    static constexpr unsigned index_bits = 9;
    static constexpr unsigned user_entries = 256;  // the upper half is the kernel's

    static constexpr Word present_bit = 1 << 0, writable = 1 << 1, user = 1 << 2;
    static constexpr Word cache_bits = 1 << 3 | 1 << 4;
    static constexpr Word through = 1 << 3, combining = 1 << 4, uncached = cache_bits;
    static constexpr Word accessed_flag = 1 << 5, dirty_flag = 1 << 6;
    static constexpr Word page = 1 << 7;               // a leaf above level 0
    static constexpr Word global = 1 << 8;
    static constexpr Word sw_special = 1 << 9;
    static constexpr Word sw_large = 1 << 10;          // a leaf above level 0, at every level
    static constexpr Word small_pat = 1 << 7, large_pat = 1 << 12;
    static constexpr Word no_execute = Word{1} << 63;
    static constexpr Word address_mask = 0x000f'ffff'ffff'f000;

    static constexpr bool present(Entry e) { return e & present_bit; }
    static constexpr bool is_table(Entry e, unsigned level)
    {
        return level > 0 && (e & (present_bit | page)) == present_bit;
    }
    static constexpr PhysAddr target(Entry e)
    {
        return PhysAddr{e & address_mask & ~(e & sw_large ? large_pat : 0)};
    }
    static constexpr PhysAddr next(Entry e) { return PhysAddr{e & address_mask}; }
    static constexpr Entry table(PhysAddr p) { return p.raw() | user | writable | present_bit; }

    static constexpr Entry leaf(PhysAddr p, unsigned level, Rights r, MemoryKind k)
    {
        Entry const large = level > 0 ? page | sw_large : 0;
        return with_rights(with_kind(p.raw() | large | user | present_bit, k), r);
    }
    // A present page is always readable: the format cannot revoke that alone.
    static constexpr Rights rights(Entry e)
    {
        Rights const w = e & writable ? rights_w : rights_none;
        Rights const x = e & no_execute ? rights_none : rights_x;
        return rights_r | w | x;
    }
    static constexpr Entry with_rights(Entry e, Rights r)
    {
        e &= ~(writable | no_execute);
        return e | (r.writable() ? writable : 0) | (r.executable() ? 0 : no_execute);
    }
    static constexpr MemoryKind kind(Entry e)
    {
        switch (e & cache_bits) {
        case uncached:
            return MemoryKind::device;
        case combining:
            return MemoryKind::combining;
        case through:
            return e & pat(e) ? MemoryKind::protect : MemoryKind::through;
        default:
            return MemoryKind::normal;
        }
    }
    static constexpr Entry with_kind(Entry e, MemoryKind k)
    {
        e &= ~(cache_bits | pat(e));
        switch (k) {
        case MemoryKind::device:
            return e | uncached;
        case MemoryKind::combining:
            return e | combining;
        case MemoryKind::through:
            return e | through;
        case MemoryKind::protect:
            return e | through | pat(e);
        default:
            return e;
        }
    }
    static constexpr bool offers(MemoryKind k)
    {
        return Word(k) >= 1 && Word(k) <= 7 && Word(k) != 4 && k != MemoryKind::strict;
    }
    static constexpr bool special(Entry e) { return e & sw_special; }
    static constexpr Entry as_special(Entry e) { return e | sw_special; }

    static constexpr bool accessed(Entry e) { return e & accessed_flag; }
    static constexpr bool dirty(Entry e) { return e & dirty_flag; }
    static constexpr Entry with_accessed(Entry e) { return e | accessed_flag; }
    static constexpr Entry with_dirty(Entry e) { return e | accessed_flag | dirty_flag; }
    static constexpr Entry without_status(Entry e) { return e & ~(accessed_flag | dirty_flag); }

private:
    static constexpr Entry pat(Entry e) { return e & sw_large ? large_pat : small_pat; }
};

static_assert(Format::leaf(PhysAddr{0x1000}, 0, rights_rx, MemoryKind::normal) == 0x1005);
static_assert(Format::leaf(PhysAddr{0x20'0000}, 1, rights_rw, MemoryKind::device)
              == 0x8000'0000'0020'049f);
static_assert(Format::leaf(PhysAddr{0x20'0000}, 1, rights_rw, MemoryKind::protect)
              == 0x8000'0000'0020'148f);
static_assert(Pat::value == 0x0001'0506'0001'0406);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_FORMAT_H
