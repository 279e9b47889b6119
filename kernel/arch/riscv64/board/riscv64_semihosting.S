// SPDX-License-Identifier: BSD-2-Clause
// Ends an emulator, or a debugger's session, with a status (RISC-V semihosting, 0.4).
#include "riscv64_offsets.h"

#define SYS_EXIT_EXTENDED 0x20
#define APPLICATION_EXIT  0x20026

// a0 = status. Returns where nobody listens: there the ebreak is a trap. Uses the stack; runs with
// or without paging.
    .text
    .globl riscv64_semihosting_exit
riscv64_semihosting_exit:
    addi    sp, sp, -16
    li      t0, APPLICATION_EXIT
    sd      t0, 0(sp)
    sd      a0, 8(sp)
    li      a0, SYS_EXIT_EXTENDED
    mv      a1, sp
    lla     t0, nobody_listens
    csrrw   t0, stvec, t0
    .option push
    .option norvc
    .balign 16                          // the three must be in one page
    slli    zero, zero, 0x1f
    ebreak
    srai    zero, zero, 7
    .option pop
    .balign 4
nobody_listens:
    csrw    stvec, t0
    addi    sp, sp, 16
    ret
