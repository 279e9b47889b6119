// SPDX-License-Identifier: BSD-2-Clause
// The steps of the port's start-up, in the order in which they are called.
#ifndef PINYON_X86_64_START_UP_H
#define PINYON_X86_64_START_UP_H

#include "arch/x86_64/boot/x86_64_acpi.h"
#include "arch/x86_64/x86_64_layout.h"
#include "generic/boot/boot_facts.h"

namespace pinyon::x86_64 {

// What ACPI says of the machine, copied: its tables are out of reach of the final page tables.
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

    PhysAddr local_apic{};
    IoApic io_apics[max_io_apics];
    unsigned io_apic_count = 0;
    Override overrides[max_overrides];
    unsigned override_count = 0;
    std::uint16_t pm_timer_port = 0;
};

// Refuses to boot if something is missing.
[[nodiscard]] Machine read_machine(Acpi const& acpi);

// Refuses CPUs that lack what the kernel relies on and turns on what protects it.
void set_up_features();
[[nodiscard]] bool has_gigabyte_pages();

// The kernel's final mappings: direct map, image, controllers, stacks. Their tables become
// reserved in `facts`.
void set_up_paging(Machine const& machine, BootFacts& facts);

// Segments, stacks of traps, gates, SYSCALL.
void set_up_traps();

// All lines masked, legacy controllers silent, the local APIC ready.
void set_up_interrupts(Machine const& machine);

// Measures the counters against the power-management timer.
void calibrate(Machine const& machine);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_START_UP_H
