// SPDX-License-Identifier: BSD-2-Clause
// Operations on the kernel's half of the address space, which all table roots share.
#include "arch/riscv64/riscv64_mmu.h"

#include "arch/riscv64/riscv64_machine.h"

namespace pinyon::riscv64 {

void prepare_root(PhysAddr root)
{
    constexpr unsigned entries = 1u << Format::index_bits;
    Word const* from = table_at(machine.kernel_root);
    Word* to = table_at(root);
    __builtin_memcpy(to + Format::user_entries, from + Format::user_entries,
                     (entries - Format::user_entries) * sizeof(Word));
}

void activate(PhysAddr root, Asid tag)
{
    write<Satp>(satp_value(root, tag));
    if (machine.asids == 1)
        flush_asid(tag);
}

namespace {

// cbo.flush, by its encoding: the assembler knows the name only where the extension is on.
void cbo_flush(void const* block)
{
    asm volatile(".insn i 0x0f, 2, zero, %0, 2" : : "r"(block) : "memory");
}

}  // namespace

// Zicbom is absent in emulation, so its half is untried. Without it there is no way to do this: a
// CPU whose caches do not see memory that is accessed without them has it.
void flush_data(PhysAddr base, Word size)
{
    asm volatile("fence" : : : "memory");
    auto const* const start = static_cast<std::byte const*>(direct(base));
    if (machine.cache_block != 0)
        for (Word at = 0; at < size; at += machine.cache_block)
            cbo_flush(start + at);
    asm volatile("fence" : : : "memory");
}

void unmap_image(Word from, Word to)
{
    for (Word address = from; address < to; address += page_size) {
        Word* table = table_at(machine.kernel_root);
        for (unsigned level = Format::levels - 1; level > 0; --level)
            table = table_at(Format::target(table[Format::index(address, level)]));
        table[Format::index(address, 0)] = 0;
    }
    flush_all();
}

}  // namespace pinyon::riscv64
