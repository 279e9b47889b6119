// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on riscv64, which counts the instructions that it retires.

    .text
    .globl  read_counter
read_counter:
    rdinstret a0
    ret

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

    // A function that calls entry points saves what it may not change.
    .macro  save_registers
    addi    sp, sp, -80
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    sd      s2, 24(sp)
    sd      s3, 32(sp)
    sd      s4, 40(sp)
    sd      s5, 48(sp)
    sd      s6, 56(sp)
    sd      s7, 64(sp)
    .endm

    .macro  restore_registers
    ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    ld      s2, 24(sp)
    ld      s3, 32(sp)
    ld      s4, 40(sp)
    ld      s5, 48(sp)
    ld      s6, 56(sp)
    ld      s7, 64(sp)
    addi    sp, sp, 80
    .endm

    .set    entry, 32
    .set    rounds, 40
    .set    words, 48

    // Parameters in s0 to s3; Ipc preserves s0 to s11.
    .macro  load_exchange
    mv      s7, a0
    ld      s0, 0(s7)
    ld      s1, 8(s7)
    ld      s2, 16(s7)
    ld      s3, 24(s7)
    .endm

    .macro  ipc
    mv      a1, s1
    mv      a2, s2
    mv      a3, s3
    ld      t6, entry(s7)
    jalr    t6
    .endm

    .globl  count_ipc
count_ipc:
    save_registers
    load_exchange
    ld      s4, rounds(s7)
    ld      a4, words(s7)
    ld      a5, words+8(s7)
    ld      a6, words+16(s7)
    ld      t0, words+24(s7)
    ld      t1, words+32(s7)
    ld      t2, words+40(s7)
    ld      t3, words+48(s7)
    rdinstret s5
1:  mv      a0, s0
    ipc
    addi    s4, s4, -1
    bnez    s4, 1b
    rdinstret s6
    sd      a3, 24(s7)
    sd      a4, words(s7)
    sd      a5, words+8(s7)
    sd      a6, words+16(s7)
    sd      t0, words+24(s7)
    sd      t1, words+32(s7)
    sd      t2, words+40(s7)
    sd      t3, words+48(s7)
    sub     a0, s6, s5
    restore_registers
    ret

    .globl  answer_ipc
answer_ipc:
    load_exchange
    li      a0, 0
1:  ipc
    j       1b

    .globl  count_entry_calls
count_entry_calls:
    save_registers
    mv      s0, a0
    mv      s1, a1
    mv      s2, a2
    rdinstret s5
1:  mv      a0, s1
    jalr    s0
    addi    s2, s2, -1
    bnez    s2, 1b
    rdinstret s6
    sub     a0, s6, s5
    restore_registers
    ret

    .globl  keep_calling
keep_calling:
    mv      s0, a0
    mv      s1, a1
1:  mv      a0, s1
    jalr    s0
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

    // A write to a register that can only be read: four bytes, whatever the extensions.
    .globl  count_exceptions
count_exceptions:
    rdinstret t0
1:  csrw    cycle, zero
    addi    a0, a0, -1
    bnez    a0, 1b
    rdinstret t1
    sub     a0, t1, t0
    ret

    .globl  counter_at_message
counter_at_message:
    addi    sp, sp, -16
    sd      ra, 0(sp)
    mv      t6, a1
    mv      a1, a0
    li      a0, 0
    li      a2, 0
    li      a3, 0
    jalr    t6
    rdinstret a0
    ld      ra, 0(sp)
    addi    sp, sp, 16
    ret

    .globl  use_floating_point
use_floating_point:
    fmv.d.x f0, a0
    ret

    .globl  park
park:
    mv      s0, a0
    lla     s1, __L4_Entry
    li      a4, 0
1:  li      a0, 0
    mv      a1, s0
    mv      a2, a4
    ld      t6, 32(s1)              // the fifth entry point is that of Ipc
    jalr    t6
    j       1b

    .section .rodata
    .globl  illegal_instruction_bytes
    .balign 8
illegal_instruction_bytes:
    .quad   4

    .section .note.GNU-stack, "", @progbits
