// SPDX-License-Identifier: BSD-2-Clause
// First instructions of a program on x86_64: see to a stack, go on in C++.

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
    testq   %rsp, %rsp
    jnz     1f
    leaq    boot_stack_end(%rip), %rsp
1:  andq    $-16, %rsp
    xorl    %ebp, %ebp
    call    __crt0_start
    ud2
    .size _start, . - _start

    .section .note.GNU-stack, "", @progbits
