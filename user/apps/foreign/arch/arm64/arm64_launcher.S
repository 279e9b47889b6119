// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a thread that runs a program of another system, on arm64.
#include <pinyon/abi.h>

    .section .rodata
    .balign 4
    .globl  launcher, launcher_end
launcher:
    ldp     x0, x16, [sp], #16
    mrs     x1, tpidrro_el0
    str     x0, [x1, #(8 * PINYON_TCR_EXCEPTION_HANDLER)]
    mov     x0, xzr
    mov     x1, xzr
    br      x16
launcher_end:

    .section .note.GNU-stack, "", %progbits
