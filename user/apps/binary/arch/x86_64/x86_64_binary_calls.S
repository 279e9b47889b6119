// SPDX-License-Identifier: BSD-2-Clause
// The binary interface instruction by instruction: calls with every register given, the starts of
// threads, requests to the debugger.

// Offsets in struct Registers.
#define RAX 0
#define RBX 8
#define RCX 16
#define RDX 24
#define RSI 32
#define RDI 40
#define RBP 48
#define R8 56
#define R9 64
#define R10 72
#define R11 80
#define R12 88
#define R13 96
#define R14 104
#define R15 112
#define RSP_CHANGE 120
#define FLAGS 128
#define XMM15 136

    .section .bss
    .balign 16
    .skip   16384
main_stack:

    .section .text.start, "ax", @progbits
    .globl  _start
_start:
    leaq    main_stack(%rip), %rsp
    xorl    %ebp, %ebp
    call    binary_main
    ud2

    .text
    .macro  each what
    \what   RBX, %rbx
    \what   RCX, %rcx
    \what   RDX, %rdx
    \what   RSI, %rsi
    \what   RDI, %rdi
    \what   RBP, %rbp
    \what   R8, %r8
    \what   R9, %r9
    \what   R10, %r10
    \what   R11, %r11
    \what   R12, %r12
    \what   R13, %r13
    \what   R14, %r14
    \what   R15, %r15
    .endm
    .macro  load offset, register
    movq    \offset(%rax), \register
    .endm
    .macro  store offset, register
    movq    \register, \offset(%rax)
    .endm

// call_with(Registers*, entry): calls the entry point with these registers and stores what is in
// them afterwards. Every register may be a parameter, so entry and pointer are on the stack.
    .globl  call_with
call_with:
    .irp    register, %rbx, %rbp, %r12, %r13, %r14, %r15, %rdi, %rsi
    pushq   \register
    .endr
    movq    %rdi, %rax
    movq    %rsp, RSP_CHANGE(%rax)
    movq    XMM15(%rax), %xmm15
    each    load
    movq    RAX(%rax), %rax
    call    *(%rsp)
    pushq   %rax
    movq    16(%rsp), %rax
    each    store
    pushfq
    popq    FLAGS(%rax)
    movq    %xmm15, XMM15(%rax)
    popq    RAX(%rax)
    movq    %rsp, %rcx
    subq    %rcx, RSP_CHANGE(%rax)
    .irp    register, %rsi, %rdi, %r15, %r14, %r13, %r12, %rbp, %rbx
    popq    \register
    .endr
    ret

// To be called like an entry point.
    .globl  kernel_interface
kernel_interface:
    .byte   0xF0, 0x90                  // lock nop
    ret

// The UTCB pointer of whoever asks.
    .globl  utcb
utcb:
    movq    %gs:0, %rax
    ret

// A thread of another space: tells its pager where it finds the kernel interface page and its
// UTCB, and who it is.
    .globl  child_start
child_start:
    .byte   0xF0, 0x90
    movq    0x1C0(%rax), %rcx           // MR1 = RAX: the page; in it the address of Ipc
    movq    %gs:0, %rdi
    movq    %rdi, %rbx                  // MR2
    movq    -120(%rdi), %r10            // MR3: MyGlobalId
    movq    -96(%rdi), %rsi             // to the Pager
    xorl    %edx, %edx
    xorl    %r8d, %r8d
    movl    $3, %r9d
    call    *%rcx
1:  pause
    jmp     1b

// A thread that traps with its pager as exception handler, then tells it the value of R15.
    .globl  trap_start, trap_instruction
trap_start:
    movq    %gs:0, %rdi
    movq    -96(%rdi), %rsi
    movq    %rsi, -88(%rdi)             // ExceptionHandler
    movq    $0x7EAB, %r15
trap_instruction:
    ud2
    .byte   0xF0, 0x90
    movq    0x1C0(%rax), %rcx
    movq    %r15, %rax                  // MR1
    movq    %gs:0, %rdi
    movq    -96(%rdi), %rsi
    xorl    %edx, %edx
    xorl    %r8d, %r8d
    movl    $1, %r9d
    call    *%rcx
1:  pause
    jmp     1b

// Requests to the debugger: a breakpoint, then a comparison that says which.
    .macro  request name, number
    .globl  \name
\name:
    movq    %rdi, %rax
    int3
    cmpb    $\number, %al
    ret
    .endm
    request debugger_print, 0x01
    request debugger_read, 0x08
    request debugger_exit, 0x0E

    .section .note.GNU-stack, "", @progbits
