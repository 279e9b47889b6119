// SPDX-License-Identifier: BSD-2-Clause
// Where things are in the kernel's half of the address space, and the symbols of the image.
#ifndef PINYON_RISCV64_LAYOUT_H
#define PINYON_RISCV64_LAYOUT_H

#include "config.h"
#include "generic/types.h"

namespace pinyon::riscv64 {

// The upper half (Sv39: root entries 256 and up, 1 GB each):
//   0xffff'ffc0'0000'0000  direct map, physical address 0 and up
//   0xffff'ffff'8000'0000  kernel image (also in riscv64.ld)
//   0xffff'ffff'c000'0000  device windows of the kernel's own drivers
inline constexpr Word direct_base = 0xffff'ffc0'0000'0000;
inline constexpr Word direct_gigabytes = 252;
inline constexpr Word direct_size = direct_gigabytes << 30;
inline constexpr Word kernel_base = 0xffff'ffff'8000'0000;
inline constexpr Word device_base = 0xffff'ffff'c000'0000;
inline constexpr Word device_size = (Word{1} << 30) - (Word{1} << 21);

static_assert(direct_base + direct_size <= kernel_base);

// The stack of a processor; its first page is never mapped.
struct alignas(page_size) KernelStack {
    std::byte guard[page_size];
    std::byte stack[16 * 1024];
};

// What the panic after a trap in the kernel runs on: the other stack may be the cause.
struct alignas(16) PanicStack {
    std::byte stack[8 * 1024];
};

}  // namespace pinyon::riscv64

// Symbols of the linker script and of assembly; their addresses are what counts.
extern "C" {
extern std::byte init_start[], init_data_start[];
extern std::byte kernel_start[], kernel_end[];
extern std::byte text_start[], text_end[], rodata_start[], rodata_end[];
extern std::byte data_start[], bss_end[];
extern pinyon::riscv64::KernelStack riscv64_kernel_stacks[pinyon::config::max_cpus];
extern pinyon::riscv64::PanicStack riscv64_panic_stacks[pinyon::config::max_cpus];
}

namespace pinyon::riscv64 {

template <class Symbol>
Word address_of_symbol(Symbol const& symbol)
{
    return reinterpret_cast<Word>(&symbol);
}

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_LAYOUT_H
