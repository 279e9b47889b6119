// SPDX-License-Identifier: BSD-2-Clause
// Kernel entry with any words in all registers, and register patterns, on x86_64.

#define THREAD_SWITCH 8 * 9 /* of __L4_EntryPoints_t */
#define LOAD_NUMBER_BYTES 5   /* movl $number, %ebp */

    .text

    .macro save_registers
    .irp    reg, rbx,rbp,r12,r13,r14,r15
    pushq   %\reg
    .endr
    .endm

    .macro restore_registers
    .irp    reg, r15,r14,r13,r12,rbp,rbx
    popq    %\reg
    .endr
    .endm

    // The number is in the low half of RBP, where the stubs have it. RCX and R11 are the
    // instruction's own. It must be one of the stub page: the stub of ThreadSwitch loads a number,
    // then traps and returns.
    .globl raw_trap
raw_trap:
    save_registers
    movq    __L4_Entry + THREAD_SWITCH(%rip), %rax
    addq    $LOAD_NUMBER_BYTES, %rax
    pushq   %rax
    movl    %esi, %ebp
    .set    offset, 0
    .irp    reg, rax,rbx,rdx,rsi,r8,r9,r10,r12,r13,r14,r15
    movq    offset(%rdi), %\reg
    .set    offset, offset + 8
    .endr
    movq    offset(%rdi), %rdi
    call    *(%rsp)
    addq    $8, %rsp
    restore_registers
    ret

    // Every register differs from the others: it holds the seed and a number.
    .globl registers_changed
registers_changed:
    save_registers
    call    fill_floating_point
    .set    n, 100
    .irp    reg, rbx,rbp,r12,r13,r14,r15
    leaq    n(%rdi), %\reg
    .set    n, n + 1
    .endr
1:  decq    %rsi
    jnz     1b
    xorl    %eax, %eax
    .set    n, 100
    .irp    reg, rbx,rbp,r12,r13,r14,r15
    leaq    n(%rdi), %rdx
    cmpq    %rdx, %\reg
    je      2f
    incq    %rax
2:
    .set    n, n + 1
    .endr
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    leaq    \n(%rdi), %rdx
    movq    %xmm\n, %rcx
    cmpq    %rdx, %rcx
    je      2f
    incq    %rax
2:
    .endr
    restore_registers
    ret

    .globl dirty_registers
dirty_registers:
fill_floating_point:
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    leaq    \n(%rdi), %rdx
    movq    %rdx, %xmm\n
    .endr
    ret

    .section .note.GNU-stack, "", @progbits
