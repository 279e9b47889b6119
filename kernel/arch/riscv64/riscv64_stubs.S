// SPDX-License-Identifier: BSD-2-Clause
// User-mode stubs of the system calls. Their code is copied into the kernel interface page, so it
// may refer to nothing but itself and that page.
#include <pinyon/abi.h>

.macro stub name, number
stub_\name:
    li      a7, PINYON_ECALL_BASE + \number
    ecall
    ret
.endm

.macro entry name, kip_offset
    .half   \kip_offset, stub_\name - riscv64_stubs
.endm

    .section .rodata
    .balign 4
    .globl riscv64_stubs, riscv64_stubs_end
riscv64_stubs:
// With the receive timeout in the highest bits: the number alone, with none, is what the trap entry
// looks for. The kernel returns to the caller, at ra.
stub_ipc:
    slli    a7, a2, 48
    addi    a7, a7, PINYON_ECALL_BASE + PINYON_SYS_IPC
    ecall
    stub    unmap, PINYON_SYS_UNMAP
    stub    exchange_registers, PINYON_SYS_EXCHANGE_REGISTERS
    stub    thread_control, PINYON_SYS_THREAD_CONTROL
    stub    space_control, PINYON_SYS_SPACE_CONTROL
    stub    schedule, PINYON_SYS_SCHEDULE
    stub    thread_switch, PINYON_SYS_THREAD_SWITCH
    stub    processor_control, PINYON_SYS_PROCESSOR_CONTROL
    stub    memory_control, PINYON_SYS_MEMORY_CONTROL
    stub    arch_syscall0, PINYON_SYS_ARCH0
    stub    arch_syscall1, PINYON_SYS_ARCH0 + 1
    stub    arch_syscall2, PINYON_SYS_ARCH0 + 2
    stub    arch_syscall3, PINYON_SYS_ARCH0 + 3

// Changes a0, t5 and t6 only.
stub_system_clock:
    auipc   t5, 0                       // the page that this copy of the code is in
    srli    t5, t5, PINYON_KIP_SIZE_LOG2
    slli    t5, t5, PINYON_KIP_SIZE_LOG2
    ld      t6, PINYON_KIP_CLOCK_BASE(t5)
    ld      t5, PINYON_KIP_CLOCK_SCALE(t5)
    rdtime  a0
    sub     a0, a0, t6
    mulhu   a0, a0, t5
    ret
riscv64_stubs_end:

    .balign 2
    .globl riscv64_stub_entries, riscv64_stub_entries_end
riscv64_stub_entries:
    entry   ipc, PINYON_KIP_IPC
    entry   ipc, PINYON_KIP_LIPC
    entry   unmap, PINYON_KIP_UNMAP
    entry   exchange_registers, PINYON_KIP_EXCHANGE_REGISTERS
    entry   thread_control, PINYON_KIP_THREAD_CONTROL
    entry   space_control, PINYON_KIP_SPACE_CONTROL
    entry   schedule, PINYON_KIP_SCHEDULE
    entry   thread_switch, PINYON_KIP_THREAD_SWITCH
    entry   system_clock, PINYON_KIP_SYSTEM_CLOCK
    entry   processor_control, PINYON_KIP_PROCESSOR_CONTROL
    entry   memory_control, PINYON_KIP_MEMORY_CONTROL
    entry   arch_syscall0, PINYON_KIP_ARCH_SYSCALL0
    entry   arch_syscall1, PINYON_KIP_ARCH_SYSCALL0 + 8
    entry   arch_syscall2, PINYON_KIP_ARCH_SYSCALL0 + 16
    entry   arch_syscall3, PINYON_KIP_ARCH_SYSCALL0 + 24
riscv64_stub_entries_end:
