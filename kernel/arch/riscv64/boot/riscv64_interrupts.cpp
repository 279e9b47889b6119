// SPDX-License-Identifier: BSD-2-Clause
// Finds the interrupt controller in the device tree: a PLIC, or an APLIC with or without IMSICs.
#include "arch/riscv64/boot/riscv64_cpu.h"
#include "arch/riscv64/boot/riscv64_devices.h"
#include "arch/riscv64/riscv64_machine.h"
#include "generic/boot/start_up.h"

namespace pinyon::riscv64 {

namespace {

constexpr unsigned most_sources = 1023;
constexpr unsigned supervisor_external = 9;  // the hart's interrupt that a controller raises

std::uint32_t interrupt_controller_of(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto node = tree.first_child(cpu);
    while (node.valid() && !tree.property(node, "interrupt-controller").valid())
        node = tree.next_sibling(node);
    return tree.property(node, "phandle").cell(0);
}

// The position of this hart's supervisor interrupt among those that `controller` raises.
bool find_context(DeviceTree const& tree, DeviceTree::Node controller, unsigned& context)
{
    std::uint32_t const hart = interrupt_controller_of(tree, boot_cpu(tree));
    auto const raised = tree.property(controller, "interrupts-extended");
    for (context = 0; context < raised.size / 8; ++context)
        if (raised.cell(2 * context) == hart && raised.cell(2 * context + 1) == supervisor_external)
            return true;
    return false;
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

void use_plic(DeviceTree const& tree, DeviceTree::Node node, KernelMap& map, BootFacts& facts)
{
    Plic& plic = machine.interrupts.plic;
    plic.sources = tree.property(node, "riscv,ndev").cell(0);
    PhysRange const window = usable(tree, node, "PLIC", plic.sources);
    if (!find_context(tree, node, plic.context))
        refuse_boot("the PLIC does not serve the boot processor, hart %lu", machine.hart);
    plic.base = own_device(window, map, facts);
    plic.initialise();
}

// There is one for each privilege level; that of the supervisor reaches the hart itself or through
// the IMSIC that takes its messages.
bool use_aplic(DeviceTree const& tree, DeviceTree::Node node, KernelMap& map, BootFacts& facts)
{
    Aplic& aplic = machine.interrupts.aplic;
    auto const parent = tree.property(node, "msi-parent");
    aplic.messages = parent.valid();
    auto const deliverer = aplic.messages ? tree.find_phandle(parent.cell(0)) : node;
    if (!find_context(tree, deliverer, aplic.index))
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
    aplic.initialise();
    return true;
}

}  // namespace

void discover_interrupts(DeviceTree const& tree, KernelMap& map, BootFacts& facts)
{
    static constexpr char const* plics[] = {"sifive,plic-1.0.0", "riscv,plic0"};
    for (char const* name : plics) {
        auto const plic = tree.find_compatible(name);
        if (plic.valid())
            return use_plic(tree, plic, map, facts);
    }
    auto aplic = tree.find_compatible("riscv,aplic");
    for (; aplic.valid(); aplic = tree.find_compatible("riscv,aplic", aplic))
        if (use_aplic(tree, aplic, map, facts))
            return;
    refuse_boot("no interrupt controller (PLIC or APLIC) for hart %lu in the device tree",
                machine.hart);
}

}  // namespace pinyon::riscv64
