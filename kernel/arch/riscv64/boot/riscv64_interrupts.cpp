// SPDX-License-Identifier: BSD-2-Clause
// Finds the interrupt controller in the device tree: a PLIC, or an APLIC with or without IMSICs.
#include "arch/riscv64/boot/riscv64_devices.h"
#include "arch/riscv64/riscv64_machine.h"
#include "arch/riscv64/riscv64_processor.h"
#include "generic/boot/start_up.h"

namespace pinyon::riscv64 {

namespace {

constexpr unsigned most_sources = Plic::most_sources;
constexpr unsigned supervisor_external = 9;  // the hart's interrupt that a controller raises

std::uint32_t interrupt_controller_of(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto node = tree.first_child(cpu);
    while (node.valid() && !tree.property(node, "interrupt-controller").valid())
        node = tree.next_sibling(node);
    return tree.property(node, "phandle").cell(0);
}

// The position of a hart's supervisor interrupt among those that `controller` raises.
bool find_place(DeviceTree const& tree, DeviceTree::Node controller, DeviceTree::Node cpu,
                unsigned& place)
{
    std::uint32_t const hart = interrupt_controller_of(tree, cpu);
    auto const raised = tree.property(controller, "interrupts-extended");
    for (place = 0; place < raised.size / 8; ++place)
        if (raised.cell(2 * place) == hart && raised.cell(2 * place + 1) == supervisor_external)
            return true;
    return false;
}

// A processor that the controller does not serve is not used; false if that is the boot processor.
bool find_places(DeviceTree const& tree, DeviceTree::Node controller, CpuNodes const& harts)
{
    for (unsigned nth = 0; nth < harts.count(); ++nth) {
        Processor& p = riscv64_processors[nth];
        p.usable = find_place(tree, controller, harts[nth].node, p.interrupts);
    }
    return boot_processor().usable;
}

// The registers and the number of sources, if both make sense.
PhysRange usable(DeviceTree const& tree, DeviceTree::Node node, char const* name, unsigned sources)
{
    PhysRange const window = tree.reg(node);
    if (window.size == 0 || sources == 0 || sources > most_sources)
        refuse_boot("the %s has %lx bytes of registers and %u sources, expected 1 to %u", name,
                    window.size, sources, most_sources);
    return window;
}

void use_plic(DeviceTree const& tree, DeviceTree::Node node, CpuNodes const& harts, KernelMap& map,
              BootFacts& facts)
{
    Plic& plic = machine.interrupts.plic;
    plic.sources = tree.property(node, "riscv,ndev").cell(0);
    PhysRange const window = usable(tree, node, "PLIC", plic.sources);
    if (!find_places(tree, node, harts))
        refuse_boot("the PLIC does not serve the boot processor, hart %lu", boot_processor().hart);
    plic.base = own_device(window, map, facts);
}

// There is one for each privilege level; that of the supervisor reaches the hart itself or through
// the IMSIC that takes its messages.
bool use_aplic(DeviceTree const& tree, DeviceTree::Node node, CpuNodes const& harts, KernelMap& map,
               BootFacts& facts)
{
    Aplic& aplic = machine.interrupts.aplic;
    auto const parent = tree.property(node, "msi-parent");
    aplic.messages = parent.valid();
    auto const deliverer = aplic.messages ? tree.find_phandle(parent.cell(0)) : node;
    if (!find_places(tree, deliverer, harts))
        return false;
    aplic.sources = tree.property(node, "riscv,num-sources").cell(0);
    PhysRange const window = usable(tree, node, "APLIC", aplic.sources);
    if (aplic.messages && tree.property(deliverer, "riscv,num-ids").cell(0) < aplic.sources)
        refuse_boot("the IMSIC has fewer numbers than the APLIC has sources, %u", aplic.sources);
    // Whoever writes to an IMSIC's memory raises any interrupt.
    for (unsigned i = 0; aplic.messages && tree.reg(deliverer, i).size != 0; ++i)
        reserve_device(tree.reg(deliverer, i), facts);
    machine.interrupts.advanced = true;
    aplic.base = own_device(window, map, facts);
    return true;
}

void find_controller(DeviceTree const& tree, CpuNodes const& harts, KernelMap& map,
                     BootFacts& facts)
{
    static constexpr char const* plics[] = {"sifive,plic-1.0.0", "riscv,plic0"};
    for (char const* name : plics) {
        auto const plic = tree.find_compatible(name);
        if (plic.valid())
            return use_plic(tree, plic, harts, map, facts);
    }
    auto aplic = tree.find_compatible("riscv,aplic");
    for (; aplic.valid(); aplic = tree.find_compatible("riscv,aplic", aplic))
        if (use_aplic(tree, aplic, harts, map, facts))
            return;
    refuse_boot("no interrupt controller (PLIC or APLIC) for hart %lu in the device tree",
                boot_processor().hart);
}

}  // namespace

void discover_interrupts(DeviceTree const& tree, CpuNodes const& harts, KernelMap& map,
                         BootFacts& facts)
{
    find_controller(tree, harts, map, facts);
    machine.interrupts.initialise(boot_processor().interrupts);
}

}  // namespace pinyon::riscv64
