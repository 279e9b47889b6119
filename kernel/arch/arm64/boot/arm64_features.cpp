// SPDX-License-Identifier: BSD-2-Clause
// The line of the boot log about what the CPU and the board have and the kernel uses.
#include "arch/arm64/arm64_port.h"
#include "arch/arm64/arm64_registers.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "generic/print.h"

namespace pinyon::arm64 {

namespace {

constinit Word entry_level = 0;

char const* firmware_name()
{
    switch (firmware_call) {
    case FirmwareCall::hvc: return "PSCI by hvc";
    case FirmwareCall::smc: return "PSCI by smc";
    case FirmwareCall::none: break;
    }
    return "no PSCI";
}

// More than 48 bits are not used: 4 KB tables cannot name them without an extension.
unsigned physical_bits()
{
    static constexpr unsigned char bits[] = {32, 36, 40, 42, 44, 48, 48, 48};
    return bits[Mmfr0::PhysSize::get(id_aa64mmfr0_el1::read()) % sizeof bits];
}

// Vectors longer than 128 bits: their instructions are exceptions.
char const* vectors()
{
    bool const sve = Pfr0::Sve::get(id_aa64pfr0_el1::read()) != 0;
    bool const sme = Pfr1::Sme::get(id_aa64pfr1_el1::read()) != 0;
    return sve && sme ? "SVE and SME off" : sve ? "SVE off" : sme ? "SME off" : "no SVE";
}

}  // namespace

void remember_entry(Entry const& entry) { entry_level = entry.level; }

void Port::print_features()
{
    bool const pan = Mmfr1::Pan::get(id_aa64mmfr1_el1::read()) != 0;
    print("features: entered at EL%lu, %u-bit physical addresses, %u page-table levels, %u ASIDs, "
          "%s, %s, %s, virtual timer at %lu kHz, %s\n",
          entry_level, physical_bits(), Format::levels, asid_count(), pan ? "PAN" : "no PAN",
          vectors(), interrupts.driver->name, clock::frequency() / 1000, firmware_name());
}

}  // namespace pinyon::arm64
