// SPDX-License-Identifier: BSD-2-Clause
// Reads the boot information of multiboot loaders, versions 1 and 2. Trusts no address and no size.
#ifndef PINYON_MULTIBOOT_H
#define PINYON_MULTIBOOT_H

#include "generic/boot/loader_facts.h"

namespace pinyon {

inline constexpr Word multiboot1_magic = 0x2bad'b002;
inline constexpr Word multiboot2_magic = 0x36d7'6289;

[[nodiscard]] Complaint read_multiboot1(PhysicalMemory const& memory, PhysAddr info,
                                        LoaderFacts& facts);
[[nodiscard]] Complaint read_multiboot2(PhysicalMemory const& memory, PhysAddr info,
                                        LoaderFacts& facts);

}  // namespace pinyon

#endif  // PINYON_MULTIBOOT_H
