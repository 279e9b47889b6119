// SPDX-License-Identifier: BSD-2-Clause
// Where things are in the kernel's half of the address space, and the symbols of the image.
#ifndef PINYON_ARM64_LAYOUT_H
#define PINYON_ARM64_LAYOUT_H

#include "generic/types.h"

namespace pinyon::arm64 {

// The upper half (TTBR1, 48 bits):
//   0xffff'0000'0000'0000  direct map, physical address 0 and up
//   0xffff'ffff'0000'0000  device windows of the kernel's own drivers
//   0xffff'ffff'8000'0000  kernel image (also in arm64.ld)
inline constexpr Word direct_base = 0xffff'0000'0000'0000;
inline constexpr Word direct_size = Word{1} << 44;  // what the generic core keeps track of
inline constexpr Word device_base = 0xffff'ffff'0000'0000;
inline constexpr Word device_size = Word{1} << 30;
inline constexpr Word kernel_base = 0xffff'ffff'8000'0000;

inline constexpr Word kernel_stack_size = 16 * 1024;
inline constexpr Word kernel_stack_slot = page_size + kernel_stack_size;  // with its guard page
inline constexpr Word panic_stack_size = 8 * 1024;

}  // namespace pinyon::arm64

// Symbols of the linker script and of assembly; their addresses are what counts.
extern "C" {
extern std::byte init_start[], init_data_start[], init_end[];
extern std::byte kernel_start[], kernel_end[];
extern std::byte text_start[], text_end[], rodata_start[], rodata_end[];
extern std::byte data_start[], data_end[], bss_start[], bss_end[];
extern std::byte arm64_kernel_stacks[], arm64_kernel_stacks_end[];
extern std::byte arm64_vectors[];
extern std::byte const arm64_board_tree[], arm64_board_tree_end[];
}

#endif  // PINYON_ARM64_LAYOUT_H
