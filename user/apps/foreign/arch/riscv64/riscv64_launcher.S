// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a thread that runs a program of another system, on riscv64.
#include <pinyon/abi.h>

    .section .rodata
    .balign 4
    .globl  launcher, launcher_end
launcher:
    ld      t0, 0(sp)
    ld      t1, 8(sp)
    addi    sp, sp, 16
    sd      t0, 8 * PINYON_TCR_EXCEPTION_HANDLER(tp)
    li      t0, 0
    jr      t1
launcher_end:

    .section .note.GNU-stack, "", @progbits
