// SPDX-License-Identifier: BSD-2-Clause
// User registers that stay in the CPU while a thread is in the kernel: segments and the FPU.
#ifndef PINYON_X86_64_THREAD_H
#define PINYON_X86_64_THREAD_H

#include "arch/x86_64/x86_64_frame.h"
#include "generic/types.h"

namespace pinyon::x86_64 {

void save_thread(TrapFrame& f);
void load_thread(TrapFrame const& f, UserAddr utcb);
void set_fs_base(Word base);  // of the running thread; any word

// FXSAVE area (APM volume 2, 11.4.4).
struct alignas(16) FpuState {
    std::uint16_t control;
    std::uint16_t status_and_tags[2];
    std::uint16_t opcode;
    Word ip, data;
    std::uint32_t mxcsr, mxcsr_mask;
    Word registers[60];
};
static_assert(sizeof(FpuState) == 512 && offsetof(FpuState, mxcsr) == 24);

// All exceptions masked; x87 with extended precision.
inline void init_fpu(FpuState& s)
{
    s = {};
    s.control = 0x37f;
    s.mxcsr = 0x1f80;
}
inline void save_fpu(FpuState& s) { asm volatile("fxsave64 %0" : "=m"(s)); }

// FXRSTOR of some CPUs leaves the addresses of the last x87 instruction alone when no exception is
// pending: an instruction of the kernel's own first, so that they are not another thread's.
inline void load_fpu(FpuState const& s)
{
    static constexpr std::int32_t anything = 0;
    asm volatile("fnclex; emms; fildl %1; fxrstor64 %0" : : "m"(s), "m"(anything));
}

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_THREAD_H
