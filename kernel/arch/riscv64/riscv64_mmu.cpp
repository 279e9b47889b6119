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
    for (unsigned i = Format::user_entries; i < entries; ++i)
        to[i] = from[i];
}

void activate(PhysAddr root, Asid tag)
{
    write<Satp>(satp_value(root, tag));
    if (machine.asids == 1)
        flush_asid(tag);
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
