// SPDX-License-Identifier: BSD-2-Clause
// User registers that stay in the CPU while a thread is in the kernel: segments and the FPU.
#ifndef PINYON_X86_64_THREAD_H
#define PINYON_X86_64_THREAD_H

#include "arch/x86_64/x86_64_cpu.h"
#include "arch/x86_64/x86_64_frame.h"
#include "generic/types.h"

namespace pinyon::x86_64 {

void load_thread(TrapFrame const& f);
void start_thread(TrapFrame& f, UserAddr utcb);
void set_fs_base(Word base);  // of the running thread; any word
inline void save_thread(TrapFrame& f)
{
    if (features.fsgsbase)
        asm volatile("rdfsbase %0" : "=r"(f.fs_base));
    else
        f.fs_base = read_msr(Msr::fs_base);
}

// What FXSAVE stores (APM volume 2, 11.4.4), then the header of XSAVE (11.5.4). On CPUs with XSAVE
// the components that are in use follow, as far as features.fpu_state_size.
struct alignas(64) FpuState {
    std::uint16_t control;
    std::uint16_t status_and_tags[2];
    std::uint16_t opcode;
    Word ip, data;
    std::uint32_t mxcsr, mxcsr_mask;
    Word registers[60];
    Word components;  // those that are not in their initial state; the others are not read
    Word form, reserved[6];
};
static_assert(sizeof(FpuState) == 576 && offsetof(FpuState, mxcsr) == 24);
static_assert(offsetof(FpuState, components) == 512);

// All exceptions masked; x87 with extended precision. Of a state without components XRSTOR reads
// MXCSR and the header alone, so that the rest is left as it is: nobody ever gets it.
inline void init_fpu(FpuState& s)
{
    if (features.xsave)
        __builtin_memset(&s.components, 0, sizeof s - offsetof(FpuState, components));
    else
        s = {};
    s.control = 0x37f;
    s.mxcsr = 0x1f80;
}

// XSAVEOPT leaves out what has not changed since the state was loaded from this place, or is in
// its initial state. That suits: a state is changed by its owner alone, and always loaded before.
inline void save_fpu(FpuState& s)
{
    constexpr std::uint32_t all = ~std::uint32_t{0};
    if (features.xsaveopt)
        asm volatile("xsaveopt64 %0" : "+m"(s) : "a"(all), "d"(all) : "memory");
    else if (features.xsave)
        asm volatile("xsave64 %0" : "+m"(s) : "a"(all), "d"(all) : "memory");
    else
        asm volatile("fxsave64 %0" : "=m"(s));
}

// FXRSTOR and XRSTOR of some CPUs leave the addresses of the last x87 instruction alone when no
// exception is pending: an instruction of the kernel's own first, so that they are not another
// thread's.
inline void load_fpu(FpuState const& s)
{
    static constexpr std::int32_t anything = 0;
    constexpr std::uint32_t all = ~std::uint32_t{0};
    asm volatile("fnclex; emms; fildl %0" : : "m"(anything));
    if (features.xsave)
        asm volatile("xrstor64 %0" : : "m"(s), "a"(all), "d"(all) : "memory");
    else
        asm volatile("fxrstor64 %0" : : "m"(s));
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_THREAD_H
