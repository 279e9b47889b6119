// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a program on arm64: see to a stack, go on in C++.

    .section .bss.boot_stack, "aw", @nobits
    .balign 16
boot_stack:
    .skip 16384
boot_stack_end:

    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    // The kernel starts the initial servers without a stack; others get one from their pager.
    mov     x0, sp
    cbnz    x0, 1f
    adrp    x0, boot_stack_end
    add     x0, x0, :lo12:boot_stack_end
1:  and     x0, x0, #-16
    mov     sp, x0
    mov     x29, xzr
    bl      __crt0_start
    brk     #0
    .size _start, . - _start

    .section .note.GNU-stack, "", @progbits
