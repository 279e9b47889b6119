// SPDX-License-Identifier: BSD-2-Clause
// What ACPI says of the machine, copied: its tables are out of reach of the final page tables.
#ifndef PINYON_X86_64_MACHINE_H
#define PINYON_X86_64_MACHINE_H

#include "generic/boot/acpi_tables.h"
#include "arch/x86_64/x86_64_layout.h"

namespace pinyon::x86_64 {

struct Machine {
    struct IoApic {
        PhysAddr registers{};
        unsigned first_line = 0;
    };
    struct Override {
        unsigned line = 0;
        unsigned polarity = 0, trigger = 0;  // 0: as the bus has it; 1: high, edge; 3: low, level
    };
    static constexpr unsigned max_overrides = 16;  // one for each line of the ISA bus

    unsigned cpu_count = 0;
    PhysAddr local_apic{};
    IoApic io_apics[max_io_apics];
    unsigned io_apic_count = 0;
    Override overrides[max_overrides];
    unsigned override_count = 0;
    std::uint16_t pm_timer_port = 0;  // 0 = there is none
    std::uint16_t console_port = 0;   // 0 = not said
};

// A pure function that compiles on the host.
[[nodiscard]] AcpiProblem read_machine(Acpi const& acpi, Machine& machine);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_MACHINE_H
