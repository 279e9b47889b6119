// SPDX-License-Identifier: BSD-2-Clause
// The processors that a device tree describes (Devicetree Specification 0.4, 3.7 and 3.8).
#ifndef PINYON_ARM64_PROCESSOR_LIST_H
#define PINYON_ARM64_PROCESSOR_LIST_H

#include "generic/boot/device_tree.h"

namespace pinyon::arm64 {

struct ListedProcessor {
    enum class Start : std::uint8_t { unknown, firmware, spin_table };

    Word affinity = 0;        // as in MPIDR_EL1
    Start start = Start::unknown;
    PhysAddr release{};       // spin table: the word that it waits for, multiple of 8
};

// Fills at most `most` > 0 entries and returns how many there are. The first is the boot CPU, in
// the tree or not; then those that are enabled, each once, in the order of the tree.
[[nodiscard]] unsigned list_processors(DeviceTree const& tree, Word boot_affinity,
                                       ListedProcessor* list, unsigned most);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_PROCESSOR_LIST_H
