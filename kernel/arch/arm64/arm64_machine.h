// SPDX-License-Identifier: BSD-2-Clause
// The CPU block that entry code finds, and the end of the machine.
#ifndef PINYON_ARM64_MACHINE_H
#define PINYON_ARM64_MACHINE_H

#include "arch/arm64/arm64_frame.h"

namespace pinyon::arm64 {

// One per CPU; TPIDR_EL1 holds its address.
struct Cpu {
    Word stack_top;
    TrapFrame* frame;  // of the last trap of user code
};
extern Cpu boot_cpu;

// How firmware is called (PSCI, Arm DEN 0022), if there is one.
enum class FirmwareCall : std::uint8_t { none, hvc, smc };
extern FirmwareCall firmware_call;

[[noreturn]] void exit_machine(unsigned status);

// True once exit_machine() has been called: without a semihosting host its HLT traps, and
// end_without_host() goes on from there.
[[nodiscard]] bool machine_ending();
[[noreturn]] void end_without_host();

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MACHINE_H
