// SPDX-License-Identifier: BSD-2-Clause
// The records of the CPUs, and the way to the firmware and to the end of the machine.
#ifndef PINYON_ARM64_MACHINE_H
#define PINYON_ARM64_MACHINE_H

#include "arch/arm64/arm64_frame.h"
#include "config.h"

namespace pinyon {
struct PartnerIndex;
}

namespace pinyon::arm64 {

// No MPIDR_EL1 has these affinities.
inline constexpr Word no_affinity = ~Word{0};

// What a CPU has for itself, in the order in which the device tree lists them, the boot CPU first.
// TPIDR_EL1 holds the address. A record stays with its processor even if that comes too late.
struct alignas(64) Cpu {
    Word stack_top = 0;
    TrapFrame* frame = nullptr;               // of the last trap of user code
    PartnerIndex const* partners = nullptr;   // of its Cpu in the generic core
    Word affinity = no_affinity;              // as in MPIDR_EL1; none: there is no such processor
    VirtAddr redistributor{};                 // with a GICv3
    std::uint8_t targets = 0;                 // with a GICv2: the bit of its CPU interface
    CpuId id{};
};
extern Cpu cpus[config::max_cpus] asm("arm64_cpus");
extern Cpu* cpu_by_number[config::max_cpus];  // those that have an id

// Not volatile: it is the same for all that a CPU ever executes in the kernel.
inline Cpu& own_cpu()
{
    if constexpr (config::max_cpus == 1)
        return cpus[0];
    Cpu* own;
    asm("mrs %0, tpidr_el1" : "=r"(own));
    return *own;
}

// How firmware is called (PSCI, Arm DEN 0022), if there is one.
enum class FirmwareCall : std::uint8_t { none, hvc, smc };
extern FirmwareCall firmware_call;

// Calls it (SMC calling convention) and returns its X0; -1, which is "not supported", without one.
std::int64_t call_firmware(Word function, Word x1 = 0, Word x2 = 0, Word x3 = 0);

[[noreturn]] void exit_machine(unsigned status);

// True once exit_machine() has been called: without a semihosting host its HLT traps, and
// end_without_host() goes on from there.
[[nodiscard]] bool machine_ending();
[[noreturn]] void end_without_host();

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MACHINE_H
