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
    bl      arm64_leave_el2
at_el1:
    adrp    x0, arm64_boot_stack_top    // page aligned
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
    adrp    x0, arm64_boot_stack_top
    mov     sp, x0
    mov     x0, x19
    mov     x1, x20
    mov     x2, x21
    bl      arm64_start                 // (x0 at entry, physical base, level), never returns

    .ltorg
