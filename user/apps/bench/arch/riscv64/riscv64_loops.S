// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on riscv64, which counts the instructions that it retires.

    .text
    .globl  count_nothing
count_nothing:
    rdinstret t0
    rdinstret t1
    sub     a0, t1, t0
    ret

    .globl  count_loop
count_loop:
    rdinstret t0
1:  addi    a0, a0, -1
    bnez    a0, 1b
    rdinstret t1
    sub     a0, t1, t0
    ret

    // An empty call of thread s0 through entry point s1. Ipc preserves s0 to s11.
    .macro  empty_call
    mv      a0, s0
    mv      a1, s0
    li      a2, 0
    li      a3, 0
    jalr    s1
    .endm

    .globl  count_calls
count_calls:
    addi    sp, sp, -48
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    sd      s2, 24(sp)
    sd      s3, 32(sp)
    sd      s4, 40(sp)
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    mv      s3, a3
    rdinstret s4
1:  empty_call
    addi    s2, s2, -1
    bnez    s2, 1b
    rdinstret t0
    sd      a3, 0(s3)
    sub     a0, t0, s4
    ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    ld      s2, 24(sp)
    ld      s3, 32(sp)
    ld      s4, 40(sp)
    addi    sp, sp, 48
    ret

    .globl  answer_calls
answer_calls:
    mv      s0, a0
    mv      s1, a1
1:  empty_call
    j       1b

    .globl  count_page_reads
count_page_reads:
    li      t2, 4096
    rdinstret t0
1:  ld      t3, 0(a0)
    add     a0, a0, t2
    addi    a1, a1, -1
    bnez    a1, 1b
    rdinstret t1
    sub     a0, t1, t0
    ret

    .section .note.GNU-stack, "", @progbits
