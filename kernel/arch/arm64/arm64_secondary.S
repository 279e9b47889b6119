// SPDX-License-Identifier: BSD-2-Clause
// From the firmware to C++ in the upper half, for each further processor; and the way out of EL2,
// which the boot CPU goes, too.
#include "arm64_offsets.h"

    .section .text.arm64_secondary, "ax"

// Nothing is expected in registers: some loaders give none. MPIDR_EL1 tells which record is its.
    .global arm64_secondary_entry
arm64_secondary_entry:
    msr     daifset, #0xf
    mrs     x0, CurrentEL
    cmp     x0, #2 << 2
    b.ne    1f
    bl      arm64_leave_el2
1:  mrs     x0, mpidr_el1
    ldr     x1, =0xff00ffffff           // Mpidr::affinity_mask
    and     x0, x0, x1
    adrp    x1, arm64_cpus
    add     x1, x1, :lo12:arm64_cpus
    mov     x2, xzr                     // offset of the record, of which the first is not meant
    mov     x3, #MAX_CPUS - 1
2:  add     x2, x2, #CPU_SIZE
    add     x4, x1, x2
    ldr     x4, [x4, #CPU_AFFINITY]
    cmp     x4, x0
    b.eq    4f
    subs    x3, x3, #1
    b.ne    2b
3:  wfi                                 // nobody has asked for this one
    b       3b
4:  adrp    x1, arm64_start_values
    add     x1, x1, :lo12:arm64_start_values
    ldp     x3, x4, [x1, #START_MAIR]
    msr     mair_el1, x3
    msr     tcr_el1, x4
    ldp     x3, x4, [x1, #START_TTBR0]
    msr     ttbr0_el1, x3
    msr     ttbr1_el1, x4
    ldr     x3, [x1, #START_SCTLR]
    ldr     x4, =upper_half
    isb
    tlbi    vmalle1
    ic      iallu
    dsb     nsh
    isb
    b       arm64_secondary_bridge

    .balign 16                          // in one page, which alone is mapped here
    .global arm64_secondary_bridge
arm64_secondary_bridge:
    msr     sctlr_el1, x3
    isb
    br      x4

// In: x2 = offset of the record.
upper_half:
    adrp    x0, arm64_cpus
    add     x0, x0, :lo12:arm64_cpus
    add     x0, x0, x2
    ldr     x1, [x0, #CPU_STACK_TOP]
    mov     sp, x1
    mov     x29, xzr                    // back-traces end here
    mov     x30, xzr
    b       arm64_secondary_start       // (record), never returns

    .ltorg

// EL2 is not used: let EL1 have the machine, then return there. Changes x0.
    .if     MAX_CPUS > 1
    .section .text.arm64_leave_el2, "ax"
    .else
    .section .init.text, "ax"
    .endif
    .global arm64_leave_el2
arm64_leave_el2:
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
