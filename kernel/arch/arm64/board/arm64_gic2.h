// SPDX-License-Identifier: BSD-2-Clause
// Start of a GICv2.
#ifndef PINYON_ARM64_GIC2_H
#define PINYON_ARM64_GIC2_H

#include "arch/arm64/arm64_interrupt_controller.h"

namespace pinyon::arm64::gic2 {

// Register windows as the kernel sees them. All lines end up masked; shared ones can still get
// their trigger.
[[nodiscard]] Interrupts start(VirtAddr distributor, VirtAddr cpu_interface);
void set_trigger(IrqLine line, Trigger trigger);

}  // namespace pinyon::arm64::gic2

#endif  // PINYON_ARM64_GIC2_H
