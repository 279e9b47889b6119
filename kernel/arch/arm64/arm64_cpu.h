// SPDX-License-Identifier: BSD-2-Clause
// Access to system registers and the barrier and cache instructions: one small function each.
#ifndef PINYON_ARM64_CPU_H
#define PINYON_ARM64_CPU_H

#include "generic/types.h"

namespace pinyon::arm64 {

// The name is part of the instruction, so only a macro can declare an accessor for it.
#define PINYON_SYSTEM_REGISTER(name)                                          \
    struct name {                                                             \
        static Word read()                                                    \
        {                                                                     \
            Word value;                                                       \
            asm volatile("mrs %0, " #name : "=r"(value) : : "memory");        \
            return value;                                                     \
        }                                                                     \
        static void write(Word value)                                         \
        {                                                                     \
            asm volatile("msr " #name ", %0" : : "r"(value) : "memory");      \
        }                                                                     \
    }

PINYON_SYSTEM_REGISTER(cntfrq_el0);
PINYON_SYSTEM_REGISTER(cntkctl_el1);
PINYON_SYSTEM_REGISTER(cntv_ctl_el0);
PINYON_SYSTEM_REGISTER(cntv_cval_el0);
PINYON_SYSTEM_REGISTER(cntvct_el0);
PINYON_SYSTEM_REGISTER(cpacr_el1);
PINYON_SYSTEM_REGISTER(ctr_el0);
PINYON_SYSTEM_REGISTER(esr_el1);
PINYON_SYSTEM_REGISTER(far_el1);
PINYON_SYSTEM_REGISTER(icc_ctlr_el1);
PINYON_SYSTEM_REGISTER(icc_eoir1_el1);
PINYON_SYSTEM_REGISTER(icc_iar1_el1);
PINYON_SYSTEM_REGISTER(icc_igrpen1_el1);
PINYON_SYSTEM_REGISTER(icc_pmr_el1);
PINYON_SYSTEM_REGISTER(icc_sgi1r_el1);
PINYON_SYSTEM_REGISTER(icc_sre_el1);
PINYON_SYSTEM_REGISTER(id_aa64dfr0_el1);
PINYON_SYSTEM_REGISTER(id_aa64mmfr0_el1);
PINYON_SYSTEM_REGISTER(id_aa64mmfr1_el1);
PINYON_SYSTEM_REGISTER(id_aa64pfr0_el1);
PINYON_SYSTEM_REGISTER(id_aa64pfr1_el1);
PINYON_SYSTEM_REGISTER(isr_el1);
PINYON_SYSTEM_REGISTER(mair_el1);
PINYON_SYSTEM_REGISTER(mdscr_el1);
PINYON_SYSTEM_REGISTER(mpidr_el1);
PINYON_SYSTEM_REGISTER(pmccfiltr_el0);
PINYON_SYSTEM_REGISTER(pmcntenset_el0);
PINYON_SYSTEM_REGISTER(pmcr_el0);
PINYON_SYSTEM_REGISTER(pmevtyper0_el0);
PINYON_SYSTEM_REGISTER(pmuserenr_el0);
PINYON_SYSTEM_REGISTER(sctlr_el1);
PINYON_SYSTEM_REGISTER(tcr_el1);
PINYON_SYSTEM_REGISTER(tpidr_el0);
PINYON_SYSTEM_REGISTER(tpidr_el1);
PINYON_SYSTEM_REGISTER(tpidrro_el0);
PINYON_SYSTEM_REGISTER(ttbr0_el1);
PINYON_SYSTEM_REGISTER(ttbr1_el1);
PINYON_SYSTEM_REGISTER(vbar_el1);
#undef PINYON_SYSTEM_REGISTER

inline void instruction_barrier() { asm volatile("isb" : : : "memory"); }
inline void store_barrier() { asm volatile("dsb ishst" : : : "memory"); }
inline void full_barrier() { asm volatile("dsb ish" : : : "memory"); }
inline void load_barrier() { asm volatile("dmb ishld" : : : "memory"); }
inline void system_barrier() { asm volatile("dsb sy" : : : "memory"); }
inline void wake_waiting_cpus() { asm volatile("sev" : : : "memory"); }
inline void wait_for_event_or_interrupt() { asm volatile("wfi" : : : "memory"); }

// Sets PSTATE.PAN; the assembler knows the name `pan` only for later architecture versions.
inline void set_pan() { asm volatile(".inst 0xd500419f" : : : "memory"); }

// TLB and caches. The operand of a TLB operation is tag << 48, for a page | address >> 12.
#define PINYON_OPERATION(name, instruction, Operand)                          \
    inline void name(Operand operand)                                         \
    {                                                                         \
        asm volatile(instruction ", %0" : : "r"(operand) : "memory");         \
    }

PINYON_OPERATION(forget_page, "tlbi vae1is", Word)
PINYON_OPERATION(forget_tag, "tlbi aside1is", Word)
PINYON_OPERATION(clean_to_unification, "dc cvau", void const*)
PINYON_OPERATION(flush_line, "dc civac", void const*)
PINYON_OPERATION(invalidate_line, "dc ivac", void const*)
#undef PINYON_OPERATION
inline void forget_all_here() { asm volatile("tlbi vmalle1" : : : "memory"); }
inline void forget_all_everywhere() { asm volatile("tlbi vmalle1is" : : : "memory"); }
inline void invalidate_instructions() { asm volatile("ic ialluis" : : : "memory"); }

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_CPU_H
