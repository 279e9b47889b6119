// SPDX-License-Identifier: BSD-2-Clause
// Reads what a script gave to U-Boot's bootelf: words, and a table of modules in memory. Trusts no
// address and no size.
#ifndef PINYON_BOOTELF_H
#define PINYON_BOOTELF_H

#include "generic/boot/loader_facts.h"

namespace pinyon {

inline constexpr Word bootelf_magic = 0x4d4f'4455;  // of the table, and set by the entry code

// `arguments`: as many addresses of words; the first is the kernel's name, modtab=ADDRESS names
// the table of modules. The memory map is not among what U-Boot says.
[[nodiscard]] Complaint read_bootelf(PhysicalMemory const& memory, PhysAddr arguments, Word count,
                                     LoaderFacts& facts);

}  // namespace pinyon

#endif  // PINYON_BOOTELF_H
