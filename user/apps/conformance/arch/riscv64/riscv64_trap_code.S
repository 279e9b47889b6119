// SPDX-License-Identifier: BSD-2-Clause
// Code that traps on riscv64, each piece with a description (TrapCode).

    .text

    // 2 is where the message says that the code trapped, 3 where it is to go on.
    .macro trap_code name
    .pushsection .data.rel.ro, "aw"
    .balign 8
    .globl  \name
\name:
    .quad   1f, 2f, 3f
    .popsection
    .balign 4
1:
    .endm

    trap_code breakpoint_instruction
2:  ebreak
3:  ret

    trap_code privileged_instruction
2:  sret
3:  ret

    trap_code privileged_register
2:  csrr    t0, sstatus
3:  ret

    trap_code read_only_register
2:  csrw    cycle, zero
3:  ret

    trap_code undefined_instruction
2:  .half   0, 0
3:  ret

    // An atomic access must be aligned.
    trap_code not_aligned
    addi    t0, sp, -15
2:  lr.w    zero, (t0)
3:  ret

    // vsetvli t0, zero, e8, which the assembler knows only with the extension.
    trap_code vectors
2:  .word   0x000072d7
3:  ret

    trap_code system_call
    li      a7, 0
2:  ecall
3:  ret

    .section .note.GNU-stack, "", @progbits
