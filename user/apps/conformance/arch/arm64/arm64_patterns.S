// SPDX-License-Identifier: BSD-2-Clause
// Register patterns on arm64: filled, kept over an exception or a switch, and compared.

#define PATTERN 0x12340000

    .text
    .globl  illegal_instruction
illegal_instruction:
    .inst   0
    ret

    // The frame: x19..x30 for the caller, then x0 and x1 as the exception left them.
    .globl  registers_changed_by_exception
registers_changed_by_exception:
    sub     sp, sp, #112
    stp     x19, x20, [sp]
    stp     x21, x22, [sp, #16]
    stp     x23, x24, [sp, #32]
    stp     x25, x26, [sp, #48]
    stp     x27, x28, [sp, #64]
    stp     x29, x30, [sp, #80]
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    ldr     x\n, =PATTERN + \n
    .endr
    cmp     x0, x0
    .inst   0
    stp     x0, x1, [sp, #96]
    cset    x0, ne
    .irp    n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    ldr     x1, =PATTERN + \n
    cmp     x\n, x1
    cinc    x0, x0, ne
    .endr
    .irp    n, 0,1
    ldr     x1, =PATTERN + \n
    ldr     x2, [sp, #96 + \n * 8]
    cmp     x2, x1
    cinc    x0, x0, ne
    .endr
    ldp     x19, x20, [sp]
    ldp     x21, x22, [sp, #16]
    ldp     x23, x24, [sp, #32]
    ldp     x25, x26, [sp, #48]
    ldp     x27, x28, [sp, #64]
    ldp     x29, x30, [sp, #80]
    add     sp, sp, #112
    ret
    .ltorg

    // Register n holds seed + n in both halves.
    .globl  fill_vector_registers
fill_vector_registers:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x1, x0, #\n
    dup     v\n\().2d, x1
    .endr
    ret

    .globl  vector_registers_changed
vector_registers_changed:
    mov     x4, #0
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    add     x1, x0, #\n
    umov    x2, v\n\().d[0]
    umov    x3, v\n\().d[1]
    cmp     x2, x1
    ccmp    x3, x1, #0, eq
    cinc    x4, x4, ne
    .endr
    mov     x0, x4
    ret

    .section .note.GNU-stack, "", %progbits
