// SPDX-License-Identifier: BSD-2-Clause
// Finds the interrupt controller in the device tree and starts the driver that knows it.
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_registers.h"
#include "arch/arm64/board/arm64_bcm2836.h"
#include "arch/arm64/board/arm64_gic2.h"
#include "arch/arm64/board/arm64_gic3.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/boot/start_up.h"

namespace pinyon::arm64 {

namespace {

using Node = DeviceTree::Node;
using Property = DeviceTree::Property;

constexpr char const* distributor_name = "interrupt distributor";

// What there is to know of a driver before one is chosen.
struct Driver {
    char const* compatible;
    unsigned cells;  // the least that an interrupt takes
    IrqLine (*private_line)(Property interrupts, unsigned cell);
    void (*start)(DeviceTree const& tree, Node node, DeviceWindows& windows, BootFacts& facts);
};

struct Controller {
    Node node;
    Driver const* driver = nullptr;
    unsigned cells = 0;
};

// ---- GIC ---------------------------------------------------------------------------------------

// One entry of an `interrupts` property below a GIC: kind, number, flags.
struct GicInterrupt {
    enum : std::uint32_t { shared = 0, edge_flags = 3 };
    std::uint32_t kind = 0, number = 0, flags = 0;

    GicInterrupt(Property interrupts, unsigned cell)
        : kind{interrupts.cell(cell)}, number{interrupts.cell(cell + 1)},
          flags{interrupts.cell(cell + 2)}
    {
    }
    [[nodiscard]] IrqLine line() const { return IrqLine{number + (kind == shared ? 32 : 16)}; }
};

IrqLine gic_line(Property interrupts, unsigned cell)
{
    return GicInterrupt{interrupts, cell}.line();
}

// Drivers attach to a line by its number alone, so the tree's word on its trigger is used here.
class Triggers {
public:
    using Set = void (*)(IrqLine, Trigger);

    Triggers(DeviceTree const& tree, Node gic, Set set)
        : tree_{tree}, set_{set}, gic_{tree.property(gic, "phandle").cell(0)},
          cells_{tree.property(gic, "#interrupt-cells").cell(0)}
    {
    }

    // All nodes below `above`. A node's interrupts are those of the controller that it names, or
    // that the next node above it names: `inherited`.
    void apply(Node above, std::uint32_t inherited, unsigned depth = 0) const
    {
        for (Node node = tree_.first_child(above); node.valid(); node = tree_.next_sibling(node)) {
            auto const own = tree_.property(node, "interrupt-parent");
            std::uint32_t const parent = own.valid() ? own.cell(0) : inherited;
            if (parent == gic_)
                apply_entries(tree_.property(node, "interrupts"));
            if (depth < deepest)
                apply(node, parent, depth + 1);
        }
    }

private:
    static constexpr unsigned deepest = 16;  // real trees stay far below

    void apply_entries(Property entries) const
    {
        for (unsigned i = 0; (i + cells_) * 4 <= entries.size; i += cells_) {
            GicInterrupt const entry{entries, i};
            if (entry.kind == GicInterrupt::shared && entry.line().raw() < interrupts.lines)
                set_(entry.line(),
                     entry.flags & GicInterrupt::edge_flags ? Trigger::edge : Trigger::level);
        }
    }

    DeviceTree const& tree_;
    Set set_;
    std::uint32_t gic_;
    unsigned cells_;
};

void set_triggers(DeviceTree const& tree, Node gic, Triggers::Set set)
{
    auto const parent = tree.property(tree.root(), "interrupt-parent");
    Triggers{tree, gic, set}.apply(tree.root(), parent.cell(0));
}

void reserve_node(DeviceTree const& tree, Node node, BootFacts& facts)
{
    for (unsigned i = 0; tree.reg(node, i).size != 0; ++i)
        reserve(facts, tree.reg(node, i));
}

// Every register of the controller, also those of the parts that are not used. Its children turn
// messages into interrupts, and the newer ones could write to any memory.
void reserve_all(DeviceTree const& tree, Node node, BootFacts& facts)
{
    reserve_node(tree, node, facts);
    for (Node child = tree.first_child(node); child.valid(); child = tree.next_sibling(child))
        reserve_node(tree, child, facts);
}

void start_gic2(DeviceTree const& tree, Node node, DeviceWindows& windows, BootFacts& facts)
{
    interrupts = gic2::start(windows.map(tree.reg(node, 0), distributor_name),
                             windows.map(tree.reg(node, 1), "interrupt CPU interface"));
    reserve_all(tree, node, facts);
    set_triggers(tree, node, gic2::set_trigger);
}

// The processor of the list that a redistributor serves, if there is one.
Cpu* served_by(gic3::RedistributorFacts const& redistributor)
{
    for (Cpu& cpu : cpus)
        if (cpu.affinity != no_affinity && Mpidr::affinity(cpu.affinity) == redistributor.affinity)
            return &cpu;
    return nullptr;
}

bool all_served()
{
    for (Cpu const& cpu : cpus)
        if (cpu.affinity != no_affinity && cpu.redistributor == VirtAddr{})
            return false;
    return true;
}

// Maps those of the processors.
void find_redistributors(DeviceTree const& tree, Node node, DeviceWindows& windows)
{
    auto const counted = tree.property(node, "#redistributor-regions");
    auto const spaced = tree.property(node, "redistributor-stride");
    unsigned const regions = counted.valid() ? counted.cell(0) : 1;
    for (unsigned i = 1; i <= regions; ++i) {
        PhysRange region = tree.reg(node, i);
        while (region.size >= gic3::redistributor_size) {
            VirtAddr const window =
                windows.map({region.base, gic3::redistributor_size}, "interrupt redistributor");
            auto const found = gic3::inspect(window);
            if (Cpu* const cpu = served_by(found))
                cpu->redistributor = window;
            if (all_served())
                return;
            Word const stride = spaced.valid() ? spaced.number(0, 2) : found.stride;
            if (found.last || stride == 0 || stride > region.size)
                break;
            region = {region.base + stride, region.size - stride};
        }
    }
}

// A processor without a redistributor is none that could be used.
void check_redistributors()
{
    if (cpus[0].redistributor == VirtAddr{})
        refuse_boot("no interrupt redistributor of this CPU in the device tree");
    for (Cpu& cpu : cpus)
        if (cpu.redistributor == VirtAddr{})
            cpu.affinity = no_affinity;
}

void start_gic3(DeviceTree const& tree, Node node, DeviceWindows& windows, BootFacts& facts)
{
    find_redistributors(tree, node, windows);
    check_redistributors();
    interrupts = gic3::start(windows.map(tree.reg(node, 0), distributor_name));
    if (interrupts.driver == nullptr)
        refuse_boot("firmware keeps the system registers of the GICv3 closed");
    reserve_all(tree, node, facts);
    set_triggers(tree, node, gic3::set_trigger);
}

// ---- BCM2836 -----------------------------------------------------------------------------------

IrqLine local_line(Property interrupts, unsigned cell) { return IrqLine{interrupts.cell(cell)}; }

void start_bcm2836(DeviceTree const& tree, Node local, DeviceWindows& windows, BootFacts& facts)
{
    Node const peripherals = tree.find_compatible("brcm,bcm2836-armctrl-ic");
    interrupts = bcm2836::start(
        windows.map(tree.reg(local), "local interrupt controller"),
        windows.map(tree.reg(peripherals), "peripherals' interrupt controller"));
    reserve_all(tree, local, facts);
    reserve_all(tree, peripherals, facts);
}

// ------------------------------------------------------------------------------------------------

constexpr Driver drivers[] = {
    {"arm,gic-v3", 3, gic_line, start_gic3},
    {"arm,cortex-a15-gic", 3, gic_line, start_gic2},
    {"arm,gic-400", 3, gic_line, start_gic2},
    {"arm,cortex-a9-gic", 3, gic_line, start_gic2},
    {"brcm,bcm2836-l1-intc", 1, local_line, start_bcm2836},
};

Controller find_controller(DeviceTree const& tree)
{
    for (Driver const& driver : drivers) {
        Node const node = tree.find_compatible(driver.compatible);
        unsigned const cells = tree.property(node, "#interrupt-cells").cell(0);
        if (node.valid() && cells >= driver.cells)
            return {node, &driver, cells};
    }
    refuse_boot("no interrupt controller in the device tree, expected a GICv2, GICv3 or BCM2836");
}

}  // namespace

void start_interrupts(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts)
{
    Controller const controller = find_controller(tree);
    controller.driver->start(tree, controller.node, windows, facts);
}

FoundLine private_line(DeviceTree const& tree, DeviceTree::Node node, unsigned index)
{
    Controller const controller = find_controller(tree);
    auto const entries = tree.property(node, "interrupts");
    if (entries.size / 4 / controller.cells <= index)
        return {};
    IrqLine const line = controller.driver->private_line(entries, index * controller.cells);
    return {line.raw() < first_shared, line};
}

}  // namespace pinyon::arm64
