// SPDX-License-Identifier: BSD-2-Clause
// Start of a GICv2; see arm64_gic.h for its use.
#ifndef PINYON_ARM64_GIC2_H
#define PINYON_ARM64_GIC2_H

#include "generic/types.h"

namespace pinyon::arm64::gic {

// Register windows as the kernel sees them. All lines end up masked.
void init_version_2(VirtAddr distributor, VirtAddr cpu_interface);

}  // namespace pinyon::arm64::gic

#endif  // PINYON_ARM64_GIC2_H
