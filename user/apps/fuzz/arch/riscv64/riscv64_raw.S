// SPDX-License-Identifier: BSD-2-Clause
// Kernel entry with any words in all registers, and register patterns, on riscv64.
#include <pinyon/abi.h>

    .text

    .macro for_saved what
    \what ra, 0
    \what s0, 8
    \what s1, 16
    \what s2, 24
    \what s3, 32
    \what s4, 40
    \what s5, 48
    \what s6, 56
    \what s7, 64
    \what s8, 72
    \what s9, 80
    \what s10, 88
    \what s11, 96
    .endm

    .macro save reg, offset
    sd      \reg, \offset(sp)
    .endm

    .macro restore reg, offset
    ld      \reg, \offset(sp)
    .endm

    .macro fill reg, offset
    addi    \reg, a0, 100 + \offset
    .endm

    .macro compare reg, offset
    addi    t0, a0, 100 + \offset
    sub     t0, t0, \reg
    snez    t0, t0
    add     t2, t2, t0
    .endm

    // Not sp and tp, without which the thread could not go on.
    .balign 4
    .globl  raw_trap
raw_trap:
    addi    sp, sp, -112
    for_saved save
    addi    a7, a1, PINYON_ECALL_BASE
    .set    offset, 8
    .irp    reg, ra,gp,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t0,t1,t2,t3,t4,t5,t6,a1,a2,a3,a4,a5,a6
    ld      \reg, offset(a0)
    .set    offset, offset + 8
    .endr
    ld      a0, 0(a0)
    ecall
    for_saved restore
    addi    sp, sp, 112
    ret

    // Every register differs from the others: it holds the seed and a number.
    .balign 4
    .globl  registers_changed
registers_changed:
    addi    sp, sp, -112
    for_saved save
    call    dirty_registers
    for_saved fill
1:  addi    a1, a1, -1
    bnez    a1, 1b
    li      t2, 0
    for_saved compare
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi    t0, a0, \n
    fmv.x.d t1, f\n
    sub     t1, t1, t0
    snez    t1, t1
    add     t2, t2, t1
    .endr
    mv      a0, t2
    for_saved restore
    addi    sp, sp, 112
    ret

    .balign 4
    .globl  dirty_registers
dirty_registers:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi    t0, a0, \n
    fmv.d.x f\n, t0
    .endr
    ret

    .section .note.GNU-stack, "", @progbits
