// SPDX-License-Identifier: BSD-2-Clause
// The way into the kernel and out of it, and the registers of the FPU.
#include "riscv64_offsets.h"

// xn is at 8n from `base`. Of x4 and x31, tp and t6, one is the base.
.macro each_other_register instruction, base
    .irp n, 1,2,3,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    \instruction x\n, 8 * \n(\base)
    .endr
.endm

// Those that Ipc does not destroy, and its parameters.
.macro each_register_of_ipc instruction, base
    .irp n, 1,2,3,5,6,7,8,9,10,11,12,13,14,15,16,18,19,20,21,22,23,24,25,26,27,28
    \instruction x\n, 8 * \n(\base)
    .endr
.endm

// The processor that executes, which is also the address of its frame for traps of the kernel; and
// what lies there. With several processors a frame leads there, and then tp is it in the kernel.
.macro find_processor register, frame
    .if MAX_CPUS == 1
    la      \register, riscv64_processors
    .else
    ld      \register, FRAME_PROCESSOR(\frame)
    .endif
.endm

// sp = the upper end of the processor's stack; changes t0.
.macro take_stack stacks, size, place, processor
    .if MAX_CPUS == 1
    la      sp, \stacks
    li      t0, \size
    add     sp, sp, t0
    .else
    ld      sp, \place(\processor)
    .endif
.endm

// In: tp = frame, all registers stored; t1 = processor.
.macro enter_kernel
    mv      a0, tp
    .if MAX_CPUS == 1
    la      t0, riscv64_processors + PROCESSOR_RUNNING
    sd      tp, (t0)
    .else
    sd      tp, PROCESSOR_RUNNING(t1)
    mv      tp, t1
    .endif
    take_stack riscv64_kernel_stacks, KERNEL_STACK_TOP, PROCESSOR_KERNEL_STACK, t1
    li      s0, 0                       // the back-trace ends here
.endm

    .section .text.riscv64_trap, "ax"

// The general path. tp = frame, where t6 is already; the user's tp is in sscratch. A trap of the
// kernel has a frame, too, which sscratch names while the kernel runs.
    .balign 4
riscv64_general_trap:
    each_other_register sd, tp
    find_processor t1, tp
    csrrw   t0, sscratch, t1            // from here on, a trap is one in the kernel
    sd      t0, 8 * 4(tp)
    csrr    t0, sepc
    csrr    t2, scause
    csrr    t3, stval
    sd      t0, FRAME_IP(tp)
    sd      t2, FRAME_CAUSE(tp)
    sd      t3, FRAME_VALUE(tp)
    beq     tp, t1, from_kernel
    enter_kernel
    call    riscv64_user_trap

// Returns to user mode with the frame at a0. Nothing here can trap: the frame is mapped memory, and
// a bad ip faults only after sret.
    .globl riscv64_resume
riscv64_resume:
    mv      t6, a0
    ld      t0, FRAME_IP(t6)
    li      t1, SSTATUS_SPP
    csrw    sepc, t0
    csrc    sstatus, t1
    csrw    sscratch, t6
    each_other_register ld, t6
    ld      tp, 8 * 4(t6)
    ld      t6, 8 * 31(t6)
    sret

// Ipc: what the fast path has declined, with nothing in t4, t5 and a7, which it destroys, and what
// has timeouts. With neither phase its result is all there is to do: no message, from nobody.
    .globl riscv64_declined_ipc
riscv64_declined_ipc:
    li      t6, 0
    or      t4, a0, a1
    bnez    t4, 1f
    li      a7, 0
    li      a3, 0
    csrrw   tp, sscratch, tp
    csrw    sepc, ra                    // the caller of the stub
    sret
1:  each_register_of_ipc sd, tp
    find_processor t1, tp
    csrrw   t0, sscratch, t1
    sd      t0, 8 * 4(tp)
    sd      ra, FRAME_IP(tp)
    enter_kernel
    call    riscv64_ipc
    j       riscv64_resume

// Returns to the caller of the Ipc stub with the frame at a0. What Ipc destroys is left zero.
    .globl riscv64_resume_ipc
riscv64_resume_ipc:
    mv      t6, a0
    ld      t0, FRAME_IP(t6)
    csrw    sepc, t0
    csrw    sscratch, t6
    each_register_of_ipc ld, t6
    ld      tp, 8 * 4(t6)
    li      a1, 0
    li      a2, 0
    li      a7, 0
    li      t4, 0
    li      t5, 0
    li      t6, 0
    sret

from_kernel:
    take_stack riscv64_panic_stacks, PANIC_STACK_TOP, PROCESSOR_PANIC_STACK, t1
    li      s0, 0
    mv      a0, tp
    call    riscv64_kernel_trap

// A system call but an Ipc without a timeout. Of one with timeouts the highest bits differ.
other_call:
    slli    t6, t6, 16
    beqz    t6, riscv64_declined_ipc
    j       riscv64_general_trap

// All traps. sscratch is the frame of the current thread in user mode. The fast path follows at
// once (riscv64.ld); what the stub of Ipc has in a7 is its number alone if it is worth a try.
    .balign 4
    .globl riscv64_trap_entry, riscv64_trap_entry_end
riscv64_trap_entry:
    .option push
    .option norvc                       // it ends where a function may begin
    csrrw   tp, sscratch, tp
    sd      t6, 8 * 31(tp)
    csrr    t6, scause
    addi    t6, t6, -CAUSE_ECALL
    bnez    t6, riscv64_general_trap
    xori    t6, a7, ECALL_IPC
    bnez    t6, other_call
    .option pop
riscv64_trap_entry_end:

    .text
.macro each_fpu_register instruction
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \instruction f\n, 8 * \n(a0)
    .endr
.endm

    .globl riscv64_save_fpu
riscv64_save_fpu:
    each_fpu_register fsd
    frcsr   t0
    sd      t0, FPU_FCSR(a0)
    ret

    .globl riscv64_load_fpu
riscv64_load_fpu:
    each_fpu_register fld
    ld      t0, FPU_FCSR(a0)
    fscsr   t0
    ret
