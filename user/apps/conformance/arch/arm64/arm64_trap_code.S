// SPDX-License-Identifier: BSD-2-Clause
// Code that traps on arm64, each piece with a description (TrapCode).

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

    trap_code breakpoint_instruction
2:  brk     #0x123
3:  ret

    trap_code privileged_instruction
2:  msr     daifset, #2
3:  ret

    trap_code privileged_register
2:  mrs     x0, sctlr_el1
3:  ret

    trap_code hypervisor_call
2:  hvc     #1
3:  ret

    trap_code ip_not_aligned
    adr     x0, 2f
    br      x0
    .hword  0
2:  .hword  0
3:  ret

    trap_code sp_not_aligned
    mov     x1, sp
    sub     x0, x1, #8
    mov     sp, x0
2:  ldr     x0, [sp]
3:  mov     sp, x1
    ret

    // An exclusive access must be aligned.
    trap_code not_aligned
    mov     x0, sp
    sub     x0, x0, #15
2:  ldxr    x1, [x0]
3:  ret

    // rdvl x0, #1, which the assembler knows only with a later architecture.
    trap_code scalable_vectors
2:  .inst   0x04bf5020
3:  ret

    trap_code system_call_0
    svc     #0
2:
3:  ret

    trap_code system_call_31
    svc     #31
2:
3:  ret

    trap_code system_call_last
    svc     #0xffff
2:
3:  ret

    .section .note.GNU-stack, "", %progbits
