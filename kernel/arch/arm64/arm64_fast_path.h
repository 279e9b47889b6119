// SPDX-License-Identifier: BSD-2-Clause
// What the general path tells the fast path of IPC on this architecture.
#ifndef PINYON_ARM64_FAST_PATH_H
#define PINYON_ARM64_FAST_PATH_H

#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_mmu.h"

namespace pinyon::arm64 {

// ESR_EL1 after the instruction of the Ipc stub: SVC in AArch64 state, with its immediate.
inline constexpr Word esr_of_ipc = 0x5600'0000 | (PINYON_SVC_BASE + PINYON_SYS_IPC);

struct FastPath {
    // ERET goes to any IP in user mode. Condition flags are not kept.
    static bool may_return(TrapFrame const&) { return true; }
    static Word root_word(PhysAddr root, Asid tag) { return arm64::root_word(root, tag); }
    [[noreturn]] static void resume(TrapFrame& f)
    {
        asm volatile("mov x0, %0; b arm64_resume" : : "r"(&f) : "memory");
        __builtin_unreachable();
    }
    static TrapFrame* running_frame() { return own_cpu().frame; }
};

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_FAST_PATH_H
