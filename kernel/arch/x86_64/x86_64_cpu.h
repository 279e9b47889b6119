// SPDX-License-Identifier: BSD-2-Clause
// Instructions that C++ has no words for, one function each, and what this CPU is capable of.
#ifndef PINYON_X86_64_CPU_H
#define PINYON_X86_64_CPU_H

#include "arch/x86_64/x86_64_registers.h"
#include "generic/types.h"

namespace pinyon::x86_64 {

// Optional features in use, found at start-up.
struct Features {
    bool fsgsbase = false;
    bool bmi2 = false;
    bool pcid = false;  // with INVPCID
    bool gigabyte_pages = false;
    bool xsave = false, xsaveopt = false;
    Word fpu_state_size = 0;  // bytes
};
extern Features features;

inline void out8(std::uint16_t port, std::uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}
inline std::uint8_t in8(std::uint16_t port)
{
    std::uint8_t value;
    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}
inline void out16(std::uint16_t port, std::uint16_t value)
{
    asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}
inline void out32(std::uint16_t port, std::uint32_t value)
{
    asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}
inline std::uint32_t in32(std::uint16_t port)
{
    std::uint32_t value;
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

inline Word read_msr(Msr msr)
{
    std::uint32_t low, high;
    asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return Word{high} << 32 | low;
}
inline void write_msr(Msr msr, Word value)
{
    asm volatile("wrmsr" : : "c"(msr), "a"(std::uint32_t(value)), "d"(std::uint32_t(value >> 32))
                 : "memory");
}

inline Word read_tsc()
{
    std::uint32_t low, high;
    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return Word{high} << 32 | low;
}

inline Word read_cr2()
{
    Word value;
    asm volatile("movq %%cr2, %0" : "=r"(value));
    return value;
}
inline Word read_cr3()
{
    Word value;
    asm volatile("movq %%cr3, %0" : "=r"(value));
    return value;
}
inline void write_cr0(Word value) { asm volatile("movq %0, %%cr0" : : "r"(value) : "memory"); }
inline void write_cr3(Word value) { asm volatile("movq %0, %%cr3" : : "r"(value) : "memory"); }
inline void write_xcr0(Word value)
{
    asm volatile("xsetbv" : : "c"(0), "a"(std::uint32_t(value)), "d"(std::uint32_t(value >> 32)));
}
inline void write_cr4(Word value) { asm volatile("movq %0, %%cr4" : : "r"(value) : "memory"); }
inline void clear_dr6() { asm volatile("movq %0, %%dr6" : : "r"(Word{0})); }

inline void invalidate_page(Word address)
{
    asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

[[noreturn]] inline void stop_cpu()
{
    for (;;)
        asm volatile("cli; hlt");
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_CPU_H
