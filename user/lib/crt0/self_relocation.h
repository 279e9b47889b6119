// SPDX-License-Identifier: BSD-2-Clause
// How a position-independent program adjusts the addresses in its own data to where it stands.
#ifndef PINYON_SELF_RELOCATION_H
#define PINYON_SELF_RELOCATION_H

#include <stdint.h>

namespace pinyon {

// The parts of the ELF format that a static position-independent executable needs.
struct DynamicEntry {
    int64_t tag;
    uint64_t value;
};

struct Relocation {
    uint64_t offset;
    uint32_t type;
    uint32_t symbol;
    int64_t addend;
};

static_assert(sizeof(DynamicEntry) == 16 && sizeof(Relocation) == 24, "ELF64 layout");

inline constexpr int64_t dynamic_end = 0;
inline constexpr int64_t dynamic_rela = 7;
inline constexpr int64_t dynamic_rela_size = 8;

// "The base plus the addend", by the name that each architecture has for it.
#if defined(__x86_64__)
inline constexpr uint32_t relative_type = 8;  // R_X86_64_RELATIVE
#elif defined(__aarch64__)
inline constexpr uint32_t relative_type = 1027;  // R_AARCH64_RELATIVE
#else
inline constexpr uint32_t relative_type = 3;  // R_RISCV_RELATIVE
#endif

// Adjusts an image that is linked at 0 and stands at `base`. A relocation of another type would
// need a dynamic linker: such a program is stopped.
inline void relocate(uint64_t base, DynamicEntry const* dynamic)
{
    uint64_t table = 0;
    uint64_t size = 0;
    for (; dynamic->tag != dynamic_end; dynamic++) {
        if (dynamic->tag == dynamic_rela)
            table = base + dynamic->value;
        else if (dynamic->tag == dynamic_rela_size)
            size = dynamic->value;
    }
    auto const* const relocations = reinterpret_cast<Relocation const*>(table);
    for (uint64_t n = 0; n < size / sizeof(Relocation); n++) {
        Relocation const& r = relocations[n];
        if (r.type != relative_type)
            __builtin_trap();
        *reinterpret_cast<uint64_t*>(base + r.offset) = base + static_cast<uint64_t>(r.addend);
    }
}

// The linker defines these two. Hidden, so that they are reached relative to the code and not
// through a table that is not relocated yet.
extern "C" [[gnu::visibility("hidden")]] char const __ehdr_start[];
extern "C" [[gnu::visibility("hidden")]] DynamicEntry const _DYNAMIC[];

inline void relocate_self()
{
    relocate(reinterpret_cast<uint64_t>(__ehdr_start), _DYNAMIC);
}

}  // namespace pinyon

#endif
