// SPDX-License-Identifier: BSD-2-Clause
// Start and system calls of Linux on riscv64: number in a7, arguments where C has them.

    .text
    .globl  _start
_start:
    mv      a0, sp
    li      s0, 0
    li      ra, 0
    j       linux_main

    .globl  linux_write
linux_write:
    li      a7, 64
    ecall
    ret

    .globl  linux_exit
linux_exit:
    li      a7, 93
    ecall

    .section .note.GNU-stack, "", @progbits
