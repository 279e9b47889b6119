// SPDX-License-Identifier: BSD-2-Clause
// Address spaces of the running CPU: TTBR0, translation caches, instruction coherence.
#ifndef PINYON_ARM64_MMU_H
#define PINYON_ARM64_MMU_H

#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_layout.h"
#include "arch/arm64/arm64_registers.h"

namespace pinyon::arm64 {

inline void* direct(PhysAddr p) { return reinterpret_cast<void*>(direct_base + p.raw()); }
inline PhysAddr physical(void const* v)
{
    return PhysAddr{reinterpret_cast<Word>(v) - direct_base};
}

[[nodiscard]] unsigned asid_count();

inline Word root_word(PhysAddr root, Asid tag)
{
    return root.raw() | Ttbr::AsidField::of(tag.raw());
}

// No barrier: the exception return to the user synchronises, and the kernel never uses TTBR0.
inline void activate(PhysAddr root, Asid tag)
{
    ttbr0_el1::write(root_word(root, tag));
}

void flush_page(Asid tag, UserAddr page);
void flush_asid(Asid tag);
void flush_all();
void code_written(PhysAddr base, Word size);
void flush_data(PhysAddr base, Word size);
void retire_startup();

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MMU_H
