// SPDX-License-Identifier: BSD-2-Clause
// Reads the nodes below /cpus.
#include "arch/arm64/boot/arm64_processor_list.h"

#include "arch/arm64/arm64_registers.h"

namespace pinyon::arm64 {

namespace {

using Node = DeviceTree::Node;

// How a tree writes the affinities of its processors, in cells of 4 bytes.
constexpr unsigned most_cells = 2;

// Whether the node describes a processor that can be used; then its affinity.
bool read_affinity(DeviceTree const& tree, Node node, unsigned cells, Word& affinity)
{
    auto const reg = tree.property(node, "reg");
    affinity = reg.number(0, cells);
    return tree.property(node, "device_type").has_string("cpu") && tree.enabled(node)
        && reg.size >= 4 * cells && (affinity & ~Mpidr::affinity_mask) == 0;
}

bool is_listed(Word affinity, ListedProcessor const* list, unsigned count)
{
    for (unsigned i = 0; i < count; ++i)
        if (list[i].affinity == affinity)
            return true;
    return false;
}

ListedProcessor describe(DeviceTree const& tree, Node node, Word affinity)
{
    using Start = ListedProcessor::Start;
    auto const method = tree.property(node, "enable-method");
    auto const release = tree.property(node, "cpu-release-addr");
    PhysAddr const place{release.number(0, release.size / 4 < most_cells ? 1 : most_cells)};
    if (method.has_string("psci"))
        return {affinity, Start::firmware, {}};
    if (method.has_string("spin-table") && release.size >= 4 && place.raw() % sizeof(Word) == 0)
        return {affinity, Start::spin_table, place};
    return {affinity, Start::unknown, {}};
}

}  // namespace

unsigned list_processors(DeviceTree const& tree, Word boot_affinity, ListedProcessor* list,
                         unsigned most)
{
    list[0] = {.affinity = boot_affinity};
    unsigned count = 1;
    Node const above = tree.find("/cpus");
    unsigned const cells = tree.property(above, "#address-cells").cell(0);
    if (!above.valid() || cells == 0 || cells > most_cells)
        return count;
    for (Node node = tree.first_child(above); node.valid() && count < most;
         node = tree.next_sibling(node)) {
        Word affinity = 0;
        if (read_affinity(tree, node, cells, affinity) && !is_listed(affinity, list, count))
            list[count++] = describe(tree, node, affinity);
    }
    return count;
}

}  // namespace pinyon::arm64
