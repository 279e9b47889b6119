// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the device-tree reader with all questions that start-up asks.
#include <cstdlib>

#include "generic/boot/device_tree.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace pinyon;
    DeviceTree const tree{data, size};
    if (tree.valid() != (tree.problem() == nullptr))
        std::abort();
    BootFacts facts;
    constexpr Word reach = Word{1} << 40;
    (void)facts_from_device_tree(tree, PhysAddr{0x4000'0000}, reach, facts);
    for (PhysRange const& range : facts.ram)
        if (range.base.raw() % page_size != 0 || range.size % page_size != 0 ||
            range.end().raw() > reach)
            std::abort();
    (void)__builtin_strlen(facts.command_line);
    (void)__builtin_strlen(facts.machine);

    std::size_t nodes = 0;
    for (auto node = tree.root(); node.valid(); node = tree.next(node)) {
        if (++nodes > size)
            std::abort();  // walks in circles
        if (tree.parent(node).valid() == (node.offset == tree.root().offset))
            std::abort();  // all but the root have a parent
        (void)__builtin_strlen(tree.name(node));
        (void)tree.reg(node, 0);
        (void)tree.reg(node, 1);
        (void)tree.enabled(node);
        (void)tree.property(node, "interrupts").number(0, 2);
    }
    (void)tree.find(tree.property(tree.find("/chosen"), "stdout-path").text());
    (void)tree.find_compatible("arm,pl011");
    (void)tree.find_phandle(1);
    return 0;
}
