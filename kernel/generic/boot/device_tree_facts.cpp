// SPDX-License-Identifier: BSD-2-Clause
// Takes from a device tree the boot facts that every machine with such a tree states alike.
#include "generic/boot/device_tree.h"
#include "generic/boot/ram_map.h"

namespace pinyon {

namespace {

// Visits every range that the node's reg names. An entry has at least two cells, so counting
// pairs of cells reaches beyond the last one, where reg() has nothing more to give.
template <class Visit>
void for_each_range(DeviceTree const& tree, DeviceTree::Node node, Visit visit)
{
    unsigned const most = tree.property(node, "reg").size / 8;
    for (unsigned i = 0; i < most; ++i)
        visit(tree.reg(node, i));
}

// What must not be mapped is no RAM to the kernel, so that no speculative access touches it.
void add_memory(DeviceTree const& tree, Word reach, BootFacts& facts)
{
    RamMap ram;
    auto const set = [&](DeviceTree::Node node, bool is_ram) {
        for_each_range(tree, node, [&](PhysRange range) {
            ram.set(range.base.raw(), range.size, is_ram);
        });
    };
    for (auto node = tree.first_child(tree.root()); node.valid(); node = tree.next_sibling(node)) {
        if (tree.property(node, "device_type").has_string("memory") && tree.enabled(node))
            set(node, true);
    }
    auto node = tree.first_child(tree.find("/reserved-memory"));
    for (; node.valid(); node = tree.next_sibling(node)) {
        if (tree.property(node, "no-map").valid())
            set(node, false);
    }
    take_ram(ram, reach, facts);
}

bool add_reservations(DeviceTree const& tree, BootFacts& facts)
{
    bool complete = true;
    for (unsigned i = 0; tree.reservation(i).size != 0; ++i)
        complete = facts.reserved.add(tree.reservation(i)) && complete;
    auto node = tree.first_child(tree.find("/reserved-memory"));
    for (; node.valid(); node = tree.next_sibling(node))
        for_each_range(tree, node, [&](PhysRange range) {
            complete = facts.reserved.add(range) && complete;
        });
    return complete;
}

// A property of one or two cells, as boot loaders write addresses into /chosen.
Word address_property(DeviceTree const& tree, DeviceTree::Node node, char const* name)
{
    auto const property = tree.property(node, name);
    return property.number(0, property.size / 4 < 2 ? property.size / 4 : 2);
}

// Boot modules are children of /chosen; whoever writes them uses as many cells for the address as
// for the size, whatever /chosen says. A module that does not fit is counted by the list.
void add_modules(DeviceTree const& tree, DeviceTree::Node chosen, BootFacts& facts)
{
    for (auto node = tree.first_child(chosen); node.valid(); node = tree.next_sibling(node)) {
        auto const reg = tree.property(node, "reg");
        unsigned const cells = reg.size / 8;
        if (!tree.property(node, "compatible").has_string("multiboot,module") || cells > 2)
            continue;
        PhysRange const range{PhysAddr{reg.number(0, cells)}, reg.number(cells, cells)};
        (void)facts.modules.add({range, tree.property(node, "bootargs").text()});
    }
}

}  // namespace

bool facts_from_device_tree(DeviceTree const& tree, PhysAddr blob, Word reach, BootFacts& facts)
{
    add_memory(tree, reach, facts);
    bool const complete = add_reservations(tree, facts)
                       && facts.reserved.add({blob, tree.size()});

    auto const chosen = tree.find("/chosen");
    Word const start = address_property(tree, chosen, "linux,initrd-start");
    Word const end = address_property(tree, chosen, "linux,initrd-end");
    if (start < end)
        facts.archive = {PhysAddr{start}, end - start};
    add_modules(tree, chosen, facts);
    facts.command_line = tree.property(chosen, "bootargs").text();
    facts.machine = tree.property(tree.root(), "model").text();
    return complete && facts.ram.size() != 0;
}

}  // namespace pinyon
