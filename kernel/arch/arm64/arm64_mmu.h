// SPDX-License-Identifier: BSD-2-Clause
// Address spaces of the running CPU: TTBR0, translation caches, instruction coherence.
#ifndef PINYON_ARM64_MMU_H
#define PINYON_ARM64_MMU_H

#include <pinyon/abi.h>

#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_layout.h"
#include "arch/arm64/arm64_registers.h"
#include "config.h"

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

// By a jump into pairs of moves; those behind the last are done without.
[[gnu::always_inline]] inline void copy_message_words(Word* to, Word const* from, unsigned count)
{
    Word a, b;
    asm volatile("tbz %w[n], 0, 1f; ldr %[a], [%[from]], 8; str %[a], [%[to]], 8;"
                 "1: and %w[n], %w[n], 62; adr %[a], 2f; sub %[a], %[a], %x[n], lsl 2; br %[a];"
                 ".rept 28; ldp %[a], %[b], [%[from]], 16; stp %[a], %[b], [%[to]], 16; .endr; 2:"
                 : [a] "=&r"(a), [b] "=&r"(b), [to] "+r"(to), [from] "+r"(from), [n] "+r"(count)
                 : : "memory");
    static_assert(PINYON_MESSAGE_REGISTERS - PINYON_REGISTER_WORDS <= 2 * 28);
}

void flush_page(Asid tag, UserAddr page);
void flush_asid(Asid tag);
void flush_all();
void code_written(PhysAddr base, Word size);
void flush_data(PhysAddr base, Word size);
void flush_lines(void const* start, Word size);  // the same by address
void retire_startup();

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MMU_H
