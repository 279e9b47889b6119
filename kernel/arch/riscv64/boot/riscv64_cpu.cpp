// SPDX-License-Identifier: BSD-2-Clause
// Finds out what the boot processor is and can do, and says what of it is used.
#include "arch/riscv64/boot/riscv64_cpu.h"

#include "arch/riscv64/boot/riscv64_harts.h"
#include "generic/boot/start_up.h"
#include "generic/print.h"
#include "generic/text.h"
#include "glue/binder.h"

extern "C" bool riscv64_probe_stimecmp();

namespace pinyon::riscv64 {

namespace {

// What only the boot log needs.
struct Findings {
    char const* isa = "";
    bool sv48 = false, sv57 = false, vectors = false;
};
constinit Findings findings{};

char const* isa_name(DeviceTree const& tree, DeviceTree::Node cpu)
{
    auto const base = tree.property(cpu, "riscv,isa-base");
    return base.valid() ? base.text() : tree.property(cpu, "riscv,isa").text();
}

// A node of /cpus and its children state the same properties either once or for each CPU.
Word timebase(DeviceTree const& tree, DeviceTree::Node cpu)
{
    constexpr Word slowest = 1'000'000;  // hertz: a tick is no longer than a microsecond
    auto property = tree.property(cpu, "timebase-frequency");
    if (!property.valid())
        property = tree.property(tree.find("/cpus"), "timebase-frequency");
    if (!property.valid())
        refuse_boot("no timer: /cpus in the device tree has no timebase-frequency");
    Word const hertz = property.number(0, property.size / 4 < 2 ? property.size / 4 : 2);
    if (hertz < slowest)
        refuse_boot("timebase-frequency is %lu Hz, expected 1 MHz at least", hertz);
    return hertz;
}

char const* console_name()
{
    switch (machine.console.kind) {
    case Console::Kind::ns16550:
        return "16550";
    case Console::Kind::sifive:
        return "SiFive UART";
    case Console::Kind::firmware:
        return "by firmware";
    case Console::Kind::none:
        break;
    }
    return "none";
}

}  // namespace

void discover_cpu(DeviceTree const& tree, DeviceTree::Node cpu, KernelMap& map)
{
    Word const hertz = timebase(tree, cpu);
    machine.timer.initialise(hertz, has_extension(tree, cpu, "sstc") && riscv64_probe_stimecmp());
    machine.timer.stop();
    boot_processor().facts.external_khz = hertz / 1000;
    machine.fpu = has_fpu(tree, cpu);
    machine.asids = count_asids();
    if (has_extension(tree, cpu, "svpbmt"))
        Format::device_bits |= Format::pbmt_io;
    if (has_extension(tree, cpu, "zicbom"))
        machine.cache_block = tree.property(cpu, "riscv,cbom-block-size").cell(0);
    findings = {.isa = isa_name(tree, cpu),
                .sv48 = map.can_translate(Satp::sv48, 1),
                .sv57 = map.can_translate(Satp::sv57, 2),
                .vectors = has_extension(tree, cpu, "v")};
}

char const* Port::console_names()
{
    return machine.console.uart == Console::Kind::none ? "sbi, none" : "uart, sbi, none";
}

bool Port::select_console(char const* name)
{
    Console& console = machine.console;
    if (same_text(name, "uart") && console.uart != Console::Kind::none)
        console.kind = console.uart;
    else if (same_text(name, "sbi"))
        console.kind = Console::Kind::firmware;
    else if (same_text(name, "none"))
        console.kind = Console::Kind::none;
    else
        return false;
    return true;
}

void Port::print_features()
{
    Processor const& boot = boot_processor();
    bool const svpbmt = Format::device_bits & Format::pbmt_io;
    print("features: hart %lu, %s, Sv39 (of Sv39%s%s), %d ASID bits, %s, %s, "
          "%s timer of %lu kHz, %s, console %s\n",
          boot.hart, findings.isa, findings.sv48 ? " Sv48" : "", findings.sv57 ? " Sv57" : "",
          __builtin_ctz(machine.asids), svpbmt ? "Svpbmt" : "no Svpbmt",
          findings.vectors ? "V off" : "no V",
          machine.timer.own_register() ? "Sstc" : "SBI", boot.facts.external_khz,
          machine.interrupts.name(), console_name());
}

}  // namespace pinyon::riscv64
