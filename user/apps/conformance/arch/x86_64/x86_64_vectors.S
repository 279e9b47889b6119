// SPDX-License-Identifier: BSD-2-Clause
// Vector registers and rounding on x86_64: filled and compared, as wide as the system lets them be.

    // Sets ZF unless AVX can be used: CPU (ECX bit 28) and system (bit 27, XCR0 bits 1, 2) have it.
    // Changes RAX, RCX, RDX.
    .text
test_avx:
    pushq   %rbx
    movl    $1, %eax
    xorl    %ecx, %ecx
    cpuid
    popq    %rbx
    notl    %ecx
    testl   $0x18000000, %ecx
    jnz     1f
    xorl    %ecx, %ecx
    xgetbv
    andl    $6, %eax
    cmpl    $6, %eax
    jne     1f
    testl   %eax, %eax
    ret
1:  xorl    %eax, %eax
    ret

    // Register n holds seed + n in each of its words.
    .globl fill_vector_registers
fill_vector_registers:
    call    test_avx
    jz      1f
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    leaq    \n(%rdi), %rax
    vmovq   %rax, %xmm\n
    vpunpcklqdq %xmm\n, %xmm\n, %xmm\n
    vinsertf128 $1, %xmm\n, %ymm\n, %ymm\n
    .endr
    ret
1:  .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    leaq    \n(%rdi), %rax
    movq    %rax, %xmm\n
    punpcklqdq %xmm\n, %xmm\n
    .endr
    ret

    // Counts the register if the words at the stack pointer are not all seed + n.
    .macro count_unless n, words
    leaq    \n(%rdi), %rdx
    .irp    word, \words
    cmpq    %rdx, 8 * \word(%rsp)
    jne     2f
    .endr
    jmp     3f
2:  incq    %rsi
3:
    .endm

    .globl vector_registers_changed
vector_registers_changed:
    xorl    %esi, %esi
    subq    $40, %rsp
    call    test_avx
    jz      1f
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    vmovdqu %ymm\n, (%rsp)
    count_unless \n, "0,1,2,3"
    .endr
    jmp     4f
1:  .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    movdqu  %xmm\n, (%rsp)
    count_unless \n, "0,1"
    .endr
4:  addq    $40, %rsp
    movq    %rsi, %rax
    ret

    // MXCSR bits 14:13; control word of the x87 bits 11:10. Exceptions stay masked.
    .globl set_rounding
set_rounding:
    shll    $10, %edi
    leal    0x37f(%rdi), %eax
    pushq   %rax
    fldcw   (%rsp)
    leal    0x1f80(,%rdi,8), %eax
    movl    %eax, (%rsp)
    ldmxcsr (%rsp)
    popq    %rax
    ret

    .globl rounding
rounding:
    pushq   $0
    fnstcw  (%rsp)
    movl    (%rsp), %eax
    stmxcsr (%rsp)
    popq    %rdx
    subl    $0x37f, %eax
    subl    $0x1f80, %edx
    shll    $3, %eax
    xorl    %eax, %edx
    jnz     1f
    shrl    $13, %eax
    ret
1:  movl    $-1, %eax
    ret

    .section .note.GNU-stack, "", @progbits
