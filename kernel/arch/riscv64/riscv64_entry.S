// SPDX-License-Identifier: BSD-2-Clause
// The way into the kernel and out of it, and the registers of the FPU.
#include "riscv64_offsets.h"

// xn is at 8n from t6; t6 itself (x31) is parked in sscratch.
.macro each_register_but_t6 instruction
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    \instruction x\n, 8 * \n(t6)
    .endr
.endm

// Those that Ipc does not destroy, and its parameters.
.macro each_register_of_ipc instruction
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,18,19,20,21,22,23,24,25,26,27,28
    \instruction x\n, 8 * \n(t6)
    .endr
.endm

// In: t6 = frame, all registers stored.
.macro enter_kernel
    la      t0, riscv64_running_frame
    sd      t6, (t0)
    la      sp, riscv64_kernel_stack
    li      t0, KERNEL_STACK_TOP
    add     sp, sp, t0
    li      s0, 0                       // the back-trace ends here
    mv      a0, t6
.endm

.macro store_trap
    each_register_but_t6 sd
    csrrw   t0, sscratch, zero          // from here on, a trap is one in the kernel
    sd      t0, 8 * 31(t6)
    csrr    t0, sepc
    csrr    t1, scause
    csrr    t2, stval
    sd      t0, FRAME_IP(t6)
    sd      t1, FRAME_CAUSE(t6)
    sd      t2, FRAME_VALUE(t6)
.endm

    .text

// All traps. sscratch is the current thread's frame in user mode and 0 in the kernel.
    .balign 4
    .globl riscv64_trap_entry
riscv64_trap_entry:
    csrrw   t6, sscratch, t6
    beqz    t6, from_kernel
    sd      t5, 8 * 30(t6)
    csrr    t5, scause
    addi    t5, t5, -CAUSE_ECALL
    bnez    t5, 1f
    li      t5, ECALL_IPC
    bne     a7, t5, 1f
    mv      tp, t6
    j       riscv64_short_ipc
1:  ld      t5, 8 * 30(t6)
general_trap:
    store_trap
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
    each_register_but_t6 ld
    ld      t6, 8 * 31(t6)
    sret

// What the fast path has declined: Ipc, with nothing in t4 and t5, which it destroys. With neither
// phase its result is all there is to do: no message, from nobody.
    .globl riscv64_general_trap
riscv64_general_trap:
    csrr    t5, sepc
    addi    t5, t5, 4                   // behind the trap instruction
    or      t4, a0, a1
    bnez    t4, 1f
    csrw    sepc, t5
    csrw    sscratch, t6
    li      a3, 0
    li      t5, 0
    li      t6, 0
    sret
1:  each_register_of_ipc sd
    csrw    sscratch, zero
    sd      t5, FRAME_IP(t6)
    enter_kernel
    call    riscv64_ipc
    j       riscv64_resume

// Returns to user code behind the Ipc stub with the frame at a0. What Ipc destroys is left zero.
    .globl riscv64_resume_ipc
riscv64_resume_ipc:
    mv      t6, a0
    ld      t0, FRAME_IP(t6)
    csrw    sepc, t0
    csrw    sscratch, t6
    each_register_of_ipc ld
    li      a1, 0
    li      a2, 0
    li      a7, 0
    li      t4, 0
    li      t5, 0
    li      t6, 0
    sret

from_kernel:
    la      t6, riscv64_kernel_frame
    store_trap
    la      sp, riscv64_panic_stack
    li      t0, PANIC_STACK_TOP
    add     sp, sp, t0
    li      s0, 0
    mv      a0, t6
    call    riscv64_kernel_trap

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
