// SPDX-License-Identifier: BSD-2-Clause
// Start and system calls of Linux on arm64: number in x8, arguments where C has them.

    .text
    .globl  _start
_start:
    mov     x0, sp
    mov     x29, xzr
    mov     x30, xzr
    b       linux_main

    .globl  linux_write
linux_write:
    mov     x8, #64
    svc     #0
    ret

    .globl  linux_exit
linux_exit:
    mov     x8, #93
    svc     #0

    .section .note.GNU-stack, "", %progbits
