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

#define IN_FRAME(name) [name] "i"(offsetof(TrapFrame, name))
struct FastPath {
    // SYSRET faults in the kernel at a non-canonical IP, and does not do what IRET does with these
    // flags. Without FSGSBASE everything goes the general path.
    static bool may_return(TrapFrame const& f)
    {
        return features.fsgsbase && f.rip < user_end && (f.rflags & Rflags::not_by_sysret) == 0;
    }
    // Both bases are canonical: the CPU had them. Selectors stay (docs/threat-model.md).
    static void load_thread(TrapFrame const& f)
    {
        asm volatile("wrfsbase %0; swapgs; wrgsbase %1; swapgs"
                     : : "r"(f.fs_base), "r"(f.gs_base) : "memory");
    }
    // Behind the Ipc stub, where SYSRET may lead. Of what Ipc destroys nothing is left.
    [[noreturn]] static void resume(TrapFrame& f)
    {
        x86_64::running_frame() = &f;
        asm volatile("movq %c[fs](%%rdi), %%rcx; movq %c[gs](%%rdi), %%rdx; wrfsbase %%rcx;"
                     "swapgs; wrgsbase %%rdx; movq %c[rax](%%rdi), %%rax;"
                     "movq %c[rbx](%%rdi), %%rbx; movq %c[rsi](%%rdi), %%rsi;"
                     "movq %c[r9](%%rdi), %%r9; movq %c[r10](%%rdi), %%r10;"
                     "movq %c[r12](%%rdi), %%r12; movq %c[r13](%%rdi), %%r13;"
                     "movq %c[r14](%%rdi), %%r14; movq %c[r15](%%rdi), %%r15;"
                     "movq %c[rip](%%rdi), %%rcx; movq %c[flags](%%rdi), %%r11;"
                     "movq %c[rsp](%%rdi), %%rsp; xorl %%edx, %%edx; xorl %%edi, %%edi;"
                     "xorl %%ebp, %%ebp; xorl %%r8d, %%r8d; sysretq"
                     : : "D"(&f), [fs] "i"(offsetof(TrapFrame, fs_base)),
                         [gs] "i"(offsetof(TrapFrame, gs_base)), IN_FRAME(rax), IN_FRAME(rbx),
                         IN_FRAME(rsi), IN_FRAME(r9), IN_FRAME(r10), IN_FRAME(r12), IN_FRAME(r13),
                         IN_FRAME(r14), IN_FRAME(r15), IN_FRAME(rip), IN_FRAME(rsp),
                         [flags] "i"(offsetof(TrapFrame, rflags))
                     : "memory");
        __builtin_unreachable();
    }
    static Word root_word(PhysAddr root, Asid tag) { return x86_64::root_word(root, tag); }
    static TrapFrame* running_frame() { return x86_64::running_frame(); }
};
#undef IN_FRAME

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_FAST_PATH_H
