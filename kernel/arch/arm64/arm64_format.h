// SPDX-License-Identifier: BSD-2-Clause
// Page-table entries of VMSAv8-64, 4 KB granule, 48-bit addresses (Arm ARM D8.3). Plain C++ that
// compiles on any host.
#ifndef PINYON_ARM64_FORMAT_H
#define PINYON_ARM64_FORMAT_H

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon::arm64 {

// Index of a memory type in MAIR_EL1.
enum class MemoryType : std::uint8_t { normal, device_nGnRE, not_cached, device_nGnRnE, through };
inline constexpr Word mair_value = 0xff | 0x04 << 8 | 0x44 << 16 | 0x00 << 24 | Word{0xbb} << 32;

// Hardware keeps no status flags here: without the accessed flag every access traps, and a page
// that is writable but not dirty is read-only in hardware until its first store has trapped.
struct Format {
    using Entry = Word;
    static constexpr unsigned levels = 4;
    static constexpr unsigned index_bits = 9;
    static constexpr unsigned user_entries = 512;  // the kernel has a tree of its own

    static constexpr Word valid = 1, table_or_page = 2;
    static constexpr unsigned type_shift = 2;
    static constexpr Word type_mask = 7 << type_shift;
    static constexpr Word user = 1 << 6, read_only = 1 << 7;
    static constexpr Word inner_shareable = 3 << 8;
    static constexpr Word access_flag = 1 << 10, not_global = 1 << 11;
    static constexpr Word privileged_never = Word{1} << 53, user_never = Word{1} << 54;
    static constexpr Word sw_writable = Word{1} << 55, sw_dirty = Word{1} << 56;
    static constexpr Word sw_special = Word{1} << 57;
    static constexpr Word address_mask = 0x0000'ffff'ffff'f000;

    static constexpr bool present(Entry e) { return e & valid; }
    static constexpr bool is_table(Entry e, unsigned level)
    {
        return level > 0 && (e & (valid | table_or_page)) == (valid | table_or_page);
    }
    static constexpr PhysAddr target(Entry e) { return PhysAddr{e & address_mask}; }
    static constexpr PhysAddr next(Entry e) { return target(e); }
    static constexpr Entry table(PhysAddr p) { return p.raw() | table_or_page | valid; }

    static constexpr Entry leaf(PhysAddr p, unsigned level, Rights r, MemoryKind k)
    {
        Entry const page = p.raw() | (level == 0 ? table_or_page : 0) | valid;
        return with_rights(with_kind(page, k) | user | inner_shareable | not_global
                               | privileged_never,
                           r);
    }
    // A present page is always readable: the format cannot revoke that alone.
    static constexpr Rights rights(Entry e)
    {
        Rights const w = e & sw_writable ? rights_w : rights_none;
        Rights const x = e & user_never ? rights_none : rights_x;
        return rights_r | w | x;
    }
    static constexpr Entry with_rights(Entry e, Rights r)
    {
        e &= ~(sw_writable | user_never);
        return protect(e | (r.writable() ? sw_writable : 0) | (r.executable() ? 0 : user_never));
    }
    static constexpr MemoryKind kind(Entry e) { return kinds[(e & type_mask) >> type_shift]; }
    static constexpr Entry with_kind(Entry e, MemoryKind k)
    {
        Word type = 0;
        while (kinds[type] != k)
            ++type;
        return (e & ~type_mask) | type << type_shift;
    }
    static constexpr bool offers(MemoryKind k)
    {
        for (MemoryKind const each : kinds)
            if (each == k)
                return true;
        return false;
    }
    static constexpr bool special(Entry e) { return e & sw_special; }
    static constexpr Entry as_special(Entry e) { return e | sw_special; }

    static constexpr bool accessed(Entry e) { return e & access_flag; }
    static constexpr bool dirty(Entry e) { return e & sw_dirty; }
    static constexpr Entry with_accessed(Entry e) { return e | access_flag; }
    static constexpr Entry with_dirty(Entry e) { return protect(e | access_flag | sw_dirty); }
    static constexpr Entry without_status(Entry e)
    {
        return protect(e & ~(access_flag | sw_dirty));
    }

private:
    // By MemoryType.
    static constexpr MemoryKind kinds[] = {MemoryKind::normal, MemoryKind::device,
                                           MemoryKind::combining, MemoryKind::strict,
                                           MemoryKind::through};

    // Hardware may write exactly where the page is both writable and dirty.
    static constexpr Entry protect(Entry e)
    {
        bool const store = (e & sw_writable) && (e & sw_dirty);
        return store ? e & ~read_only : e | read_only;
    }
};

static_assert(Format::leaf(PhysAddr{0x1000}, 0, rights_rx, MemoryKind::normal)
              == 0x0020'0000'0000'1bc3);
static_assert(Format::leaf(PhysAddr{0x20'0000}, 1, rights_rw, MemoryKind::device)
              == 0x00e0'0000'0020'0bc5);
static_assert(Format::with_dirty(Format::leaf(PhysAddr{0}, 0, rights_all, MemoryKind::normal))
              == 0x01a0'0000'0000'0f43);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_FORMAT_H
