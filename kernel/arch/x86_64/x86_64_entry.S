// SPDX-License-Identifier: BSD-2-Clause
// The ways into the kernel and the one way out. The kernel runs with interrupts off and with its
// own GS base; GS belongs to the user on the other side of each swapgs.
#include "x86_64_offsets.h"

// All general registers but RDI and RSP.
#define EACH_REGISTER(move)                                                             \
    move rax, FRAME_RAX; move rbx, FRAME_RBX; move rcx, FRAME_RCX; move rdx, FRAME_RDX; \
    move rsi, FRAME_RSI; move rbp, FRAME_RBP; move r8, FRAME_R8; move r9, FRAME_R9;     \
    move r10, FRAME_R10; move r11, FRAME_R11; move r12, FRAME_R12; move r13, FRAME_R13; \
    move r14, FRAME_R14; move r15, FRAME_R15

.macro save reg, offset
    movq    %\reg, \offset(%rdi)
.endm
.macro restore reg, offset
    movq    \offset(%rdi), %\reg
.endm

// Into the running thread's frame, whose address is in RDI from here on.
.macro save_user_registers
    movq    %rdi, %gs:CPU_SCRATCH
    movq    %gs:CPU_FRAME, %rdi
    EACH_REGISTER(save)
    movq    %gs:CPU_SCRATCH, %rax; save rax, FRAME_RDI
.endm

    .text
    .globl x86_64_declined_ipc, x86_64_syscall_entry, x86_64_resume
// What the fast path has declined: Ipc, with nothing in RDI and RBP, which it destroys. With
// neither phase its result is all there is to do: no message, from nobody.
x86_64_declined_ipc:
    .if SEVERAL; swapgs; .endif         // the fast path of one of several needs GS
    movq    %rsi, %rdi; orq %rdx, %rdi
    movl    $0, %edi                    // it keeps the flags
    jnz     x86_64_syscall_entry
    testl   $RFLAGS_NOT_BY_SYSRET, %r11d
    jnz     x86_64_syscall_entry
    xorl    %r9d, %r9d
    sysretq

// SYSCALL leaves the user's stack pointer in place, so nothing is pushed before it is replaced.
// NMI, debug trap and machine check, which can come in between, have stacks of their own.
x86_64_syscall_entry:
    swapgs
    save_user_registers
    save rcx, FRAME_RIP; save r11, FRAME_RFLAGS; save rsp, FRAME_RSP
    movq    %gs:CPU_KERNEL_STACK, %rsp
    xorl    %ebp, %ebp                  // where back-traces end
    call    x86_64_syscall
    movq    %rax, %rdi

// Runs the user code whose frame is at RDI. SYSRET where it does the same as IRET: RCX and R11
// hold what it loads them with, the IP is one that cannot fault in the kernel, RF is clear, and so
// is TF, which would trap before the first user instruction, time and again.
x86_64_resume:
    movq    %rdi, %gs:CPU_FRAME
    restore rcx, FRAME_RIP; restore r11, FRAME_RFLAGS
    movq    %rcx, %rax
    shrq    $47, %rax
    jnz     resume_by_iret
    cmpq    %rcx, FRAME_RCX(%rdi)
    jne     resume_by_iret
    cmpq    %r11, FRAME_R11(%rdi)
    jne     resume_by_iret
    testl   $RFLAGS_NOT_BY_SYSRET, %r11d
    jnz     resume_by_iret
    EACH_REGISTER(restore); restore rsp, FRAME_RSP; restore rdi, FRAME_RDI
    swapgs
    sysretq

resume_by_iret:
    shlq    $16, %rcx                   // made canonical: IRET to another IP faults in the kernel
    sarq    $16, %rcx
    movq    %gs:CPU_KERNEL_STACK, %rsp
    pushq   $USER_DATA
    pushq   FRAME_RSP(%rdi)
    pushq   %r11
    pushq   $USER_CODE
    pushq   %rcx
    EACH_REGISTER(restore); restore rdi, FRAME_RDI
    swapgs
    iretq

// The gates of the IDT lead here, 8 bytes a vector. A byte holds the vector less 128.
    .balign 8
    .globl x86_64_vectors
x86_64_vectors:
    .set    vector, 0
    .rept   VECTOR_COUNT
    .balign 8
    pushq   $(vector - 128)
    .if vector < 32 && VECTORS_WITH_ERROR >> (vector & 31) & 1
    jmp     trap
    .else
    jmp     trap_without_error
    .endif
    .set    vector, vector + 1
    .endr

trap_without_error:
    pushq   (%rsp)
    movq    $0, 8(%rsp)
// On the stack: vector - 128, error code, RIP, CS, RFLAGS, RSP, SS.
trap:
    testb   $3, 24(%rsp)
    jz      trap_in_kernel
    swapgs
    pushq   $2                          // clears what the CPU does not: AC, DF, NT
    popfq
    save_user_registers
    popq    FRAME_VECTOR(%rdi)
    addq    $128, FRAME_VECTOR(%rdi)
    popq    FRAME_ERROR(%rdi)
    popq    FRAME_RIP(%rdi)
    popq    %rax                        // CS
    popq    FRAME_RFLAGS(%rdi)
    popq    FRAME_RSP(%rdi)
    movq    %gs:CPU_KERNEL_STACK, %rsp  // the debug trap comes on a stack of its own
    xorl    %ebp, %ebp
    call    x86_64_trap
    movq    %rax, %rdi
    jmp     x86_64_resume

// The kernel takes interrupts only where it opens a window for one (x86_64_interrupts.cpp): note
// the vector and close the window. A debug trap comes after SYSCALL of a user who set TF or used
// a MOV SS shadow: nothing to do. All else is a bug of the kernel.
trap_in_kernel:
    cmpq    $(VECTOR_PIC - 128), (%rsp)
    jge     interrupt_in_window
    cmpq    $(VECTOR_DEBUG - 128), (%rsp)
    je      debug_trap_in_kernel
    subq    $FRAME_SIZE, %rsp
    movq    %rdi, FRAME_RDI(%rsp)
    movq    %rsp, %rdi
    EACH_REGISTER(save)
    leaq    FRAME_SIZE(%rsp), %rsi
    andq    $-16, %rsp
    call    x86_64_kernel_trap

interrupt_in_window:
    popq    %gs:CPU_PENDING_VECTOR
    addq    $128, %gs:CPU_PENDING_VECTOR
    addq    $8, %rsp
    andq    $~RFLAGS_INTERRUPTS, 16(%rsp)
    iretq

debug_trap_in_kernel:
    pushq   %rax
    xorl    %eax, %eax
    movq    %rax, %dr6
    popq    %rax
    addq    $16, %rsp
    iretq

// An NMI can come anywhere, also where GS base is the user's, who may have set it to any value.
// So the kernel's is taken from the top of the stack: 5 words of the CPU and 11 of ours below it.
    .globl x86_64_nmi_entry
x86_64_nmi_entry:
    .irp reg, rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11
    pushq   %\reg
    .endr
    pushq   $2
    popfq
    movl    $MSR_GS_BASE, %ecx
    rdmsr
    movl    %eax, %ebx
    shlq    $32, %rdx
    orq     %rdx, %rbx
    movq    128(%rsp), %rax
    movq    %rax, %rdx
    shrq    $32, %rdx
    wrmsr
    xorl    %ebp, %ebp
    call    x86_64_nmi
    movl    $MSR_GS_BASE, %ecx
    movq    %rbx, %rax
    movq    %rbx, %rdx
    shrq    $32, %rdx
    wrmsr
    .irp reg, r11, r10, r9, r8, rbp, rdi, rsi, rdx, rcx, rbx, rax
    popq    %\reg
    .endr
    iretq

    .section .note.GNU-stack, "", @progbits
