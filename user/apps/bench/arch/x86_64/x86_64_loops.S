// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on x86_64. Under QEMU's -icount shift=0 the time stamp counts instructions.

    .macro read_counter_to reg
    rdtsc
    shlq    $32, %rdx
    orq     %rdx, %rax
    movq    %rax, %\reg
    .endm

    .macro save_registers
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    .endm

    .macro restore_registers
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    .endm

    .text
    .globl read_counter
read_counter:
    rdtsc
    shlq    $32, %rdx
    orq     %rdx, %rax
    ret

    .globl count_nothing
count_nothing:
    read_counter_to rcx
    read_counter_to rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    .globl count_loop
count_loop:
    read_counter_to rcx
1:  decq    %rdi
    jnz     1b
    read_counter_to rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    // Ipc preserves nothing but the stack pointer, so all that a loop needs is on the stack.
    .set    to, 0
    .set    from, 8
    .set    timeouts, 16
    .set    tag, 24
    .set    entry, 32
    .set    rounds, 40
    .set    words, 48

    .macro push_exchange
    pushq   rounds(%rdi)
    pushq   entry(%rdi)
    pushq   tag(%rdi)
    pushq   timeouts(%rdi)
    pushq   from(%rdi)
    pushq   to(%rdi)
    .endm

    .macro ipc
    movq    from(%rsp), %rdx
    movq    timeouts(%rsp), %r8
    movq    tag(%rsp), %r9
    movq    %gs:0, %rdi
    call    *entry(%rsp)
    .endm

    .globl count_ipc
count_ipc:
    save_registers
    pushq   %rdi                // 56(%rsp)
    read_counter_to rcx
    pushq   %rcx                // 48(%rsp)
    push_exchange
    movq    words(%rdi), %rax
    movq    words+8(%rdi), %rbx
    movq    words+16(%rdi), %r10
    movq    words+24(%rdi), %r12
    movq    words+32(%rdi), %r13
    movq    words+40(%rdi), %r14
    movq    words+48(%rdi), %r15
1:  movq    to(%rsp), %rsi
    ipc
    decq    rounds(%rsp)
    jnz     1b
    movq    56(%rsp), %rdi
    movq    %r9, tag(%rdi)
    movq    %rax, words(%rdi)
    movq    %rbx, words+8(%rdi)
    movq    %r10, words+16(%rdi)
    movq    %r12, words+24(%rdi)
    movq    %r13, words+32(%rdi)
    movq    %r14, words+40(%rdi)
    movq    %r15, words+48(%rdi)
    read_counter_to rsi
    movq    %rsi, %rax
    subq    48(%rsp), %rax
    addq    $64, %rsp
    restore_registers
    ret

    .globl answer_ipc
answer_ipc:
    push_exchange
    xorl    %esi, %esi
1:  ipc
    jmp     1b

    .globl count_entry_calls
count_entry_calls:
    save_registers
    movq    %rdx, %r10
    read_counter_to rcx
    pushq   %rcx
    pushq   %r10
    pushq   %rdi
    pushq   %rsi
1:  movq    (%rsp), %rdi
    call    *8(%rsp)
    decq    16(%rsp)
    jnz     1b
    read_counter_to rsi
    movq    %rsi, %rax
    subq    24(%rsp), %rax
    addq    $32, %rsp
    restore_registers
    ret

    .globl keep_calling
keep_calling:
    pushq   %rdi
    pushq   %rsi
1:  movq    (%rsp), %rdi
    call    *8(%rsp)
    jmp     1b

    .globl count_page_reads
count_page_reads:
    read_counter_to rcx
1:  movq    (%rdi), %rax
    addq    $4096, %rdi
    decq    %rsi
    jnz     1b
    read_counter_to rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    .globl count_exceptions
count_exceptions:
    read_counter_to rcx
1:  ud2
    decq    %rdi
    jnz     1b
    read_counter_to rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    .globl counter_at_message
counter_at_message:
    save_registers
    movq    %rsi, %rcx
    movq    %rdi, %rdx
    xorl    %esi, %esi
    xorl    %r8d, %r8d
    xorl    %r9d, %r9d
    movq    %gs:0, %rdi
    call    *%rcx
    read_counter_to rcx
    movq    %rcx, %rax
    restore_registers
    ret

    .globl use_floating_point
use_floating_point:
    movq    %rsp, %xmm0
    ret

    .globl park
park:
    xorl    %eax, %eax
    pushq   %rdi
1:  movq    (%rsp), %rdx
    movq    %rax, %r8
    xorl    %esi, %esi
    movq    %gs:0, %rdi
    call    *__L4_Entry+32(%rip)    // the fifth entry point is that of Ipc
    jmp     1b

    .section .rodata
    .globl illegal_instruction_bytes
    .balign 8
illegal_instruction_bytes:
    .quad   2

    .section .note.GNU-stack, "", @progbits
