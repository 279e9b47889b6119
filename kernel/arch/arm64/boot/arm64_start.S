// SPDX-License-Identifier: BSD-2-Clause
// From the boot loader's jump to C++ in the upper half. Runs at whatever address it was loaded.
#include "arm64_offsets.h"

    .section .init.head, "ax"

// Header of the Linux Image format (kernel documentation, arm64/booting).
    .global image_header
image_header:
    b       start
    .long   0
    .quad   0                           // text offset: loaded at a multiple of 2 MB
    .quad   image_size
    .quad   0xa                         // little-endian, 4 KB pages, anywhere in memory
    .quad   0, 0, 0
    .ascii  "ARM\x64"
    .long   0

// In: x0 = physical address of what the loader tells, MMU off, EL1 or EL2.
start:
    msr     daifset, #0xf
    mov     x19, x0
    adrp    x20, image_header           // physical base of the image
    mrs     x0, CurrentEL
    lsr     x21, x0, #2
    cmp     x21, #2
    b.ne    at_el1
    bl      leave_el2
at_el1:
    adrp    x0, arm64_kernel_stack_top  // page aligned
    mov     sp, x0
    mov     x29, xzr
    mov     x0, x19
    mov     x1, x20
    mov     x2, x21
    bl      arm64_early_map             // (x0 at entry, physical base, level), returns SCTLR_EL1
    tlbi    vmalle1
    ic      iallu
    dsb     nsh
    isb
    msr     sctlr_el1, x0
    isb
    ldr     x2, =upper_half
    br      x2

upper_half:
    adrp    x0, arm64_kernel_stack_top
    mov     sp, x0
    mov     x0, x19
    mov     x1, x20
    mov     x2, x21
    bl      arm64_start                 // (x0 at entry, physical base, level), never returns

// EL2 is not used: let EL1 have the machine, then return there.
leave_el2:
    mov     x0, #1 << 31                // HCR_EL2.RW: EL1 is 64-bit, nothing trapped
    msr     hcr_el2, x0
    mov     x0, #3                      // EL1 may use the physical counter and timer
    msr     cnthctl_el2, x0
    msr     cntvoff_el2, xzr
    mov     x0, #0x33ff                 // CPTR_EL2: reserved-one bits, no trap of FP
    msr     cptr_el2, x0
    msr     hstr_el2, xzr
    mrs     x0, midr_el1
    msr     vpidr_el2, x0
    mrs     x0, mpidr_el1
    msr     vmpidr_el2, x0
    mrs     x0, id_aa64dfr0_el1
    ubfx    x0, x0, #8, #4              // PMUVer: 0 or 15 mean that there is no PMU
    add     x0, x0, #1
    and     x0, x0, #0xf
    cmp     x0, #1
    b.ls    no_pmu
    mrs     x0, pmcr_el0
    ubfx    x0, x0, #11, #5             // MDCR_EL2.HPMN: every event counter is EL1's
    msr     mdcr_el2, x0
no_pmu:
    mrs     x0, id_aa64pfr0_el1
    tst     x0, #0xf << 24              // a GICv3 CPU interface in system registers
    b.eq    no_gic_registers
    mov     x0, #0xf                    // ICC_SRE_EL2: EL1 may use it
    msr     s3_4_c12_c9_5, x0
    isb
no_gic_registers:
    ldr     x0, =0x30d00800             // SCTLR_EL1: reserved-one bits, MMU off
    msr     sctlr_el1, x0
    mov     x0, #0x3c5                  // EL1h, everything masked
    msr     spsr_el2, x0
    msr     elr_el2, x30
    eret

    .ltorg
