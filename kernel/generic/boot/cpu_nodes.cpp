// SPDX-License-Identifier: BSD-2-Clause
// Reads the processors from a device tree, which may be damaged or repeat itself.
#include "generic/boot/cpu_nodes.h"

namespace pinyon {

namespace {

// False where the node is no processor or has no number.
bool read_number(DeviceTree const& tree, DeviceTree::Node node, unsigned cells, Word& number)
{
    auto const reg = tree.property(node, "reg");
    if (!tree.property(node, "device_type").has_string("cpu") || reg.size / 4 < cells)
        return false;
    number = reg.number(0, cells);
    return true;
}

}  // namespace

CpuNodes::CpuNodes(DeviceTree const& tree, Word boot, Condition can_run)
{
    auto const parent = tree.find("/cpus");
    unsigned const cells = tree.property(parent, "#address-cells").cell(0);
    if (cells != 1 && cells != 2)
        return;
    Word number = 0;
    auto const first = tree.first_child(parent);
    for (auto node = first; node.valid() && count_ == 0; node = tree.next_sibling(node))
        if (read_number(tree, node, cells, number) && number == boot)
            cpus_[count_++] = {number, node};
    if (count_ == 0)
        return;
    for (auto node = first; node.valid() && count_ < config::max_cpus;
         node = tree.next_sibling(node))
        if (read_number(tree, node, cells, number) && !has(number) && tree.enabled(node) &&
            can_run(tree, node))
            cpus_[count_++] = {number, node};
}

bool CpuNodes::has(Word number) const
{
    for (unsigned nth = 0; nth < count_; ++nth)
        if (cpus_[nth].number == number)
            return true;
    return false;
}

}  // namespace pinyon
