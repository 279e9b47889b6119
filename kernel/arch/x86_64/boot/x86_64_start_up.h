// SPDX-License-Identifier: BSD-2-Clause
// The steps of the port's start-up, in the order in which they are called.
#ifndef PINYON_X86_64_START_UP_H
#define PINYON_X86_64_START_UP_H

#include "arch/x86_64/x86_64_per_cpu.h"
#include "generic/boot/acpi_machine.h"
#include "generic/boot/boot_facts.h"
#include "generic/boot/loader_facts.h"

namespace pinyon::x86_64 {

struct Cpuid {
    std::uint32_t a = 0, b = 0, c = 0, d = 0;
};
// All zero for a leaf that the CPU does not have. Some leaves have parts.
[[nodiscard]] Cpuid cpuid(std::uint32_t leaf, std::uint32_t part = 0);

// Refuses CPUs that lack what the kernel relies on and turns on what protects it.
void set_up_features();
// The same on this CPU as on the boot CPU.
void apply_features();
[[nodiscard]] bool has_gigabyte_pages();

// For a boot loader that gives no memory map: QEMU's.
[[nodiscard]] Complaint read_fw_cfg_map(RamMap& ram);

// The kernel's final mappings: direct map, image, controllers, stacks. Their tables and the
// controllers' registers become reserved in `facts`.
void set_up_paging(AcpiMachine const& machine, BootFacts& facts);

// Segments, stacks of traps, gates, SYSCALL. In parts: the record of a CPU; and what that CPU does.
void set_up_traps();
void set_up_record(CpuId cpu);
void load_tables(PerCpu& cpu);

// All lines masked, legacy controllers silent, the local APIC ready.
void set_up_interrupts(AcpiMachine const& machine);
void start_local_apic();  // of this CPU

// With several processors: the order in which they are to be started, and the code that they come
// in by. While the early mapping shows the first page.
void find_processors(AcpiMachine& machine);
// The way of a further processor, on the start-up stack: returns its kernel stack, on which it goes
// on. One at a time.
[[nodiscard]] Word prepare_newcomer();
[[noreturn]] void run_newcomer();

// Measures the counters against a timer whose frequency is known.
void calibrate(AcpiMachine const& machine);
// The line of the boot log about the clock.
void print_clock();

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_START_UP_H
