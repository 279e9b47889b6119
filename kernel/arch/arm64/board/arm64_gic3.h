// SPDX-License-Identifier: BSD-2-Clause
// Start of a GICv3.
#ifndef PINYON_ARM64_GIC3_H
#define PINYON_ARM64_GIC3_H

#include "arch/arm64/arm64_interrupt_controller.h"

namespace pinyon::arm64::gic3 {

// Two frames of 64 KB: the redistributor proper, and its lines.
inline constexpr Word redistributor_size = 0x2'0000;

// What the redistributor mapped at an address says of itself.
struct RedistributorFacts {
    Word affinity;  // of the CPU that it serves, packed (Mpidr::affinity)
    bool last;      // of its region
    Word stride;    // to the next one
};
[[nodiscard]] RedistributorFacts inspect(VirtAddr redistributor);

// The register window as the kernel sees it; those of the redistributors are in the records of the
// CPUs. All lines end up masked. No driver comes back where firmware keeps the system registers
// closed.
[[nodiscard]] Interrupts start(VirtAddr distributor);
void set_trigger(IrqLine line, Trigger trigger);

}  // namespace pinyon::arm64::gic3

#endif  // PINYON_ARM64_GIC3_H
