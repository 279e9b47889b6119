// SPDX-License-Identifier: BSD-2-Clause
// Finds the devices that the kernel itself drives in the device tree.
#include "arch/riscv64/boot/riscv64_devices.h"

#include "arch/riscv64/riscv64_machine.h"
#include "generic/boot/start_up.h"

namespace pinyon::riscv64 {

void reserve_device(PhysRange window, BootFacts& facts)
{
    if (!facts.reserved.add(window))
        refuse_boot("the device tree names too much memory that is in use");
}

Word own_device(PhysRange window, KernelMap& map, BootFacts& facts)
{
    reserve_device(window, facts);
    return map.map_device(window);
}

namespace {

// A console server drives the registers, too.
Word shared_device(PhysRange window, KernelMap& map, BootFacts& facts)
{
    if (!facts.shared.add(window))
        refuse_boot("the device tree names too much memory that is shared");
    return map.map_device(window);
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
        console.ns16550 = {{.base = shared_device(window, map, facts)
                                  + tree.property(node, "reg-offset").cell(0),
                            .shift = tree.property(node, "reg-shift").cell(0),
                            .wide = tree.property(node, "reg-io-width").cell(0) == 4}};
        console.uart = Console::Kind::ns16550;
    } else if (compatible.has_string("sifive,uart0")) {
        console.sifive = {.base = shared_device(window, map, facts)};
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

}  // namespace pinyon::riscv64
