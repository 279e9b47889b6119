// SPDX-License-Identifier: BSD-2-Clause
// Finds the devices that the kernel itself drives in the device tree.
#include "arch/riscv64/boot/riscv64_devices.h"

#include "arch/riscv64/boot/riscv64_cpu.h"
#include "arch/riscv64/riscv64_machine.h"
#include "generic/boot/start_up.h"

namespace pinyon::riscv64 {

namespace {

constexpr unsigned supervisor_external = 9;  // the hart's interrupt that a PLIC context raises

// Maps a device and keeps its registers from programs.
Word own_device(PhysRange window, KernelMap& map, BootFacts& facts)
{
    if (!facts.reserved.add(window))
        refuse_boot("the device tree names too much memory that is in use");
    return map.map_device(window);
}

std::uint32_t interrupt_controller_of(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto node = tree.first_child(cpu);
    while (node.valid() && !tree.property(node, "interrupt-controller").valid())
        node = tree.next_sibling(node);
    return tree.property(node, "phandle").cell(0);
}

// The position of this hart's supervisor interrupt among those that the PLIC raises.
unsigned plic_context(DeviceTree const& tree, DeviceTree::Node plic)
{
    std::uint32_t const controller = interrupt_controller_of(tree, boot_cpu(tree));
    auto const raised = tree.property(plic, "interrupts-extended");
    for (unsigned i = 0; i < raised.size / 8; ++i)
        if (raised.cell(2 * i) == controller && raised.cell(2 * i + 1) == supervisor_external)
            return i;
    refuse_boot("the PLIC does not serve the boot processor, hart %lu", machine.hart);
}

DeviceTree::Node find_plic(DeviceTree const& tree)
{
    static constexpr char const* names[] = {"sifive,plic-1.0.0", "riscv,plic0"};
    for (char const* name : names) {
        auto const node = tree.find_compatible(name);
        if (node.valid())
            return node;
    }
    if (tree.find_compatible("riscv,aplic").valid())
        refuse_boot("the interrupt controller is an APLIC; only a PLIC is supported");
    refuse_boot("no interrupt controller (PLIC) in the device tree");
}

}  // namespace

void discover_console(DeviceTree const& tree, KernelMap& map, BootFacts& facts)
{
    auto const node = tree.find(tree.property(tree.find("/chosen"), "stdout-path").text());
    auto const compatible = tree.property(node, "compatible");
    PhysRange const window = tree.reg(node);
    Console& console = machine.console;
    if (window.size == 0)
        return;
    if (compatible.has_string("ns16550a") || compatible.has_string("ns16550")) {
        console.ns16550 = {.base = own_device(window, map, facts)
                                 + tree.property(node, "reg-offset").cell(0),
                           .shift = tree.property(node, "reg-shift").cell(0),
                           .wide = tree.property(node, "reg-io-width").cell(0) == 4};
        console.uart = Console::Kind::ns16550;
    } else if (compatible.has_string("sifive,uart0")) {
        console.sifive = {.base = own_device(window, map, facts)};
        console.sifive.initialise();
        console.uart = Console::Kind::sifive;
    } else {
        return;
    }
    console.kind = console.uart;
}

void discover_exit(DeviceTree const& tree, KernelMap& map, BootFacts& facts)
{
    PhysRange const window = tree.reg(tree.find_compatible("sifive,test0"));
    if (window.size != 0)
        machine.exit_register = own_device(window, map, facts);
}

void discover_interrupts(DeviceTree const& tree, KernelMap& map, BootFacts& facts)
{
    constexpr unsigned most_sources = 1023;
    auto const plic = find_plic(tree);
    PhysRange const window = tree.reg(plic);
    unsigned const sources = tree.property(plic, "riscv,ndev").cell(0);
    if (window.size == 0 || sources == 0 || sources > most_sources)
        refuse_boot("the PLIC has %lx bytes of registers and %u sources, expected 1 to %u",
                    window.size, sources, most_sources);
    machine.plic = {.base = own_device(window, map, facts),
                    .context = plic_context(tree, plic),
                    .sources = sources};
    machine.plic.initialise();
}

}  // namespace pinyon::riscv64
