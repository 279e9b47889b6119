// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a thread that runs a program of another system, on x86_64.
#include <pinyon/abi.h>

    .section .rodata
    .globl  launcher, launcher_end
launcher:
    popq    %rax
    movq    %gs:0, %rdx
    movq    %rax, 8 * PINYON_TCR_EXCEPTION_HANDLER(%rdx)
    xorl    %eax, %eax
    xorl    %edx, %edx
    ret
launcher_end:

    .section .note.GNU-stack, "", @progbits
