// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on arm64. Under QEMU's -icount shift=0 the cycle counter counts instructions.

    .text
    .globl  count_nothing
count_nothing:
    mrs     x9, pmccntr_el0
    mrs     x10, pmccntr_el0
    sub     x0, x10, x9
    ret

    .globl  count_loop
count_loop:
    mrs     x9, pmccntr_el0
1:  subs    x0, x0, #1
    b.ne    1b
    mrs     x10, pmccntr_el0
    sub     x0, x10, x9
    ret

    // An empty call of thread x19 through entry point x20. Ipc preserves x18 to x29.
    .macro  empty_call
    mov     x0, x19
    mov     x1, x19
    mov     x2, #0
    mov     x3, #0
    blr     x20
    .endm

    .globl  count_calls
count_calls:
    stp     x29, x30, [sp, #-64]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    str     x23, [sp, #48]
    mov     x19, x0
    mov     x20, x1
    mov     x21, x2
    mov     x22, x3
    mrs     x23, pmccntr_el0
1:  empty_call
    subs    x21, x21, #1
    b.ne    1b
    mrs     x10, pmccntr_el0
    str     x3, [x22]
    sub     x0, x10, x23
    ldr     x23, [sp, #48]
    ldp     x21, x22, [sp, #32]
    ldp     x19, x20, [sp, #16]
    ldp     x29, x30, [sp], #64
    ret

    .globl  answer_calls
answer_calls:
    mov     x19, x0
    mov     x20, x1
1:  empty_call
    b       1b

    .globl  count_page_reads
count_page_reads:
    mrs     x9, pmccntr_el0
1:  ldr     x11, [x0]
    add     x0, x0, #4096
    subs    x1, x1, #1
    b.ne    1b
    mrs     x10, pmccntr_el0
    sub     x0, x10, x9
    ret

    .section .note.GNU-stack, "", %progbits
