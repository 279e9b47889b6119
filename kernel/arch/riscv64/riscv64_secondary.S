// SPDX-License-Identifier: BSD-2-Clause
// The first instructions of a further processor, from the firmware's hand-over (MMU off) to C++ in
// the upper half. A late one comes when start-up is over: where there are several, this stays.
#include "riscv64_offsets.h"

// a1 = physical address of its Processor.
    .text
    .balign 4
    .globl riscv64_secondary_entry
riscv64_secondary_entry:
    ld      t0, upper_half_address
    csrw    stvec, t0
    ld      tp, FRAME_PROCESSOR(a1)
    ld      t0, PROCESSOR_SATP(a1)
    sfence.vma
    csrw    satp, t0                    // no mapping of this place: the next instruction traps
1:  j       1b

    .balign 4
upper_half:
    sfence.vma
    la      t0, riscv64_trap_entry
    csrw    stvec, t0
    csrw    sscratch, tp
    ld      sp, PROCESSOR_KERNEL_STACK(tp)
    li      s0, 0
    call    riscv64_secondary

    .balign 8
upper_half_address:
    .quad   upper_half
