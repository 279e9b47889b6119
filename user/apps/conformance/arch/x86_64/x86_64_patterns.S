// SPDX-License-Identifier: BSD-2-Clause
// Register patterns on x86_64: filled, kept over an exception or a switch, and compared.

#define PATTERN -0x12340000

    .text
    .globl illegal_instruction
illegal_instruction:
    ud2
    ret

    .macro fill reg, n
    movq    $(PATTERN - \n), %\reg
    .endm

    // The count of differences lies at the top of the stack: no register is free to hold it.
    .macro compare reg, n
    cmpq    $(PATTERN - \n), %\reg
    je      1f
    incq    (%rsp)
1:
    .endm

    .macro for_all what
    \what rbx, 1
    \what rcx, 2
    \what rdx, 3
    \what rsi, 4
    \what rdi, 5
    \what rbp, 6
    \what r8, 7
    \what r9, 8
    \what r10, 9
    \what r11, 10
    \what r12, 11
    \what r13, 12
    \what r14, 13
    \what r15, 14
    \what rax, 15
    .endm

    .globl registers_changed_by_exception
registers_changed_by_exception:
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    pushq   $0
    for_all fill
    stc
    ud2
    jc      1f
    incq    (%rsp)
1:
    for_all compare
    popq    %rax
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    ret

    // Only the stack pointer and the direction flag are preserved.
    .globl registers_changed_by_call
registers_changed_by_call:
    pushq   %rbx
    pushq   %rbp
    pushq   %r12
    pushq   %r13
    pushq   %r14
    pushq   %r15
    pushq   %rdi
    pushq   %rsp
    .irp    reg, rax,rbx,rcx,rdx,rsi,rdi,rbp,r8,r9,r10,r11,r12,r13,r14,r15
    movq    $0, %\reg
    .endr
    call    *8(%rsp)
    pushfq
    popq    %rax
    shrl    $10, %eax
    andl    $1, %eax
    leaq    8(%rsp), %rcx
    cmpq    %rcx, (%rsp)                // what %rsp was before it was pushed
    je      1f
    incq    %rax
1:  addq    $16, %rsp
    popq    %r15
    popq    %r14
    popq    %r13
    popq    %r12
    popq    %rbp
    popq    %rbx
    ret

    .globl registers_after_ipc
registers_after_ipc:
    .irp    reg, rbx, rbp, r12, r13, r14, r15, rdi
    pushq   %\reg
    .endr
    movq    %rcx, %rax
    .irp    reg, rbx, rbp, rdi, r8, r10, r11, r12, r13, r14, r15
    movq    %rax, %\reg
    .endr
    shlq    $32, %r8                    // the timeouts are in the low half
    xorl    %r9d, %r9d
    call    *(%rsp)
    pushq   $0
    .irp    reg, rax, rbx, r10, r12, r13, r14, r15
    testq   %\reg, %\reg
    jz      1f
    incq    (%rsp)
1:
    .endr
    incq    %rdx                        // anythread may have stayed there
    .irp    reg, rcx, rdx, rdi, rbp, r8, r11
    testq   %\reg, %\reg
    jns     1f
    incq    (%rsp)
1:
    .endr
    popq    %rax
    addq    $8, %rsp
    .irp    reg, r15, r14, r13, r12, rbp, rbx
    popq    %\reg
    .endr
    ret

    .globl foreign_call
foreign_call:
    pushq   %rbp
    movl    %edi, %ebp
    movq    %rdi, %rax
    movq    %rsi, %rdi
    movq    %rdx, %rsi
    movq    %rcx, %rdx
    syscall
    popq    %rbp
    ret

    // Loads the selectors below %rdi into all data segment registers. The handler of the
    // exceptions skips an instruction, each of which has two bytes. Then writes 1 to (%rsi) and
    // loops: without its GS base the thread cannot call the kernel any more.
    .globl load_all_selectors
load_all_selectors:
    xorl    %eax, %eax
1:  movw    %ax, %ds
    movw    %ax, %es
    movw    %ax, %fs
    movw    %ax, %gs
    incl    %eax
    cmpl    %edi, %eax
    jb      1b
    movq    $1, (%rsi)
2:  pause
    jmp     2b

    .section .note.GNU-stack, "", @progbits
