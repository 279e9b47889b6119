// SPDX-License-Identifier: BSD-2-Clause
// Kernel entry with any words in all registers, and register patterns, on arm64.
#include <pinyon/abi.h>

    .text

    .macro save_registers
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    .endm

    .macro restore_registers
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
    .endm

    // The number is part of the instruction: one for each. x17 names it.
    .globl  raw_trap
raw_trap:
    save_registers
    adr     x17, 1f
    add     x17, x17, x1, lsl #3
    .irp    n, 30,29,28,27,26,25,24,23,22,21,20,19,18,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1
    ldr     x\n, [x0, #8 * \n]
    .endr
    ldr     x0, [x0]
    br      x17
1:
    .set    number, 0
    .rept   48
    svc     #(PINYON_SVC_BASE + number)
    b       2f
    .set    number, number + 1
    .endr
2:  restore_registers
    ret

    // Every register differs from the others: it holds the seed and a number.
    .globl  registers_changed
registers_changed:
    save_registers
    bl      dirty_registers
    .irp    n, 19,20,21,22,23,24,25,26,27,28
    add     x\n, x0, #100 + \n
    .endr
1:  subs    x1, x1, #1
    b.ne    1b
    mov     x3, #0
    .irp    n, 19,20,21,22,23,24,25,26,27,28
    add     x2, x0, #100 + \n
    cmp     x2, x\n
    cinc    x3, x3, ne
    .endr
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x2, x0, #\n
    fmov    x4, d\n
    cmp     x2, x4
    cinc    x3, x3, ne
    .endr
    mov     x0, x3
    restore_registers
    ret

    .globl  dirty_registers
dirty_registers:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x2, x0, #\n
    dup     v\n\().2d, x2
    .endr
    ret

    .section .note.GNU-stack, "", %progbits
