// SPDX-License-Identifier: BSD-2-Clause
// Finds the CPU and the devices that the kernel itself drives in the device tree.
#include "arch/riscv64/boot/riscv64_devices.h"

#include "arch/riscv64/riscv64_machine.h"
#include "generic/boot/start_up.h"

extern "C" bool riscv64_probe_stimecmp();

namespace pinyon::riscv64 {

namespace {

constexpr unsigned supervisor_external = 9;  // the hart's interrupt that a PLIC context raises

DeviceTree::Node boot_cpu(DeviceTree const& tree)
{
    auto const cpus = tree.find("/cpus");
    unsigned const cells = tree.property(cpus, "#address-cells").cell(0);
    for (auto node = tree.first_child(cpus); node.valid(); node = tree.next_sibling(node)) {
        bool const cpu = tree.property(node, "device_type").has_string("cpu");
        if (cpu && tree.property(node, "reg").number(0, cells) == machine.hart)
            return node;
    }
    refuse_boot("the device tree does not name the boot processor, hart %lu", machine.hart);
}

// True if `word` comes next in `text` and ends there.
bool at_word(char const* text, char const* word)
{
    while (*word != '\0' && *text == *word) {
        ++text;
        ++word;
    }
    return *word == '\0' && (*text == '\0' || *text == '_');
}

// riscv,isa is "rv64" and letters, then longer names that begin with '_' each; the newer
// riscv,isa-extensions is a list of strings.
bool has_extension(DeviceTree const& tree, DeviceTree::Node cpu, char const* name)
{
    if (tree.property(cpu, "riscv,isa-extensions").has_string(name))
        return true;
    char const* isa = tree.property(cpu, "riscv,isa").text();
    bool const letter = name[1] == '\0';
    for (bool letters = true; *isa != '\0'; ++isa) {
        letters = letters && *isa != '_';
        if (letter ? letters && *isa == *name : *isa == '_' && at_word(isa + 1, name))
            return true;
    }
    return false;
}

// A node of /cpus and its children state the same properties either once or for each CPU.
std::uint32_t timebase(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto const own = tree.property(cpu, "timebase-frequency");
    return own.valid() ? own.cell(0)
                       : tree.property(tree.find("/cpus"), "timebase-frequency").cell(0);
}

// The field keeps as many bits as the CPU has.
unsigned count_asids()
{
    Word const satp = read<Satp>();
    write<Satp>(satp | Satp::Asid::mask);
    Word const kept = Satp::Asid::get(read<Satp>());
    write<Satp>(satp);
    flush_all();
    return unsigned(kept) + 1;
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

}  // namespace

void discover_cpu(DeviceTree const& tree)
{
    constexpr Word slowest = 1'000'000;  // hertz: a tick is no longer than a microsecond
    auto const cpu = boot_cpu(tree);
    Word const hertz = timebase(tree, cpu);
    if (hertz < slowest)
        refuse_boot("timebase-frequency is %lu Hz: too slow or not given", hertz);
    machine.timer.initialise(hertz, has_extension(tree, cpu, "sstc") && riscv64_probe_stimecmp());
    machine.timer.stop();
    machine.processor = {.external_khz = hertz / 1000,
                         .internal_khz = tree.property(cpu, "clock-frequency").cell(0) / 1000};
    machine.fpu = has_extension(tree, cpu, "d") || has_extension(tree, cpu, "g");
    machine.asids = count_asids();
    if (has_extension(tree, cpu, "svpbmt"))
        Format::device_bits |= Format::pbmt_io;
}

// Any other console is left to the firmware.
void discover_console(DeviceTree const& tree, KernelMap& map)
{
    auto const node = tree.find(tree.property(tree.find("/chosen"), "stdout-path").text());
    auto const compatible = tree.property(node, "compatible");
    PhysRange const window = tree.reg(node);
    if (window.size == 0
        || !(compatible.has_string("ns16550a") || compatible.has_string("ns16550")))
        return;
    Word const base = map.map_device(window);
    machine.uart = {.base = base + tree.property(node, "reg-offset").cell(0),
                    .shift = tree.property(node, "reg-shift").cell(0),
                    .wide = tree.property(node, "reg-io-width").cell(0) == 4};
}

void discover_exit(DeviceTree const& tree, KernelMap& map)
{
    PhysRange const window = tree.reg(tree.find_compatible("sifive,test0"));
    if (window.size != 0)
        machine.exit_register = map.map_device(window);
}

void discover_interrupts(DeviceTree const& tree, KernelMap& map)
{
    constexpr unsigned most_sources = 1023;
    auto plic = tree.find_compatible("sifive,plic-1.0.0");
    if (!plic.valid())
        plic = tree.find_compatible("riscv,plic0");
    PhysRange const window = tree.reg(plic);
    unsigned const sources = tree.property(plic, "riscv,ndev").cell(0);
    if (window.size == 0 || sources == 0 || sources > most_sources)
        refuse_boot("no usable interrupt controller (PLIC) in the device tree");
    machine.plic = {.base = map.map_device(window),
                    .context = plic_context(tree, plic),
                    .sources = sources};
    machine.plic.initialise();
}

}  // namespace pinyon::riscv64
