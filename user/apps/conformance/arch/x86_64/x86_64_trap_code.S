// SPDX-License-Identifier: BSD-2-Clause
// Code that traps on x86_64, each piece with a description (TrapCode).

    .text

    // 2 is where the message says that the code trapped, 3 where it is to go on.
    .macro trap_code name
    .pushsection .data.rel.ro, "aw"
    .balign 8
    .globl  \name
\name:
    .quad   1f, 2f, 3f
    .popsection
1:
    .endm

    trap_code divide_by_zero
    xorl    %ecx, %ecx
2:  divl    %ecx
3:  ret

    trap_code breakpoint_instruction
    int3
2:
3:  ret

    trap_code privileged_instruction
2:  cli
3:  ret

    trap_code privileged_register
    xorl    %eax, %eax
2:  movq    %rax, %cr3
3:  ret

    trap_code wrong_selector
    movl    $0xfff8, %eax
2:  movw    %ax, %ds
3:  ret

    trap_code wrong_address
    movabsq $0x800000000000, %rax
2:  movq    (%rax), %rax
3:  ret

    // Bit 18 of RFLAGS makes the CPU check.
    trap_code not_aligned
    pushfq
    orl     $0x40000, (%rsp)
    popfq
2:  movl    1(%rsp), %eax
3:  pushfq
    andl    $~0x40000, (%rsp)
    popfq
    ret

    // Reported by the next instruction that waits for the x87.
    trap_code divide_by_zero_x87
    pushq   $0x37b
    fldcw   (%rsp)
    fld1
    fldz
    fdivrp
2:  fwait
3:  fninit
    popq    %rax
    ret

    trap_code divide_by_zero_simd
    pushq   $0x1d80
    ldmxcsr (%rsp)
    movl    $1, %eax
    cvtsi2ss %eax, %xmm0
    xorps   %xmm1, %xmm1
2:  divss   %xmm1, %xmm0
3:  movl    $0x1f80, (%rsp)
    ldmxcsr (%rsp)
    popq    %rax
    ret

    trap_code interrupt_80
    int     $0x80
2:
3:  ret

    trap_code interrupt_of_device
    int     $0x40
2:
3:  ret

    // Any code but that of the stub page, even with the number of a call where the stubs have it.
    trap_code system_call
    pushq   %rbp
    xorl    %ebp, %ebp
    syscall
2:
3:  popq    %rbp
    ret

    // With TF set, a trap comes after each instruction behind the one that set it.
    trap_code single_step
    pushfq
    orl     $0x100, (%rsp)
    popfq
    nop
2:  nop
3:  ret

    .section .note.GNU-stack, "", @progbits
