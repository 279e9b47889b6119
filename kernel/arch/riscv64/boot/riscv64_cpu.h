// SPDX-License-Identifier: BSD-2-Clause
// What the boot processor is and can do, by its device-tree node and by trying.
#ifndef PINYON_RISCV64_CPU_H
#define PINYON_RISCV64_CPU_H

#include "arch/riscv64/boot/riscv64_kernel_map.h"
#include "generic/boot/device_tree.h"

namespace pinyon::riscv64 {

// CPU features and frequencies; starts the clock. With the final kernel mappings.
void discover_cpu(DeviceTree const& tree, DeviceTree::Node cpu, KernelMap& map);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_CPU_H
