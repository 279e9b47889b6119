// SPDX-License-Identifier: BSD-2-Clause
// How a processor that the boot CPU starts gets from the firmware to the kernel. All of it is
// resident: one that comes late finds the start-up sections gone.
#ifndef PINYON_ARM64_SECONDARY_H
#define PINYON_ARM64_SECONDARY_H

#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_tables.h"

namespace pinyon::arm64 {

// The registers with which such a processor turns its MMU on. It reads them, and the records of
// the CPUs, past the caches.
struct alignas(64) StartValues {
    Word mair, tcr;
    Word ttbr0, ttbr1;  // the bridge, and the kernel's own tree
    Word sctlr;
    Word empty_ttbr0;   // for afterwards
};
extern StartValues start_values asm("arm64_start_values");

// Maps the page that turns the MMU on to its physical address, for just that.
using BridgePool = TablePool<4>;
extern BridgePool bridge_pool;

}  // namespace pinyon::arm64

extern "C" {
// Where the firmware sends it, at any address, MMU off, EL1 or EL2; and the page for the bridge.
void arm64_secondary_entry();
extern std::byte const arm64_secondary_bridge[];
}

#endif  // PINYON_ARM64_SECONDARY_H
