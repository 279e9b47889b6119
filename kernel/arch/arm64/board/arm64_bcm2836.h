// SPDX-License-Identifier: BSD-2-Clause
// Start of the interrupt controllers of BCM2836 and BCM2837 (Raspberry Pi 2 and 3).
#ifndef PINYON_ARM64_BCM2836_H
#define PINYON_ARM64_BCM2836_H

#include "arch/arm64/arm64_interrupt_controller.h"

namespace pinyon::arm64::bcm2836 {

// Register windows as the kernel sees them: the controller beside the CPUs and that of the
// peripherals. All lines end up masked.
[[nodiscard]] Interrupts start(VirtAddr local, VirtAddr peripherals);

}  // namespace pinyon::arm64::bcm2836

#endif  // PINYON_ARM64_BCM2836_H
