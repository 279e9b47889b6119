// SPDX-License-Identifier: BSD-2-Clause
// The way from any mode in which firmware left the local APIC to the one that the kernel uses,
// xAPIC, in values of the register IA32_APIC_BASE (Intel SDM 3A, 11.12.5).
#ifndef PINYON_X86_64_APIC_MODE_H
#define PINYON_X86_64_APIC_MODE_H

#include "arch/x86_64/x86_64_registers.h"

namespace pinyon::x86_64 {

struct ApicBase {
    static constexpr Word x2apic = bit(10), enabled = bit(11);

    // The value to write next; `now` itself when there is nothing to do. x2APIC mode is left only
    // by way of the disabled APIC: any other step is a fault.
    static constexpr Word towards_xapic(Word now)
    {
        return now & x2apic ? now & ~(x2apic | enabled) : now | enabled;
    }
};

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_APIC_MODE_H
