// SPDX-License-Identifier: BSD-2-Clause
// Page-table entries of Sv39 (Privileged Architecture 1.12, 4.4). Plain C++ that compiles on any
// host.
#ifndef PINYON_RISCV64_FORMAT_H
#define PINYON_RISCV64_FORMAT_H

#include "generic/memory/rights.h"
#include "generic/types.h"

namespace pinyon::riscv64 {

// Hardware that does not set the accessed and dirty flags itself traps where they are clear; with
// such hardware and with the other kind the flags are where the architecture has them.
struct Format {
    using Entry = Word;
    static constexpr unsigned levels = 3;
    static constexpr unsigned index_bits = 9;
    static constexpr unsigned user_entries = 256;

    static constexpr Word valid = 1 << 0;
    static constexpr Word read = 1 << 1, write = 1 << 2, execute = 1 << 3;
    static constexpr Word user = 1 << 4, global = 1 << 5;
    static constexpr Word accessed_flag = 1 << 6, dirty_flag = 1 << 7;
    static constexpr Word sw_special = 1 << 8, sw_device = 1 << 9;  // RSW, left to software
    static constexpr Word pbmt_nc = Word{1} << 61, pbmt_io = Word{2} << 61;  // with Svpbmt only
    static constexpr unsigned frame_shift = 10;
    static constexpr Word frame_mask = ((Word{1} << 44) - 1) << frame_shift;

    // What device memory is marked with. Start-up adds pbmt_io where the CPU has Svpbmt; elsewhere
    // the physical address alone makes it device memory.
    static inline constinit Word device_bits = sw_device;

    static constexpr bool present(Entry e) { return e & valid; }
    static constexpr bool is_table(Entry e, unsigned level)
    {
        return level > 0 && (e & (valid | read | write | execute)) == valid;
    }
    static constexpr PhysAddr target(Entry e)
    {
        return PhysAddr{(e & frame_mask) >> frame_shift << page_bits};
    }
    static constexpr PhysAddr next(Entry e) { return target(e); }
    static constexpr Entry table(PhysAddr p) { return frame(p) | valid; }

    static constexpr Entry leaf(PhysAddr p, unsigned, Rights r, MemoryKind k)
    {
        return with_rights(with_kind(frame(p) | user | valid, k), r);
    }
    // A present page is always readable: an entry without r would be a table or reserved.
    static constexpr Rights rights(Entry e)
    {
        Rights const w = e & write ? rights_w : rights_none;
        Rights const x = e & execute ? rights_x : rights_none;
        return rights_r | w | x;
    }
    static constexpr Entry with_rights(Entry e, Rights r)
    {
        return (e & ~(write | execute)) | read | (r.writable() ? write : 0)
             | (r.executable() ? execute : 0);
    }
    static constexpr MemoryKind kind(Entry e)
    {
        if (e & sw_device)
            return MemoryKind::device;
        return e & pbmt_nc ? MemoryKind::combining : MemoryKind::normal;
    }
    static constexpr Entry with_kind(Entry e, MemoryKind k)
    {
        e &= ~(sw_device | pbmt_io | pbmt_nc);
        if (k == MemoryKind::device)
            return e | device_bits;
        return k == MemoryKind::combining ? e | pbmt_nc : e;
    }
    static constexpr bool offers(MemoryKind k)
    {
        bool const coded = k == MemoryKind::device || k == MemoryKind::combining ||
                           k == MemoryKind::normal;
        return coded && (device_bits & pbmt_io);
    }
    static constexpr bool special(Entry e) { return e & sw_special; }
    static constexpr Entry as_special(Entry e) { return e | sw_special; }

    static constexpr bool accessed(Entry e) { return e & accessed_flag; }
    static constexpr bool dirty(Entry e) { return e & dirty_flag; }
    static constexpr Entry with_accessed(Entry e) { return e | accessed_flag; }
    static constexpr Entry with_dirty(Entry e) { return e | accessed_flag | dirty_flag; }
    static constexpr Entry without_status(Entry e) { return e & ~(accessed_flag | dirty_flag); }

    static constexpr Word frame(PhysAddr p) { return p.raw() >> page_bits << frame_shift; }
    static constexpr Word span(unsigned level) { return page_size << (index_bits * level); }
    static constexpr unsigned index(Word address, unsigned level)
    {
        return address >> (page_bits + index_bits * level) & ((1u << index_bits) - 1);
    }
};

static_assert(Format::leaf(PhysAddr{0x1000}, 0, rights_rx, MemoryKind::normal) == 0x41b);
static_assert(Format::with_dirty(Format::leaf(PhysAddr{0x8020'0000}, 1, rights_rw,
                                              MemoryKind::normal)) == 0x2008'00d7);
static_assert(Format::table(PhysAddr{0x8000'0000}) == 0x2000'0001);
static_assert(Format::span(2) == Word{1} << 30 && Format::index(0x40'0000'0000 - 1, 2) == 255);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_FORMAT_H
