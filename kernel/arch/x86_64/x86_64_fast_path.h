// SPDX-License-Identifier: BSD-2-Clause
// What the general path tells the fast path of IPC on this architecture.
#ifndef PINYON_X86_64_FAST_PATH_H
#define PINYON_X86_64_FAST_PATH_H

#include "arch/x86_64/x86_64_layout.h"
#include "arch/x86_64/x86_64_mmu.h"
#include "arch/x86_64/x86_64_per_cpu.h"

namespace pinyon::x86_64 {

// Where the Ipc stub traps: RCX there, and nowhere else. No program can forge it.
extern Word ipc_return;

// Where SYSCALL leads while the FPU is off, and while it is on.
struct SyscallEntries {
    Word fpu_off, fpu_on;
};
extern SyscallEntries syscall_entries;

struct FastPath {
    // SYSRET faults in the kernel at a non-canonical IP, and does not do what IRET does with these
    // flags.
    static bool may_return(TrapFrame const& f)
    {
        return f.rip < user_end && (f.rflags & Rflags::not_by_sysret) == 0;
    }
    static Word root_word(PhysAddr root, Asid tag) { return x86_64::root_word(root, tag); }
    static TrapFrame* running_frame() { return boot_cpu.frame; }
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_FAST_PATH_H
