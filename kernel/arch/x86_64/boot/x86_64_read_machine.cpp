// SPDX-License-Identifier: BSD-2-Clause
// Reads what the kernel needs to know from the ACPI tables MADT and FADT (ACPI specification 6.4,
// 5.2.12 and 5.2.9).
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

constexpr unsigned fadt_pm_timer = 76;
constexpr unsigned madt_local_apic = 36, madt_entries = 44;
enum EntryType : std::uint8_t { io_apic = 1, source_override = 2, wide_local_apic_address = 5 };

void read_entry(AcpiHeader const& madt, unsigned at, Machine& machine)
{
    switch (Acpi::field<std::uint8_t>(madt, at)) {
    case io_apic:
        if (machine.io_apic_count == max_io_apics)
            refuse_boot("too many I/O APICs");
        machine.io_apics[machine.io_apic_count++] = {
            .registers = PhysAddr{Acpi::field<std::uint32_t>(madt, at + 4)},
            .first_line = Acpi::field<std::uint32_t>(madt, at + 8)};
        break;
    case source_override: {
        if (machine.override_count == Machine::max_overrides)
            refuse_boot("too many interrupt source overrides");
        unsigned const flags = Acpi::field<std::uint16_t>(madt, at + 8);
        machine.overrides[machine.override_count++] = {
            .line = Acpi::field<std::uint32_t>(madt, at + 4),
            .polarity = flags & 3,
            .trigger = flags >> 2 & 3};
        break;
    }
    case wide_local_apic_address:
        machine.local_apic = PhysAddr{Acpi::field<Word>(madt, at + 4)};
        break;
    default:
        break;
    }
}

void read_controllers(AcpiHeader const& madt, Machine& machine)
{
    machine.local_apic = PhysAddr{Acpi::field<std::uint32_t>(madt, madt_local_apic)};
    for (unsigned at = madt_entries; at + 2 <= madt.length;) {
        auto const length = Acpi::field<std::uint8_t>(madt, at + 1);
        if (length < 2)
            refuse_boot("the ACPI table APIC is malformed");
        read_entry(madt, at, machine);
        at += length;
    }
    if (machine.io_apic_count == 0)
        refuse_boot("the ACPI table APIC names no I/O APIC");
}

}  // namespace

Machine read_machine(Acpi const& acpi)
{
    Machine machine;
    read_controllers(acpi.table("APIC"), machine);
    auto const port = Acpi::field<std::uint32_t>(acpi.table("FACP"), fadt_pm_timer);
    if (port == 0 || port > 0xffff)
        refuse_boot("ACPI names no power-management timer");
    machine.pm_timer_port = std::uint16_t(port);
    return machine;
}

}  // namespace pinyon::x86_64
