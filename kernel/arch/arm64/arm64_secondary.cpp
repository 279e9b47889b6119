// SPDX-License-Identifier: BSD-2-Clause
// What a further processor does from its first C++ to the generic core.
#include "arch/arm64/arm64_secondary.h"

#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_cpu_setup.h"
#include "arch/arm64/arm64_interrupt_controller.h"
#include "arch/arm64/arm64_mmu.h"
#include "glue/entry.h"

namespace pinyon::arm64 {

constinit StartValues start_values{};
constinit BridgePool bridge_pool{};

namespace {

// Nobody else has seen the bridge.
void leave_bridge()
{
    ttbr0_el1::write(start_values.empty_ttbr0);
    instruction_barrier();
    forget_all_here();
    full_barrier();
    instruction_barrier();
}

// Whether it has a part of the interrupt controller to use.
bool join_interrupts(Cpu& own)
{
    if (!interrupts.driver->several.join(own))
        return false;
    interrupts.driver->unmask(clock::timer_line());
    return true;
}

}  // namespace

// On its own kernel stack, MMU on.
extern "C" [[noreturn]] void arm64_secondary_start(Cpu& own)
{
    prepare_cpu(own);
    leave_bridge();
    clock::stop_timer();
    while (!join_interrupts(own))
        wait_for_event_or_interrupt();
    enter_secondary(unsigned(&own - cpus));
}

}  // namespace pinyon::arm64
