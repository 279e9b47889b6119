// SPDX-License-Identifier: BSD-2-Clause
// Boot information of a multiboot (version 1) loader.
#ifndef PINYON_X86_64_MULTIBOOT_H
#define PINYON_X86_64_MULTIBOOT_H

#include "generic/boot/boot_facts.h"

namespace pinyon::x86_64 {

inline constexpr Word multiboot_magic = 0x2bad'b002;

// RAM, archive (the first module) and command line. Refuses to boot without a memory map. What
// lives in the loader's memory is copied: that memory is not reserved.
void facts_from_multiboot(PhysAddr info, BootFacts& facts);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_MULTIBOOT_H
