// SPDX-License-Identifier: BSD-2-Clause
// The processors that a device tree describes (Devicetree Specification 0.4, 3.7 and 3.8).
#ifndef PINYON_CPU_NODES_H
#define PINYON_CPU_NODES_H

#include "config.h"
#include "generic/boot/device_tree.h"

namespace pinyon {

class CpuNodes {
public:
    struct Cpu {
        Word number;  // its reg
        DeviceTree::Node node;
    };
    using Condition = bool (*)(DeviceTree const& tree, DeviceTree::Node cpu);

    // The boot processor, whose number is `boot`, then the others in the order of the tree that are
    // enabled and `can_run`: each number once, no more than config::max_cpus. None at all if the
    // tree does not name the boot processor.
    CpuNodes(DeviceTree const& tree, Word boot, Condition can_run);

    [[nodiscard]] unsigned count() const { return count_; }
    [[nodiscard]] Cpu const& operator[](unsigned nth) const { return cpus_[nth]; }

private:
    [[nodiscard]] bool has(Word number) const;

    Cpu cpus_[config::max_cpus]{};
    unsigned count_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_CPU_NODES_H
