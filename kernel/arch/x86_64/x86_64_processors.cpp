// SPDX-License-Identifier: BSD-2-Clause
// The end of a processor's start, in code that stays.
#include "arch/x86_64/x86_64_processors.h"

#include "arch/x86_64/x86_64_local_apic.h"
#include "glue/entry.h"

namespace pinyon::x86_64 {

constinit PerCpu* newcomer = nullptr;

void stop_latecomer()
{
    if constexpr (several) {
        if (newcomer && !__atomic_load_n(&newcomer->settled, __ATOMIC_ACQUIRE))
            local_apic::send(local_apic::ids[newcomer->cpu.raw()], local_apic::init);
        newcomer = nullptr;
    }
}

void settle(unsigned nth)
{
    __atomic_store_n(&here().settled, true, __ATOMIC_RELEASE);
    enter_secondary(nth);
}

}  // namespace pinyon::x86_64
