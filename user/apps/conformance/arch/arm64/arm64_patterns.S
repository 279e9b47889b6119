// SPDX-License-Identifier: BSD-2-Clause
// Register patterns on arm64: filled, kept over an exception or a switch, and compared.

#define PATTERN 0x12340000

    .text
    .globl  illegal_instruction
illegal_instruction:
    .inst   0
    ret

    // The frame: x19..x30 for the caller, then two words for the function.
    .macro  save_registers
    sub     sp, sp, #112
    stp     x19, x20, [sp]
    stp     x21, x22, [sp, #16]
    stp     x23, x24, [sp, #32]
    stp     x25, x26, [sp, #48]
    stp     x27, x28, [sp, #64]
    stp     x29, x30, [sp, #80]
    .endm
    .macro  restore_registers
    ldp     x19, x20, [sp]
    ldp     x21, x22, [sp, #16]
    ldp     x23, x24, [sp, #32]
    ldp     x25, x26, [sp, #48]
    ldp     x27, x28, [sp, #64]
    ldp     x29, x30, [sp, #80]
    add     sp, sp, #112
    .endm

    // x0 and x1 are kept in the frame as the exception left them.
    .globl  registers_changed_by_exception
registers_changed_by_exception:
    save_registers
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
    restore_registers
    ret
    .ltorg

    // x18..x29 and SP are preserved; of the others, those are looked at that neither carry results
    // nor belong to the stubs. The stack pointer is kept in the frame.
    .globl  registers_after_ipc
registers_after_ipc:
    stp     x29, x30, [sp, #-32]!
    str     x19, [sp, #16]
    mov     x19, x0
    mov     x0, x1
    mov     x1, x2
    lsl     x2, x3, #32                 // the timeouts are in the low half
    .irp    n, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    mov     x\n, x3
    .endr
    mov     x3, #0
    blr     x19
    mov     x0, #0
    .irp    n, 4, 5, 6, 7, 8, 9, 10
    cmp     x\n, #0
    cinc    x0, x0, ne
    .endr
    add     x1, x1, #1                  // anythread may have stayed there
    .irp    n, 1, 2, 11, 12, 13, 14, 15, 16, 17
    add     x0, x0, x\n, lsr #63
    .endr
    ldr     x19, [sp, #16]
    ldp     x29, x30, [sp], #32
    ret

    .globl  registers_changed_by_call
registers_changed_by_call:
    save_registers
    mov     x16, x0
    mov     x1, sp
    str     x1, [sp, #96]
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10
    mov     x\n, xzr
    .endr
    .irp    n, 11,12,13,14,15,17,18,19,20,21,22,23,24,25,26,27,28,29
    ldr     x\n, =PATTERN + \n
    .endr
    blr     x16
    mov     x1, sp
    ldr     x2, [sp, #96]
    cmp     x1, x2
    cset    x0, ne
    .irp    n, 18,19,20,21,22,23,24,25,26,27,28,29
    ldr     x1, =PATTERN + \n
    cmp     x\n, x1
    cinc    x0, x0, ne
    .endr
    .irp    n, 11,12,13,14,15
    ldr     x1, =PATTERN + \n
    cmp     x\n, x1
    ccmp    x\n, #0, #4, ne
    cinc    x0, x0, ne
    .endr
    restore_registers
    ret
    .ltorg

    .globl  foreign_call
foreign_call:
    mov     x8, x0
    mov     x0, x1
    mov     x1, x2
    mov     x2, x3
    svc     #0
    ret

    .globl  set_rounding
set_rounding:
    lsl     x0, x0, #22
    msr     fpcr, x0
    ret

    .globl  rounding
rounding:
    mrs     x0, fpcr
    lsr     x0, x0, #22
    ret

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
