// SPDX-License-Identifier: BSD-2-Clause
// Finds the devices that the kernel itself drives in the device tree and starts them.
#include <initializer_list>

#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_console.h"
#include "arch/arm64/arm64_gic.h"
#include "arch/arm64/board/arm64_gic2.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/boot/start_up.h"

namespace pinyon::arm64 {

namespace {

// One entry of an `interrupts` property below a GIC: kind, number, flags.
struct GicInterrupt {
    enum : std::uint32_t { shared = 0, per_cpu = 1, edge_flags = 3 };
    std::uint32_t kind = 0, number = 0, flags = 0;

    GicInterrupt(DeviceTree::Property interrupts, unsigned cell)
        : kind{interrupts.cell(cell)}, number{interrupts.cell(cell + 1)},
          flags{interrupts.cell(cell + 2)}
    {
    }
    [[nodiscard]] IrqLine line() const { return IrqLine{number + (kind == shared ? 32 : 16)}; }
};

constexpr unsigned least_cells = 3;

DeviceTree::Node find_controller(DeviceTree const& tree)
{
    for (char const* name : {"arm,cortex-a15-gic", "arm,gic-400", "arm,cortex-a9-gic"}) {
        auto const node = tree.find_compatible(name);
        if (node.valid())
            return node;
    }
    refuse_boot("no GICv2 interrupt controller in the device tree");
}

unsigned interrupt_cells(DeviceTree const& tree)
{
    unsigned const cells = tree.property(find_controller(tree), "#interrupt-cells").cell(0);
    return cells < least_cells ? least_cells : cells;
}

// Whose interrupts the node uses: its own statement or that of the next node above.
std::uint32_t interrupt_parent(DeviceTree const& tree, DeviceTree::Node node)
{
    for (; node.valid(); node = tree.parent(node)) {
        auto const parent = tree.property(node, "interrupt-parent");
        if (parent.valid())
            return parent.cell(0);
    }
    return 0;
}

// Drivers attach to a line by its number alone, so the tree's word on its trigger is used here.
void set_triggers(DeviceTree const& tree)
{
    std::uint32_t const controller = tree.property(find_controller(tree), "phandle").cell(0);
    unsigned const cells = interrupt_cells(tree);
    for (auto node = tree.root(); node.valid(); node = tree.next(node)) {
        auto const interrupts = tree.property(node, "interrupts");
        if (!interrupts.valid() || interrupt_parent(tree, node) != controller)
            continue;
        for (unsigned i = 0; (i + cells) * 4 <= interrupts.size; i += cells) {
            GicInterrupt const entry{interrupts, i};
            if (entry.kind != GicInterrupt::shared || entry.line().raw() >= gic::lines())
                continue;
            bool const edge = entry.flags & GicInterrupt::edge_flags;
            gic::set_trigger(entry.line(), edge ? gic::Trigger::edge : gic::Trigger::level);
        }
    }
}

void reserve(BootFacts& facts, PhysRange registers)
{
    Word const first = round_down(registers.base.raw(), page_size);
    Word const end = round_up(registers.end().raw(), page_size);
    if (!facts.reserved.add({PhysAddr{first}, end - first}))
        refuse_boot("too many reserved memory ranges");
}

}  // namespace

VirtAddr DeviceWindows::map(PhysRange range, char const* what)
{
    Word const first = round_down(range.base.raw(), page_size);
    Word const size = round_up(range.end().raw(), page_size) - first;
    if (range.size == 0 || size > device_base + device_size - next_)
        refuse_boot("no usable registers of the %s in the device tree", what);
    if (!mapper_.map(next_, PhysAddr{first}, size, page::device))
        refuse_boot("too many memory ranges: no table for the %s", what);
    VirtAddr const window{next_ + (range.base.raw() - first)};
    next_ += size;
    return window;
}

void start_console(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts)
{
    auto const path = tree.property(tree.find("/chosen"), "stdout-path");
    auto const node = path.valid() ? tree.find(path.text()) : tree.find_compatible("arm,pl011");
    if (!tree.property(node, "compatible").has_string("arm,pl011"))
        refuse_boot("no PL011 console in the device tree");
    PhysRange const registers = tree.reg(node);
    console::init(windows.map(registers, "console"));
    if (!facts.shared.add(registers))  // with the console server
        refuse_boot("too many shared memory ranges");
}

void start_interrupts(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts)
{
    auto const node = find_controller(tree);
    PhysRange const distributor = tree.reg(node, 0), cpu_interface = tree.reg(node, 1);
    gic::init_version_2(windows.map(distributor, "interrupt distributor"),
                        windows.map(cpu_interface, "interrupt CPU interface"));
    reserve(facts, distributor);
    reserve(facts, cpu_interface);
    set_triggers(tree);
}

void start_clock(DeviceTree const& tree)
{
    constexpr unsigned virtual_timer = 2;  // after the secure and the non-secure physical one
    auto const node = tree.find_compatible("arm,armv8-timer");
    unsigned const cells = interrupt_cells(tree);
    auto const interrupts = tree.property(node, "interrupts");
    if (interrupts.size < (virtual_timer + 1) * cells * 4)
        refuse_boot("no virtual timer in the device tree");

    Word hz = cntfrq_el0::read();
    if (hz == 0)
        hz = tree.property(node, "clock-frequency").cell(0);
    if (hz < clock::slowest)
        refuse_boot("the counter's frequency is %lu Hz, too low for a clock", hz);
    IrqLine const line = GicInterrupt{interrupts, virtual_timer * cells}.line();
    clock::init(hz, line);
    gic::unmask(line);
}

}  // namespace pinyon::arm64
