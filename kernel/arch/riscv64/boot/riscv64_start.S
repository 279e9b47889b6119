// SPDX-License-Identifier: BSD-2-Clause
// The first instructions: from the firmware's hand-over (MMU off, anywhere in RAM) to C++ in the
// upper half. a0 is the hart, a1 the device tree; both stay untouched.
#include "riscv64_offsets.h"

#define LARGE_PAGE 0x200000

    .section .init.head, "ax"
    .globl _start
_start:
    // Header of the Linux Image format, version 0.2, for boot loaders that place the raw image.
    .option push
    .option norvc
    j       start
    nop
    .option pop
    .quad   LARGE_PAGE                  // wanted distance from the start of RAM
    .quad   image_size
    .quad   0                           // little-endian
    .long   2
    .long   0
    .quad   0
    .ascii  "RISCV\0\0\0RSC\x05"
    .long   0

start:
    csrw    sie, zero
    csrw    sscratch, zero
    lla     a2, init_start              // where the image really is

    lla     t0, bss_start
    lla     t1, bss_end
clear_bss:
    sd      zero, (t0)
    addi    t0, t0, 8
    bltu    t0, t1, clear_bss

    // The image is mapped in 2 MB pages until the final tables are made, so it has to start at one;
    // the boot protocol says so too.
    lla     a3, misplaced
    slli    t0, a2, 64 - 21
    bnez    t0, refuse

    // Direct map of all there may be, in 1 GB pages.
    lla     s1, early_root
    li      t0, DIRECT_SLOT
    add     t0, t0, s1
    li      t1, PTE_EARLY_DATA
    li      t2, DIRECT_GIGABYTES
    li      t3, 1 << (30 - PTE_SHIFT)
direct_map:
    sd      t1, (t0)
    add     t1, t1, t3
    addi    t0, t0, 8
    addi    t2, t2, -1
    bnez    t2, direct_map

    // The image.
    lla     t0, early_image
    srli    t1, t0, PTE_SHIFT
    ori     t1, t1, PTE_TABLE
    li      t2, IMAGE_SLOT
    add     t2, t2, s1
    sd      t1, (t2)
    srli    t1, a2, PTE_SHIFT
    ori     t1, t1, PTE_EARLY_IMAGE
    li      t2, LARGE_PAGE >> PTE_SHIFT
    li      t3, LARGE_PAGE
    lla     t4, kernel_end
    mv      t5, a2
image_map:
    sd      t1, (t0)
    add     t1, t1, t2
    addi    t0, t0, 8
    add     t5, t5, t3
    bltu    t5, t4, image_map

    // There is no mapping of this place, so the next instruction traps into the upper half.
    ld      t0, upper_half_address
    csrw    stvec, t0
    srli    t0, s1, 12
    li      t1, SATP_MODE
    slli    t1, t1, SATP_MODE_SHIFT
    or      t0, t0, t1
    sfence.vma
    csrw    satp, t0

    // Here only without Sv39, where the write is ignored.
    lla     a3, no_paging

// Says the text at a3 through the firmware and ends the machine: refuse_boot() before there is C++.
refuse:
    lbu     a0, (a3)
    beqz    a0, refused
    li      a7, SBI_PUTCHAR
    ecall
    addi    a3, a3, 1
    j       refuse
refused:
    lla     sp, riscv64_kernel_stacks
    li      t0, KERNEL_STACK_TOP
    add     sp, sp, t0
    li      a0, 1
    call    riscv64_semihosting_exit
    li      a0, 0                       // shut down
    li      a1, 1                       // because of a failure
    li      a6, 0
    li      a7, SBI_RESET
    ecall
stop:
    wfi
    j       stop

    .balign 4
upper_half:
    sfence.vma
    la      t0, riscv64_trap_entry
    csrw    stvec, t0
    la      tp, riscv64_processors
    csrw    sscratch, tp
    la      sp, riscv64_kernel_stacks
    li      t0, KERNEL_STACK_TOP
    add     sp, sp, t0
    li      s0, 0
    call    riscv64_start

    .balign 8
upper_half_address:
    .quad   upper_half

// a0 = 1 if the kernel may use stimecmp: a CPU can have Sstc and its firmware not pass it on.
    .text
    .globl riscv64_probe_stimecmp
riscv64_probe_stimecmp:
    lla     t0, probed
    csrrw   t0, stvec, t0
    li      a0, 0
    csrr    t1, STIMECMP                // traps to `probed` if not
    li      a0, 1
    .balign 4
probed:
    csrw    stvec, t0
    ret

    .section .rodata
misplaced:
    .asciz  "boot: the kernel image is not loaded at a multiple of 2 MB\n"
no_paging:
    .asciz  "boot: this processor has no Sv39 paging\n"

    .bss
    .balign 4096
early_root:
    .space  4096
early_image:
    .space  4096
