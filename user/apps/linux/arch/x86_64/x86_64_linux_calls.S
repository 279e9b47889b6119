// SPDX-License-Identifier: BSD-2-Clause
// Start and system calls of Linux on x86_64: number in RAX, arguments where C has them.

    .text
    .globl  _start
_start:
    movq    %rsp, %rdi
    xorl    %ebp, %ebp
    call    linux_main

    .globl  linux_write
linux_write:
    movl    $1, %eax
    syscall
    ret

    .globl  linux_exit
linux_exit:
    movl    $60, %eax
    syscall

    .section .note.GNU-stack, "", @progbits
