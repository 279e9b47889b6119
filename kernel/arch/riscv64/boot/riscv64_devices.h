// SPDX-License-Identifier: BSD-2-Clause
// The devices that the kernel itself drives, found in the device tree and set up.
#ifndef PINYON_RISCV64_DEVICES_H
#define PINYON_RISCV64_DEVICES_H

#include "arch/riscv64/boot/riscv64_kernel_map.h"
#include "generic/boot/cpu_nodes.h"

namespace pinyon::riscv64 {

// Keeps a device's registers from programs.
void reserve_device(PhysRange window, BootFacts& facts);

// The same, and maps them for the kernel.
[[nodiscard]] Word own_device(PhysRange window, KernelMap& map, BootFacts& facts);

// A console of an unknown kind is left to the firmware.
void discover_console(DeviceTree const& tree, KernelMap& map, BootFacts& facts);
void discover_exit(DeviceTree const& tree, KernelMap& map, BootFacts& facts);
void discover_interrupts(DeviceTree const& tree, CpuNodes const& harts, KernelMap& map,
                         BootFacts& facts);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_DEVICES_H
