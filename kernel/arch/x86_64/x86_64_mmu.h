// SPDX-License-Identifier: BSD-2-Clause
// The kernel's own mappings, and address spaces as the MMU sees them.
#ifndef PINYON_X86_64_MMU_H
#define PINYON_X86_64_MMU_H

#include "arch/x86_64/x86_64_cpu.h"
#include "arch/x86_64/x86_64_format.h"
#include "arch/x86_64/x86_64_layout.h"

namespace pinyon::x86_64 {

// The root table whose upper half every space shares. Complete when start-up ends.
extern PhysAddr kernel_root;

inline void* direct(PhysAddr p) { return reinterpret_cast<void*>(direct_base + p.raw()); }
inline PhysAddr physical(void const* v)
{
    return PhysAddr{reinterpret_cast<Word>(v) - direct_base};
}

constexpr unsigned table_index(Word address, unsigned level)
{
    return unsigned(address >> (page_bits + level * Format::index_bits))
         % (1u << Format::index_bits);
}
inline Word* table_entry(PhysAddr table, Word address, unsigned level)
{
    return static_cast<Word*>(direct(table)) + table_index(address, level);
}

// With tags: PCIDs. They are absent in emulation, so that half is untried.
inline constexpr unsigned pcid_count = 4096;

void prepare_root(PhysAddr root);
void flush_page(Asid tag, UserAddr page);
void flush_asid(Asid tag);
void flush_all();
void flush_data(PhysAddr base, Word size);
void retire_startup();

inline Word root_word(PhysAddr root, Asid tag)
{
    Word const value = root.raw() | tag.raw();
    return features.pcid ? value | Cr3::keep_translations : value;
}
inline void activate(PhysAddr root, Asid tag) { write_cr3(root_word(root, tag)); }

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_MMU_H
