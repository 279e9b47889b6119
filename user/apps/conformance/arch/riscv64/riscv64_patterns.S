// SPDX-License-Identifier: BSD-2-Clause
// Register patterns on riscv64: filled, kept over an exception or a switch, and compared.

#define PATTERN 0x12340000

    // csrrw x0, cycle, x0: a write to a read-only register, in four bytes.
    .macro illegal
    .word   0xC0001073
    .endm

    .text
    .balign 4
    .globl  illegal_instruction
illegal_instruction:
    illegal
    ret

    // The registers that a function may use, each with a number for its pattern; sp, gp and tp
    // keep their meaning. t0 and t1 do the comparing and come from the frame.
    .macro for_all what
    \what ra, 1
    \what t2, 4
    \what t3, 5
    \what t4, 6
    \what t5, 7
    \what t6, 8
    \what s0, 9
    \what s1, 10
    \what s2, 11
    \what s3, 12
    \what s4, 13
    \what s5, 14
    \what s6, 15
    \what s7, 16
    \what s8, 17
    \what s9, 18
    \what s10, 19
    \what s11, 20
    \what a0, 21
    \what a1, 22
    \what a2, 23
    \what a3, 24
    \what a4, 25
    \what a5, 26
    \what a6, 27
    \what a7, 28
    .endm

    .macro fill reg, n
    li      \reg, PATTERN + \n
    .endm

    // Counts a difference in the word behind the saved registers.
    .macro compare reg, n
    li      t0, PATTERN + \n
    beq     \reg, t0, 1f
    ld      t0, 112(sp)
    addi    t0, t0, 1
    sd      t0, 112(sp)
1:
    .endm

    // The frame: ra and s0..s11 for the caller; at 112 the count of differences, which becomes the
    // result; then two words for the function.
    .macro  save_registers
    addi    sp, sp, -144
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    sd      s2, 24(sp)
    sd      s3, 32(sp)
    sd      s4, 40(sp)
    sd      s5, 48(sp)
    sd      s6, 56(sp)
    sd      s7, 64(sp)
    sd      s8, 72(sp)
    sd      s9, 80(sp)
    sd      s10, 88(sp)
    sd      s11, 96(sp)
    sd      zero, 112(sp)
    .endm
    .macro  restore_registers
    ld      a0, 112(sp)
    ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    ld      s2, 24(sp)
    ld      s3, 32(sp)
    ld      s4, 40(sp)
    ld      s5, 48(sp)
    ld      s6, 56(sp)
    ld      s7, 64(sp)
    ld      s8, 72(sp)
    ld      s9, 80(sp)
    ld      s10, 88(sp)
    ld      s11, 96(sp)
    addi    sp, sp, 144
    .endm

    .balign 4
    .globl  registers_changed_by_exception
registers_changed_by_exception:
    save_registers
    for_all fill
    fill    t0, 2
    fill    t1, 3
    .balign 4
    illegal
    sd      t0, 120(sp)
    sd      t1, 128(sp)
    for_all compare
    ld      t1, 120(sp)
    compare t1, 2
    ld      t1, 128(sp)
    compare t1, 3
    restore_registers
    ret

    .macro  preserved what
    \what s0, 1
    \what s1, 2
    \what s2, 3
    \what s3, 4
    \what s4, 5
    \what s5, 6
    \what s6, 7
    \what s7, 8
    \what s8, 9
    \what s9, 10
    \what s10, 11
    \what s11, 12
    .endm

    // sp, gp and tp are preserved, too; of the others, t4 is looked at, which neither carries
    // results nor belongs to the stubs. sp and tp are kept in the frame, gp is 0 in every thread.
    .globl  registers_after_ipc
registers_after_ipc:
    addi    sp, sp, -16
    sd      ra, 0(sp)
    sd      s1, 8(sp)
    mv      s1, a0
    mv      a0, a1
    mv      a1, a2
    slli    a2, a3, 32                  // the timeouts are in the low half
    .irp    reg, a4, a5, a6, t0, t1, t2, t3, t4, t5, t6
    mv      \reg, a3
    .endr
    li      a3, 0
    jalr    s1
    li      a0, 0
    .irp    reg, a4, a5, a6, t0, t1, t2, t3
    snez    \reg, \reg
    add     a0, a0, \reg
    .endr
    addi    a1, a1, 1                   // anythread may have stayed there
    addi    a7, a7, 1024                // and the number of the call, -2048, here
    addi    a7, a7, 1024
    .irp    reg, a1, a2, a7, t4, t5, t6
    srli    \reg, \reg, 63
    add     a0, a0, \reg
    .endr
    ld      s1, 8(sp)
    ld      ra, 0(sp)
    addi    sp, sp, 16
    ret

    .globl  registers_changed_by_call
registers_changed_by_call:
    save_registers
    sd      sp, 120(sp)
    sd      tp, 128(sp)
    mv      t6, a0
    preserved fill
    fill    t4, 13
    .irp    reg, a0,a1,a2,a3,a4,a5,a6,a7,t0,t1,t2,t3,t5
    li      \reg, 0
    .endr
    jalr    t6
    preserved compare
    beqz    t4, 2f
    compare t4, 13
2:  ld      t1, 120(sp)
    sub     t1, t1, sp
    snez    t1, t1
    ld      t2, 128(sp)
    sub     t2, t2, tp
    snez    t2, t2
    snez    t3, gp
    add     t1, t1, t2
    add     t1, t1, t3
    ld      t0, 112(sp)
    add     t0, t0, t1
    sd      t0, 112(sp)
    restore_registers
    ret

    .balign 4
    .globl  foreign_call
foreign_call:
    mv      a7, a0
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    ecall
    ret

    .globl  set_rounding
set_rounding:
    fsrm    a0
    ret

    .globl  rounding
rounding:
    frrm    a0
    ret

    // Register n holds seed + n.
    .globl  fill_vector_registers
fill_vector_registers:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi    t0, a0, \n
    fmv.d.x f\n, t0
    .endr
    ret

    .globl  vector_registers_changed
vector_registers_changed:
    li      t2, 0
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    addi    t0, a0, \n
    fmv.x.d t1, f\n
    sub     t1, t1, t0
    snez    t1, t1
    add     t2, t2, t1
    .endr
    mv      a0, t2
    ret

    .section .note.GNU-stack, "", @progbits
