// SPDX-License-Identifier: BSD-2-Clause
// The measured loops on x86_64. Under QEMU's -icount shift=0 the time stamp counts instructions.

    .macro read_counter reg
    rdtsc
    shlq    $32, %rdx
    orq     %rdx, %rax
    movq    %rax, %\reg
    .endm

    .text
    .globl count_nothing
count_nothing:
    read_counter rcx
    read_counter rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    .globl count_loop
count_loop:
    read_counter rcx
1:  decq    %rdi
    jnz     1b
    read_counter rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    // An empty call of the thread at (%rsp) through the entry point at 8(%rsp). Ipc preserves
    // nothing but the stack pointer, so everything lives on the stack.
    .macro empty_call
    movq    (%rsp), %rsi
    movq    %rsi, %rdx
    xorl    %r8d, %r8d
    xorl    %r9d, %r9d
    movq    %gs:0, %rdi
    call    *8(%rsp)
    .endm

    .globl count_calls
count_calls:
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    pushq   %rcx                // where the tag goes: 32(%rsp)
    pushq   %rdx                // rounds that are left: 24(%rsp)
    movq    %rsi, %r10
    read_counter rcx
    pushq   %rcx                // 16(%rsp)
    pushq   %r10
    pushq   %rdi
1:  empty_call
    decq    24(%rsp)
    jnz     1b
    read_counter rsi
    movq    %rsi, %rax
    subq    16(%rsp), %rax
    movq    32(%rsp), %rcx
    movq    %r9, (%rcx)
    addq    $40, %rsp
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    ret

    .globl answer_calls
answer_calls:
    pushq   %rsi
    pushq   %rdi
1:  empty_call
    jmp     1b

    .globl count_page_reads
count_page_reads:
    read_counter rcx
1:  movq    (%rdi), %rax
    addq    $4096, %rdi
    decq    %rsi
    jnz     1b
    read_counter rsi
    movq    %rsi, %rax
    subq    %rcx, %rax
    ret

    .section .note.GNU-stack, "", @progbits
