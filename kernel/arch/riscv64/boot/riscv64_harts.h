// SPDX-License-Identifier: BSD-2-Clause
// The harts of the machine: which of them are processors of the kernel.
#ifndef PINYON_RISCV64_HARTS_H
#define PINYON_RISCV64_HARTS_H

#include "generic/boot/cpu_nodes.h"

namespace pinyon::riscv64 {

// True if the processor has an extension of the architecture by that name.
[[nodiscard]] bool has_extension(DeviceTree const& tree, DeviceTree::Node cpu, char const* name);

[[nodiscard]] bool has_fpu(DeviceTree const& tree, DeviceTree::Node cpu);

// Those with paging; refuses to boot where the hart that runs is not described.
[[nodiscard]] CpuNodes find_harts(DeviceTree const& tree, Word boot);

// What traps on the nth processor, as that CPU, need.
void prepare_processor(unsigned nth, CpuId cpu);

// What is known of each from now on. With the final kernel mappings, after the boot processor's
// features and its interrupt controller have been found out.
void describe_processors(DeviceTree const& tree, CpuNodes const& harts);

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_HARTS_H
