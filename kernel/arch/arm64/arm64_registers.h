// SPDX-License-Identifier: BSD-2-Clause
// Layouts of the system registers that the kernel composes or takes apart (Arm ARM D17).
#ifndef PINYON_ARM64_REGISTERS_H
#define PINYON_ARM64_REGISTERS_H

#include "generic/types.h"

namespace pinyon::arm64 {

template <unsigned low, unsigned width = 1>
struct Field {
    static constexpr Word mask = ((Word{1} << width) - 1) << low;
    static constexpr Word get(Word reg) { return (reg & mask) >> low; }
    static constexpr Word of(Word value) { return value << low & mask; }
};

struct Sctlr {
    using Mmu = Field<0>;
    using DataCache = Field<2>;
    using StackAlignment = Field<3>;
    using UserStackAlignment = Field<4>;
    using InstructionCache = Field<12>;
    using UserZero = Field<14>;          // EL0 may use DC ZVA
    using UserCacheType = Field<15>;     // EL0 may read CTR_EL0
    using UserWfi = Field<16>;
    using UserWfe = Field<18>;
    using KeepPan = Field<23>;           // 0: an exception sets PSTATE.PAN
    using UserCacheOps = Field<26>;
    static constexpr Word reserved_one = 0x3050'0800;  // without KeepPan
};

struct Tcr {
    using LowSize = Field<0, 6>;         // 64 - address bits, TTBR0
    using LowCaches = Field<8, 4>;       // IRGN0, ORGN0
    using LowShare = Field<12, 2>;
    using HighSize = Field<16, 6>;
    using HighCaches = Field<24, 4>;
    using HighShare = Field<28, 2>;
    using HighGranule = Field<30, 2>;
    using PhysSize = Field<32, 3>;
    using LongAsid = Field<36>;
    static constexpr Word write_back = 0b0101, inner_shareable = 0b11, granule_4k_high = 0b10;
};

struct Ttbr {
    using AsidField = Field<48, 16>;
};

struct Esr {
    using Class = Field<26, 6>;
    using Immediate = Field<0, 16>;      // of SVC
    using FaultStatus = Field<0, 6>;     // of aborts
    using Write = Field<6>;
    using CacheOperation = Field<8>;
    using NoFaultAddress = Field<10>;    // FAR_EL1 was not written
};

// Exception classes (ESR_EL1.EC) that the kernel tells apart.
enum class ExceptionCause : unsigned {
    fpu_access = 0x07,
    svc = 0x15,
    user_instruction_abort = 0x20,
    user_data_abort = 0x24,
};

struct Pstate {
    static constexpr Word condition_flags = Word{0xf} << 28;  // N Z C V
};

struct Cpacr {
    using FpEnable = Field<20, 2>;       // 3: neither EL0 nor EL1 traps
};

struct Mmfr0 {  // ID_AA64MMFR0_EL1
    using PhysSize = Field<0, 4>;
    using AsidBits = Field<4, 4>;        // 2: 16 bits, 0: 8 bits
    using Granule4k = Field<28, 4>;      // 0xf: not there
};
struct Mmfr1 {  // ID_AA64MMFR1_EL1
    using Pan = Field<20, 4>;
};
struct Pfr0 {  // ID_AA64PFR0_EL1
    using Sve = Field<32, 4>;
};
struct Pfr1 {  // ID_AA64PFR1_EL1
    using Sme = Field<24, 4>;
};
struct Dfr0 {  // ID_AA64DFR0_EL1
    using Pmu = Field<8, 4>;             // 0 or 0xf: none that follows the architecture
};

struct Pmuserenr {
    using ReadCycles = Field<2>;
    using ReadEvents = Field<3>;
};
struct Pmcr {
    using Enable = Field<0>;
    using LongCycles = Field<6>;
};
inline constexpr Word pmu_cycle_counter = Word{1} << 31, pmu_event_counter_0 = 1;
inline constexpr Word pmu_event_instructions = 0x08;  // INST_RETIRED

struct Cntkctl {
    using UserVirtualCounter = Field<1>;
};
struct TimerControl {  // CNTV_CTL_EL0
    using Enable = Field<0>;
};

struct Mpidr {
    static constexpr Word affinity_mask = 0xff'00ff'ffff;
    // The four levels packed into 32 bits, as a redistributor names its CPU.
    static constexpr Word affinity(Word reg)
    {
        return (reg & 0xff'0000'0000) >> 8 | (reg & 0xff'ffff);
    }
};
struct SoftwareInterrupt {  // ICC_SGI1R_EL1: interrupt 0 of group 1
    using Targets = Field<0, 16>;        // one bit for each CPU of a range of 16
    using Affinity1 = Field<16, 8>;
    using Affinity2 = Field<32, 8>;
    using Range = Field<44, 4>;
    using Affinity3 = Field<48, 8>;
    // To the CPU with that MPIDR_EL1.
    static constexpr Word to(Word mpidr)
    {
        return Targets::of(Word{1} << (mpidr & 15)) | Range::of(mpidr >> 4)
             | Affinity1::of(mpidr >> 8) | Affinity2::of(mpidr >> 16)
             | Affinity3::of(mpidr >> 32);
    }
};
static_assert(SoftwareInterrupt::to(0x05'8004'0312) == 0x0005'1004'0003'0004);
inline constexpr Word icc_sre_registers = 1;  // ICC_SRE_EL1: the other ICC registers are in use

struct CacheType {  // CTR_EL0
    using DataLine = Field<16, 4>;       // log2 of words of 4 bytes
};

inline constexpr Word isr_irq_pending = 1 << 7;

static_assert(Sctlr::reserved_one + Sctlr::KeepPan::mask == 0x30d0'0800);
static_assert(Esr::Class::get(0x5600'0003) == unsigned(ExceptionCause::svc));
static_assert(Tcr::PhysSize::mask == 0x7'0000'0000);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_REGISTERS_H
