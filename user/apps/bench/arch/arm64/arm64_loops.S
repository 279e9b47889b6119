// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on arm64. Under QEMU's -icount shift=0 the cycle counter counts instructions.

    .text
    .globl  read_counter
read_counter:
    mrs     x0, pmccntr_el0
    ret

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

    // A function that calls entry points saves what it may not change.
    .macro  save_registers
    stp     x29, x30, [sp, #-80]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    .endm

    .macro  restore_registers
    ldp     x25, x26, [sp, #64]
    ldp     x23, x24, [sp, #48]
    ldp     x21, x22, [sp, #32]
    ldp     x19, x20, [sp, #16]
    ldp     x29, x30, [sp], #80
    .endm

    .set    entry, 32
    .set    rounds, 40
    .set    words, 48

    // Parameters in x19 to x22; Ipc preserves x18 to x29.
    .macro  load_exchange
    mov     x26, x0
    ldp     x19, x20, [x26]
    ldp     x21, x22, [x26, #16]
    add     x23, x26, #entry
    .endm

    .macro  ipc
    mov     x1, x20
    mov     x2, x21
    mov     x3, x22
    ldr     x16, [x23]
    blr     x16
    .endm

    .globl  count_ipc
count_ipc:
    save_registers
    load_exchange
    ldr     x24, [x26, #rounds]
    ldp     x4, x5, [x26, #words]
    ldp     x6, x7, [x26, #words + 16]
    ldp     x8, x9, [x26, #words + 32]
    ldr     x10, [x26, #words + 48]
    mrs     x25, pmccntr_el0
1:  mov     x0, x19
    ipc
    subs    x24, x24, #1
    b.ne    1b
    mrs     x11, pmccntr_el0
    str     x3, [x26, #24]
    stp     x4, x5, [x26, #words]
    stp     x6, x7, [x26, #words + 16]
    stp     x8, x9, [x26, #words + 32]
    str     x10, [x26, #words + 48]
    sub     x0, x11, x25
    restore_registers
    ret

    .globl  answer_ipc
answer_ipc:
    load_exchange
    mov     x0, #0
1:  ipc
    b       1b

    .globl  count_entry_calls
count_entry_calls:
    save_registers
    mov     x19, x0
    mov     x20, x1
    mov     x21, x2
    mrs     x25, pmccntr_el0
1:  mov     x0, x20
    blr     x19
    subs    x21, x21, #1
    b.ne    1b
    mrs     x11, pmccntr_el0
    sub     x0, x11, x25
    restore_registers
    ret

    .globl  keep_calling
keep_calling:
    mov     x19, x0
    mov     x20, x1
1:  mov     x0, x20
    blr     x19
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

    .globl  count_exceptions
count_exceptions:
    mrs     x9, pmccntr_el0
1:  udf     #0
    subs    x0, x0, #1
    b.ne    1b
    mrs     x10, pmccntr_el0
    sub     x0, x10, x9
    ret

    .globl  counter_at_message
counter_at_message:
    stp     x29, x30, [sp, #-16]!
    mov     x16, x1
    mov     x1, x0
    mov     x0, #0
    mov     x2, #0
    mov     x3, #0
    blr     x16
    mrs     x0, pmccntr_el0
    ldp     x29, x30, [sp], #16
    ret

    .globl  use_floating_point
use_floating_point:
    fmov    d0, x0
    ret

    .globl  park
park:
    mov     x19, x0
    adrp    x20, __L4_Entry
    add     x20, x20, :lo12:__L4_Entry
    mov     x4, #0
1:  mov     x0, #0
    mov     x1, x19
    mov     x2, x4
    ldr     x16, [x20, #32]         // the fifth entry point is that of Ipc
    blr     x16
    b       1b

    .section .rodata
    .globl  illegal_instruction_bytes
    .balign 8
illegal_instruction_bytes:
    .quad   4

    .section .note.GNU-stack, "", %progbits
