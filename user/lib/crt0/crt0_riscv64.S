// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a program on riscv64: see to a stack, go on in C++.

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
    // gp stays 0 in every thread: programs are linked without gp-relative addresses.
    bnez    sp, 1f
    lla     sp, boot_stack_end
1:  andi    sp, sp, -16
    mv      s0, zero
    call    __crt0_start
    ebreak
    .size _start, . - _start

    .section .note.GNU-stack, "", @progbits
