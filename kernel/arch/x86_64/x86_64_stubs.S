// SPDX-License-Identifier: BSD-2-Clause
// The user-mode stubs of the kernel interface page: position-independent code in a page of its own,
// at one address in every space, and the table of its entries.
#include <pinyon/abi.h>

    .section .rodata.stub_entries, "a"
    .balign 4
    .globl x86_64_stub_entries, x86_64_stub_entries_end
x86_64_stub_entries:

// An entry point has a StubCode::Entry; most trap with their number at once.
.macro entry kip
1:  .pushsection .rodata.stub_entries, "a"
    .short  \kip, 1b - x86_64_stubs
    .popsection
.endm
.macro trap_stub kip, number
    entry   \kip
    movl    $\number, %ebp
    syscall
    ret
.endm

    .section .rodata.stubs, "a"
    .balign 16
    .globl x86_64_stubs, x86_64_stubs_end, x86_64_ipc_return
x86_64_stubs:
clock_scale:
    .quad   0                           // the kernel writes both words in the stub page
clock_base:
    .quad   0
// Known by where it traps: the number's register is free for the kernel.
    entry   PINYON_KIP_IPC
    entry   PINYON_KIP_LIPC
    syscall
x86_64_ipc_return:
    ret
    trap_stub PINYON_KIP_UNMAP, PINYON_SYS_UNMAP
    trap_stub PINYON_KIP_EXCHANGE_REGISTERS, PINYON_SYS_EXCHANGE_REGISTERS
    trap_stub PINYON_KIP_THREAD_CONTROL, PINYON_SYS_THREAD_CONTROL
    trap_stub PINYON_KIP_SPACE_CONTROL, PINYON_SYS_SPACE_CONTROL
    trap_stub PINYON_KIP_SCHEDULE, PINYON_SYS_SCHEDULE
    trap_stub PINYON_KIP_THREAD_SWITCH, PINYON_SYS_THREAD_SWITCH
    trap_stub PINYON_KIP_PROCESSOR_CONTROL, PINYON_SYS_PROCESSOR_CONTROL
    trap_stub PINYON_KIP_ARCH_SYSCALL0, PINYON_SYS_ARCH0
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 8, PINYON_SYS_ARCH0 + 1
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 16, PINYON_SYS_ARCH0 + 2
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 24, PINYON_SYS_ARCH0 + 3

// Attributes 0 and 3 come in RCX and R11, which SYSCALL destroys. They go in RDI, whose UTCB
// pointer the kernel knows, and above the number in RBP. No attribute that needs more than 32
// bits is valid, nor is what becomes of it.
    entry   PINYON_KIP_MEMORY_CONTROL
    movq    %rcx, %rdi
    movl    %r11d, %ebp
    cmpq    %rbp, %r11
    je      1f
    movl    $-1, %ebp
1:  shlq    $32, %rbp
    orq     $PINYON_SYS_MEMORY_CONTROL, %rbp
    syscall
    ret

// SystemClock never enters the kernel: RAX = high 64 bits of (counter - base) * scale. Of other
// registers it destroys RDX, as any call may that does not return something in it.
    entry   PINYON_KIP_SYSTEM_CLOCK
    rdtsc
    shlq    $32, %rdx
    orq     %rdx, %rax
    subq    clock_base(%rip), %rax
    mulq    clock_scale(%rip)
    movq    %rdx, %rax
    ret
x86_64_stubs_end:

    .section .rodata.stub_entries, "a"
x86_64_stub_entries_end:

    .section .note.GNU-stack, "", @progbits
