// SPDX-License-Identifier: BSD-2-Clause
// The user-mode stubs of the kernel interface page: position-independent code that the kernel
// copies to PINYON_KIP_STUBS in that page, and the table of its entries.
#include <pinyon/abi.h>

// An entry point has a StubCode::Entry; all but one trap with their number at once.
.macro trap_stub kip, number
    entry   \kip
    svc     #(PINYON_SVC_BASE + \number)
    ret
.endm
.macro entry kip
1:  .pushsection .rodata.stub_entries, "a"
    .hword  \kip, 1b - arm64_stubs
    .popsection
.endm

    .section .rodata.stub_entries, "a"
    .balign 4
    .global arm64_stub_entries
arm64_stub_entries:

    .section .rodata.stubs, "a"
    .balign 16
    .global arm64_stubs
arm64_stubs:
    entry   PINYON_KIP_LIPC
    trap_stub PINYON_KIP_IPC, PINYON_SYS_IPC
    trap_stub PINYON_KIP_UNMAP, PINYON_SYS_UNMAP
    trap_stub PINYON_KIP_EXCHANGE_REGISTERS, PINYON_SYS_EXCHANGE_REGISTERS
    trap_stub PINYON_KIP_THREAD_CONTROL, PINYON_SYS_THREAD_CONTROL
    trap_stub PINYON_KIP_SPACE_CONTROL, PINYON_SYS_SPACE_CONTROL
    trap_stub PINYON_KIP_SCHEDULE, PINYON_SYS_SCHEDULE
    trap_stub PINYON_KIP_THREAD_SWITCH, PINYON_SYS_THREAD_SWITCH
    trap_stub PINYON_KIP_PROCESSOR_CONTROL, PINYON_SYS_PROCESSOR_CONTROL
    trap_stub PINYON_KIP_MEMORY_CONTROL, PINYON_SYS_MEMORY_CONTROL
    trap_stub PINYON_KIP_ARCH_SYSCALL0, PINYON_SYS_ARCH0
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 8, PINYON_SYS_ARCH0 + 1
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 16, PINYON_SYS_ARCH0 + 2
    trap_stub PINYON_KIP_ARCH_SYSCALL0 + 24, PINYON_SYS_ARCH0 + 3

// SystemClock never enters the kernel: x0 = high 64 bits of (counter - base) * scale.
// Besides x0 it destroys x16 and x17, which any call may.
    entry   PINYON_KIP_SYSTEM_CLOCK
    isb                                 // the counter is not read ahead of time
    mrs     x0, cntvct_el0
    adr     x16, arm64_stubs - (PINYON_KIP_STUBS - PINYON_KIP_CLOCK_SCALE)
    ldp     x16, x17, [x16]             // scale, base
    sub     x0, x0, x17
    umulh   x0, x0, x16
    ret
    .global arm64_stubs_end
arm64_stubs_end:

    .section .rodata.stub_entries, "a"
    .global arm64_stub_entries_end
arm64_stub_entries_end:
