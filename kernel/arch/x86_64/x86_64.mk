# SPDX-License-Identifier: BSD-2-Clause
# How the kernel is compiled and linked for x86_64.

CROSS :=

# Without a red zone because interrupts taken in the kernel use the stack that is in use.
# One instruction copies a page: no loop is shorter.
ARCH_CXXFLAGS  := -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
                  -mmemcpy-strategy=unrolled_loop:128:noalign,rep_8byte:-1:noalign
ARCH_ASFLAGS   :=
ARCH_LDFLAGS   := --no-warn-rwx-segments
ARCH_LDSCRIPT  := kernel/arch/x86_64/x86_64.ld
ARCH_DEFINE    := -DPINYON_PORT_x86_64
ARCH_IO_PORTS  := y

# The fast path of IPC: message registers are not the compiler's, and there is no stack.
FAST_PATH_CXXFLAGS := -fomit-frame-pointer -fno-peephole2 -mbmi2 -fcf-protection=none \
    $(addprefix -ffixed-,rax rbx r9 r10 r12 r13 r14 r15)
