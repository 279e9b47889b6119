// SPDX-License-Identifier: BSD-2-Clause
// The exception vectors, the way into the kernel and the way out of it.
#include "arm64_offsets.h"

// x2..x29 of a frame; x0, x1 and x30 have their own moments.
.macro middle_registers op, frame
    \op     x2, x3, [\frame, #FRAME_X + 16]
    \op     x4, x5, [\frame, #FRAME_X + 32]
    \op     x6, x7, [\frame, #FRAME_X + 48]
    \op     x8, x9, [\frame, #FRAME_X + 64]
    \op     x10, x11, [\frame, #FRAME_X + 80]
    \op     x12, x13, [\frame, #FRAME_X + 96]
    \op     x14, x15, [\frame, #FRAME_X + 112]
    \op     x16, x17, [\frame, #FRAME_X + 128]
    \op     x18, x19, [\frame, #FRAME_X + 144]
    \op     x20, x21, [\frame, #FRAME_X + 160]
    \op     x22, x23, [\frame, #FRAME_X + 176]
    \op     x24, x25, [\frame, #FRAME_X + 192]
    \op     x26, x27, [\frame, #FRAME_X + 208]
    \op     x28, x29, [\frame, #FRAME_X + 224]
.endm

// A trap of user code: SP_EL1 is the address of the thread's frame.
.macro user_vector handler
    .balign 0x80
    stp     x0, x1, [sp, #FRAME_X]
    adr     x1, \handler
    b       user_trap
.endm

// A trap of the kernel is a bug. The users' thread pointers are no longer needed and keep x0, x1.
.macro kernel_vector number
    .balign 0x80
    msr     tpidrro_el0, x0
    mov     x0, #\number
    b       kernel_trap
.endm

    .text
    .balign 0x800
    .global arm64_vectors
arm64_vectors:
    .irp    number, 0, 1, 2, 3, 4, 5, 6, 7
    kernel_vector \number
    .endr
    .balign 0x80
    stp     x16, x17, [sp, #FRAME_X + 128]
    mrs     x16, esr_el1
    ldr     w17, esr_of_ipc
    cmp     w16, w17
    b.eq    arm64_short_ipc
    ldp     x16, x17, [sp, #FRAME_X + 128]
general_sync:
    stp     x0, x1, [sp, #FRAME_X]
    adr     x1, arm64_user_sync
    b       user_trap
esr_of_ipc:
    .word   ESR_OF_IPC
    user_vector arm64_user_interrupt
    user_vector arm64_user_interrupt
    user_vector arm64_user_system_error
    .irp    number, 12, 13, 14, 15      // 32-bit user mode, which is never entered
    kernel_vector \number
    .endr

// What the fast path has declined: Ipc, with nothing in x11 to x17, which it destroys. With neither
// phase its result is all there is to do: no message, from nobody.
    .global arm64_general_sync
arm64_general_sync:
    orr     x11, x0, x1
    cbz     x11, 1f
    mov     x11, xzr
    stp     x0, x1, [sp, #FRAME_X]
    adr     x1, arm64_ipc
    b       user_trap
1:  mov     x3, xzr
    eret

// In: sp = frame, x1 = handler, x0 and x1 stored. The handler returns the frame to resume.
user_trap:
    middle_registers stp, sp
    mrs     x2, sp_el0
    stp     x30, x2, [sp, #FRAME_SP - 8]
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    stp     x2, x3, [sp, #FRAME_PC]
    mov     x0, sp
    mrs     x2, tpidr_el1
    str     x0, [x2, #CPU_FRAME]
    ldr     x2, [x2, #CPU_STACK_TOP]
    mov     sp, x2
    mov     x29, xzr                    // back-traces end here
    mov     x30, xzr
    blr     x1

// Leaves the kernel with the frame at x0, which then waits in SP_EL1 for the next trap.
    .global arm64_resume
arm64_resume:
    mov     sp, x0
    ldp     x2, x3, [sp, #FRAME_PC]
    msr     elr_el1, x2
    msr     spsr_el1, x3
    ldp     x30, x2, [sp, #FRAME_SP - 8]
    msr     sp_el0, x2
    middle_registers ldp, sp
    ldp     x0, x1, [sp, #FRAME_X]
    eret
    dsb     nsh                         // no speculation past the return
    isb

// In: x0 = vector, tpidrro_el0 = x0 of the kernel. The stack may be the cause, so it is not used.
kernel_trap:
    msr     tpidr_el0, x1
    adrp    x1, panic_frame
    add     x1, x1, :lo12:panic_frame
    middle_registers stp, x1
    mov     x2, sp
    stp     x30, x2, [x1, #FRAME_SP - 8]
    mrs     x2, tpidrro_el0
    mrs     x3, tpidr_el0
    stp     x2, x3, [x1, #FRAME_X]
    mrs     x2, elr_el1
    mrs     x3, spsr_el1
    stp     x2, x3, [x1, #FRAME_PC]
    adrp    x2, panic_stack_top
    add     x2, x2, :lo12:panic_stack_top
    mov     sp, x2
    mov     x29, xzr
    b       arm64_kernel_trap           // (vector, frame), never returns

.macro vector_registers op
    \op     q0, q1, [x0, #FPU_V]
    \op     q2, q3, [x0, #FPU_V + 32]
    \op     q4, q5, [x0, #FPU_V + 64]
    \op     q6, q7, [x0, #FPU_V + 96]
    \op     q8, q9, [x0, #FPU_V + 128]
    \op     q10, q11, [x0, #FPU_V + 160]
    \op     q12, q13, [x0, #FPU_V + 192]
    \op     q14, q15, [x0, #FPU_V + 224]
    \op     q16, q17, [x0, #FPU_V + 256]
    \op     q18, q19, [x0, #FPU_V + 288]
    \op     q20, q21, [x0, #FPU_V + 320]
    \op     q22, q23, [x0, #FPU_V + 352]
    \op     q24, q25, [x0, #FPU_V + 384]
    \op     q26, q27, [x0, #FPU_V + 416]
    \op     q28, q29, [x0, #FPU_V + 448]
    \op     q30, q31, [x0, #FPU_V + 480]
.endm

    .global arm64_fpu_save
arm64_fpu_save:
    vector_registers stp
    mrs     x1, fpcr
    mrs     x2, fpsr
    add     x0, x0, #FPU_FPCR
    stp     x1, x2, [x0]
    ret

    .global arm64_fpu_load
arm64_fpu_load:
    vector_registers ldp
    add     x0, x0, #FPU_FPCR
    ldp     x1, x2, [x0]
    msr     fpcr, x1
    msr     fpsr, x2
    ret

// For each CPU a page that stays unmapped, and its stack above that. The boot CPU's is the first.
    .section .bss.kernel_stacks, "aw", %nobits
    .balign PAGE_SIZE
    .global arm64_kernel_stacks, arm64_kernel_stacks_end, arm64_boot_stack_top
arm64_kernel_stacks:
    .skip   PAGE_SIZE + KERNEL_STACK_SIZE
arm64_boot_stack_top:
    .rept   MAX_CPUS - 1
    .skip   PAGE_SIZE + KERNEL_STACK_SIZE
    .endr
arm64_kernel_stacks_end:

    .bss
    .balign 16
panic_frame:
    .skip   FRAME_SIZE
    .balign 16
panic_stack:
    .skip   PANIC_STACK_SIZE
panic_stack_top:
