// SPDX-License-Identifier: BSD-2-Clause
// Where things are: the kernel's half of the address space, stacks, selectors and vectors.
#ifndef PINYON_X86_64_LAYOUT_H
#define PINYON_X86_64_LAYOUT_H

#include "generic/types.h"

namespace pinyon::x86_64 {

// Virtual memory. The last page of the lower half holds the system-call stubs, in every space and
// nothing else ever: a SYSCALL at its end would leave a non-canonical return address in RCX.
inline constexpr Word user_end = Word{1} << 47;
inline constexpr Word stub_page = user_end - page_size;
inline constexpr Word direct_base = 0xffff'8000'0000'0000;
inline constexpr Word direct_size = Word{1} << 44;  // what the generic core keeps track of
inline constexpr Word kernel_base = 0xffff'ffff'8000'0000;  // in x86_64.ld too

// The window area: pages that are neither RAM in the direct map nor the kernel's image.
inline constexpr Word window_base = 0xffff'ffff'c000'0000;
inline constexpr VirtAddr local_apic_window{window_base};
inline constexpr unsigned max_io_apics = 8;
constexpr VirtAddr io_apic_window(unsigned i)
{
    return VirtAddr{window_base + (1 + i) * page_size};
}

// Stacks, each with an unmapped page below it. Those of single events (IST) are one page.
inline constexpr VirtAddr stack_area{window_base + 16 * page_size};
inline constexpr Word kernel_stack_pages = 4;
enum class IstStack : unsigned { nmi = 1, double_fault, machine_check, debug };
inline constexpr unsigned ist_stacks = 4;
inline constexpr Word stack_area_size = 16 * page_size;  // of each CPU
constexpr VirtAddr kernel_stack_top(CpuId cpu)
{
    return stack_area + cpu.raw() * stack_area_size + (1 + kernel_stack_pages) * page_size;
}
// Whose a stack is, from an address in it.
constexpr CpuId cpu_of_stack(Word address)
{
    return CpuId{std::uint16_t((address - stack_area.raw()) / stack_area_size)};
}
constexpr VirtAddr ist_stack_top(CpuId cpu, IstStack s)
{
    return kernel_stack_top(cpu) + Word(s) * 2 * page_size;
}
static_assert(1 + kernel_stack_pages + 2 * ist_stacks < stack_area_size / page_size);

// Selectors. SYSRET wants user data directly before user code.
enum Selector : std::uint16_t {
    null_selector = 0x00,
    kernel_code = 0x08,
    kernel_data = 0x10,
    user_data = 0x18 | 3,
    user_code = 0x20 | 3,
    task_state = 0x28,
};
inline constexpr unsigned gdt_words = 7;

// Vectors.
enum Vector : Word {
    vector_debug = 1,
    vector_nmi = 2,
    vector_breakpoint = 3,
    vector_invalid_opcode = 6,
    vector_fpu_off = 7,
    vector_double_fault = 8,
    vector_general_protection = 13,
    vector_page_fault = 14,
    vector_machine_check = 18,
    vector_pic = 0x20,         // 16 of the legacy controllers, which are masked: spurious if ever
    vector_timer = 0x30,
    vector_poke = 0x31,
    vector_lines = 0x40,
    vector_count = 0xc0,       // vectors with entry code
    vector_spurious = 0xff,    // of the local APIC; its gate leads to the code of vector_pic
    vector_syscall = 0x100,    // no vector: how the frame of a system call is marked
};
// A bit for each exception that comes with an error code (APM volume 2, table 8-1).
inline constexpr Word vectors_with_error = 0x60227d00;
inline constexpr unsigned max_lines = vector_count - vector_lines;

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_LAYOUT_H
