// SPDX-License-Identifier: BSD-2-Clause
// Address spaces of this CPU: the direct map, table roots, tags and translation caches.
#ifndef PINYON_RISCV64_MMU_H
#define PINYON_RISCV64_MMU_H

#include <pinyon/abi.h>

#include "arch/riscv64/riscv64_format.h"
#include "arch/riscv64/riscv64_layout.h"
#include "arch/riscv64/riscv64_registers.h"

namespace pinyon::riscv64 {

inline void* direct(PhysAddr p) { return reinterpret_cast<void*>(direct_base + p.raw()); }
inline PhysAddr physical(void const* v)
{
    return PhysAddr{reinterpret_cast<Word>(v) - direct_base};
}

// The table at `p`, seen through the direct map.
inline Word* table_at(PhysAddr p) { return static_cast<Word*>(direct(p)); }

constexpr Word satp_value(PhysAddr root, Asid tag)
{
    return Satp::sv39 | Satp::Asid::of(tag.raw()) | Satp::Ppn::of(frame_of(root).raw());
}

// By a jump into moves of a word; those behind the last are done without.
[[gnu::always_inline]] inline void copy_message_words(Word* to, Word const* from, unsigned count)
{
    to += count;
    from += count;
    Word a;
    asm volatile("la %[a], 1f; sub %[a], %[a], %[bytes]; jr %[a];"
                 ".option push; .option norvc; .set at, 56; .rept 56; ld %[a], -8 * at(%[from]);"
                 "sd %[a], -8 * at(%[to]); .set at, at - 1; .endr; .option pop; 1:"
                 : [a] "=&r"(a)
                 : [to] "r"(to), [from] "r"(from), [bytes] "r"(Word{count} * sizeof(Word))
                 : "memory");
    static_assert(PINYON_MESSAGE_REGISTERS - PINYON_REGISTER_WORDS <= 56);
}

// One tag in all address spaces; kernel entries are global and stay.
inline void flush_asid(Asid tag)
{
    asm volatile("sfence.vma zero, %0" : : "r"(Word{tag.raw()}) : "memory");
}
inline void flush_page(Asid tag, UserAddr page)
{
    asm volatile("sfence.vma %0, %1" : : "r"(page.raw()), "r"(Word{tag.raw()}) : "memory");
}
inline void flush_all() { asm volatile("sfence.vma" : : : "memory"); }

void prepare_root(PhysAddr root);
void activate(PhysAddr root, Asid tag);
void flush_data(PhysAddr base, Word size);

// Makes pages of the kernel image (mapped in 4 KB units) inaccessible: [from, to).
void unmap_image(Word from, Word to);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_MMU_H
