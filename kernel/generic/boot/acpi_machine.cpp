// SPDX-License-Identifier: BSD-2-Clause
// Reads what the kernel needs to know of a machine from the ACPI tables MADT, FADT (ACPI
// specification 6.4, 5.2.12 and 5.2.9) and SPCR (Microsoft, Serial Port Console Redirection Table).
#include "generic/boot/acpi_machine.h"

namespace pinyon {

namespace {

// A generic address structure: space, three bytes, and the address.
constexpr unsigned gas_space = 0, gas_address = 4;
constexpr std::uint8_t io_ports = 1;

constexpr unsigned fadt_pm_timer = 76, fadt_wide_pm_timer = 208;
constexpr unsigned spcr_kind = 36, spcr_address = 40;
constexpr unsigned madt_local_apic = 36, madt_entries = 44;
enum EntryType : std::uint8_t {
    processor = 0, io_apic = 1, source_override = 2, wide_local_apic_address = 5,
    wide_processor = 9,
};
constexpr std::uint32_t enabled = 1;
constexpr std::uint32_t all_processors = 0xff;  // an address for interrupts, nobody's id

using Complaint = char const*;

// Bytes of an entry as far as it is read.
constexpr unsigned least_length(std::uint8_t type)
{
    switch (type) {
    case processor:
        return 8;
    case source_override:
        return 10;
    case io_apic:
    case wide_local_apic_address:
    case wide_processor:
        return 12;
    default:
        return 2;
    }
}

// Wider ids are out of reach of what the kernel sends to other processors.
void add_processor(AcpiMachine& machine, std::uint32_t id)
{
    if (id < all_processors)
        machine.processors.add(id);
}

Complaint read_entry(AcpiTable const& madt, unsigned at, AcpiMachine& machine)
{
    switch (madt.field<std::uint8_t>(at)) {
    case processor:
        if (madt.field<std::uint32_t>(at + 4) & enabled)
            add_processor(machine, madt.field<std::uint8_t>(at + 3));
        break;
    case wide_processor:
        if (madt.field<std::uint32_t>(at + 8) & enabled)
            add_processor(machine, madt.field<std::uint32_t>(at + 4));
        break;
    case io_apic:
        if (machine.io_apic_count == AcpiMachine::max_io_apics)
            return "names more than 8 I/O APICs";
        machine.io_apics[machine.io_apic_count++] = {
            .registers = PhysAddr{madt.field<std::uint32_t>(at + 4)},
            .first_line = madt.field<std::uint32_t>(at + 8)};
        break;
    case source_override: {
        if (machine.override_count == AcpiMachine::max_overrides)
            return "has more interrupt source overrides than the ISA bus has lines";
        unsigned const flags = madt.field<std::uint16_t>(at + 8);
        machine.overrides[machine.override_count++] = {
            .line = madt.field<std::uint32_t>(at + 4),
            .polarity = flags & 3,
            .trigger = flags >> 2 & 3};
        break;
    }
    case wide_local_apic_address:
        machine.local_apic = PhysAddr{madt.field<Word>(at + 4)};
        break;
    default:
        break;
    }
    return nullptr;
}

Complaint read_controllers(AcpiTable const& madt, AcpiMachine& machine)
{
    machine.local_apic = PhysAddr{madt.field<std::uint32_t>(madt_local_apic)};
    for (unsigned at = madt_entries; at + 2 <= madt.length();) {
        auto const length = madt.field<std::uint8_t>(at + 1);
        if (length < least_length(madt.field<std::uint8_t>(at)) || length > madt.length() - at)
            return "is malformed";
        if (auto const complaint = read_entry(madt, at, machine))
            return complaint;
        at += length;
    }
    if (machine.local_apic.raw() % page_size != 0 || machine.local_apic.raw() == 0)
        return "names no local APIC";
    return machine.io_apic_count > 0 ? nullptr : "names no I/O APIC";
}

std::uint16_t port_at(AcpiTable const& table, unsigned gas)
{
    bool const is_port = table.field<std::uint8_t>(gas + gas_space) == io_ports;
    Word const port = table.field<Word>(gas + gas_address);
    return is_port && port <= 0xffff ? std::uint16_t(port) : 0;
}

std::uint16_t pm_timer_port(AcpiTable const& fadt)
{
    auto const port = fadt.field<std::uint32_t>(fadt_pm_timer);
    return port != 0 && port <= 0xffff ? std::uint16_t(port) : port_at(fadt, fadt_wide_pm_timer);
}

std::uint16_t console_port(AcpiTable const& spcr)
{
    constexpr std::uint8_t kind_16550 = 0, kind_16450 = 1;
    auto const kind = spcr.field<std::uint8_t>(spcr_kind);
    return kind == kind_16550 || kind == kind_16450 ? port_at(spcr, spcr_address) : 0;
}

}  // namespace

// A table that is missing and need not be there stays empty: its fields read as 0.
AcpiProblem read_machine(Acpi const& acpi, AcpiMachine& machine)
{
    AcpiTable madt, fadt, spcr;
    if (auto const problem = acpi.find("APIC", madt); problem.what != nullptr)
        return problem;
    if (auto const problem = acpi.find("FACP", fadt); problem.what != nullptr && !problem.missing)
        return problem;
    if (auto const problem = acpi.find("SPCR", spcr); problem.what != nullptr && !problem.missing)
        return problem;
    machine.pm_timer_port = pm_timer_port(fadt);
    machine.console_port = console_port(spcr);
    return {.table = "APIC", .what = read_controllers(madt, machine)};
}

}  // namespace pinyon
