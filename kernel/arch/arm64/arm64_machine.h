// SPDX-License-Identifier: BSD-2-Clause
// The CPU block that entry code finds, and the end of the machine.
#ifndef PINYON_ARM64_MACHINE_H
#define PINYON_ARM64_MACHINE_H

#include "generic/types.h"

namespace pinyon::arm64 {

// One per CPU; TPIDR_EL1 holds its address.
struct Cpu {
    Word stack_top;
};
extern Cpu boot_cpu;

[[noreturn]] void exit_machine(unsigned status);
[[noreturn]] void stop_cpu();

// True once exit_machine() has been called: without a semihosting host its HLT traps.
[[nodiscard]] bool machine_ending();

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MACHINE_H
