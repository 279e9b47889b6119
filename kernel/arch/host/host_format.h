// SPDX-License-Identifier: BSD-2-Clause
// The page-table format of the simulated MMU: four levels, no hardware accessed or dirty flag.
#ifndef PINYON_HOST_FORMAT_H
#define PINYON_HOST_FORMAT_H

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon::host {

// Bit 0 present, 1 table, 2..4 rights, 6 special, 7 accessed, 8 dirty, 9..11 kind,
// 12..51 address.
// Bit 62 marks the entry that prepare_root() makes for the kernel.
struct Format {
    using Entry = Word;

    static constexpr unsigned levels = 4;
    static constexpr unsigned index_bits = 9;
    static constexpr unsigned user_entries = 256;

    static constexpr bool present(Word e) { return e & present_bit; }
    static constexpr bool is_table(Word e, unsigned level) { return level > 0 && (e & table_bit); }
    static constexpr PhysAddr target(Word e) { return PhysAddr{e & address_mask}; }
    static constexpr PhysAddr next(Word e) { return target(e); }
    static constexpr Word table(PhysAddr p) { return p.raw() | table_bit | present_bit; }
    static constexpr Word leaf(PhysAddr p, unsigned, Rights r, MemoryKind k)
    {
        return p.raw() | Word(k) << kind_shift | r.raw() << rights_shift | present_bit;
    }
    static constexpr Rights rights(Word e) { return Rights{e >> rights_shift & 7}; }
    static constexpr Word with_rights(Word e, Rights r)
    {
        return (e & ~(Word{7} << rights_shift)) | r.raw() << rights_shift;
    }
    static constexpr MemoryKind kind(Word e) { return MemoryKind(e >> kind_shift & 7); }
    static constexpr Word with_kind(Word e, MemoryKind k)
    {
        return (e & ~(Word{7} << kind_shift)) | Word(k) << kind_shift;
    }
    static constexpr bool offers(MemoryKind k)
    {
        return k == MemoryKind::device || k == MemoryKind::combining || k == MemoryKind::normal;
    }
    static constexpr bool special(Word e) { return e & special_bit; }
    static constexpr Word as_special(Word e) { return e | special_bit; }
    static constexpr bool accessed(Word e) { return e & accessed_bit; }
    static constexpr bool dirty(Word e) { return e & dirty_bit; }
    static constexpr Word with_accessed(Word e) { return e | accessed_bit; }
    static constexpr Word with_dirty(Word e) { return e | accessed_bit | dirty_bit; }
    static constexpr Word without_status(Word e) { return e & ~(accessed_bit | dirty_bit); }

private:
    static constexpr Word present_bit = 1;
    static constexpr Word table_bit = 2;
    static constexpr unsigned rights_shift = 2;
    static constexpr Word special_bit = 1 << 6;
    static constexpr Word accessed_bit = 1 << 7;
    static constexpr Word dirty_bit = 1 << 8;
    static constexpr unsigned kind_shift = 9;
    static constexpr Word address_mask = ((Word{1} << 52) - 1) & ~(page_size - 1);
};

}  // namespace pinyon::host

#endif  // PINYON_HOST_FORMAT_H
