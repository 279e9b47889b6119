// SPDX-License-Identifier: BSD-2-Clause
// What ACPI says of the machine, copied: its tables need not stay in reach.
#ifndef PINYON_ACPI_MACHINE_H
#define PINYON_ACPI_MACHINE_H

#include "config.h"
#include "generic/boot/acpi_tables.h"
#include "generic/boot/processor_ids.h"

namespace pinyon {

struct AcpiMachine {
    struct LineController {  // an I/O APIC
        PhysAddr registers{};
        unsigned first_line = 0;
    };
    struct Override {
        unsigned line = 0;
        unsigned polarity = 0, trigger = 0;  // 0: as the bus has it; 1: high, edge; 3: low, level
    };
    static constexpr unsigned max_io_apics = 8;
    static constexpr unsigned max_overrides = 16;  // one for each line of the ISA bus

    ProcessorIds<config::max_cpus> processors;  // ids of the local APICs of those that are enabled
    PhysAddr local_apic{};
    LineController io_apics[max_io_apics];
    unsigned io_apic_count = 0;
    Override overrides[max_overrides];
    unsigned override_count = 0;
    std::uint16_t pm_timer_port = 0;  // 0 = there is none
    std::uint16_t console_port = 0;   // 0 = not said
};

// A pure function.
[[nodiscard]] AcpiProblem read_machine(Acpi const& acpi, AcpiMachine& machine);

}  // namespace pinyon

#endif  // PINYON_ACPI_MACHINE_H
