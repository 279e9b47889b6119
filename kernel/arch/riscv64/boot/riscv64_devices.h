// SPDX-License-Identifier: BSD-2-Clause
// What the device tree says about the CPU and the devices that the kernel itself drives.
#ifndef PINYON_RISCV64_DEVICES_H
#define PINYON_RISCV64_DEVICES_H

#include "arch/riscv64/boot/riscv64_kernel_map.h"
#include "generic/boot/device_tree.h"

namespace pinyon::riscv64 {

// CPU features and frequencies; starts the clock.
void discover_cpu(DeviceTree const& tree);

void discover_console(DeviceTree const& tree, KernelMap& map);
void discover_exit(DeviceTree const& tree, KernelMap& map);
void discover_interrupts(DeviceTree const& tree, KernelMap& map);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_DEVICES_H
