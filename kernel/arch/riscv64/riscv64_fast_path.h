// SPDX-License-Identifier: BSD-2-Clause
// What the general path tells the fast path of IPC on this architecture.
#ifndef PINYON_RISCV64_FAST_PATH_H
#define PINYON_RISCV64_FAST_PATH_H

#include "arch/riscv64/riscv64_frame.h"
#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_mmu.h"
#include "arch/riscv64/riscv64_processor.h"

namespace pinyon::riscv64 {

struct FastPath {
    // SRET goes to any IP in user mode. Without tags a switch of spaces takes more than a write.
    static bool may_return(TrapFrame const&) { return machine.asids > 1; }
    static Word root_word(PhysAddr root, Asid tag) { return satp_value(root, tag); }
    [[noreturn]] static void resume(TrapFrame& f)
    {
        asm volatile("mv a0, %0; j riscv64_resume_ipc" : : "r"(&f) : "memory");
        __builtin_unreachable();
    }
    static TrapFrame* running_frame() { return this_processor().running_frame; }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_FAST_PATH_H
