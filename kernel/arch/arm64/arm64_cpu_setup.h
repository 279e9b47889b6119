// SPDX-License-Identifier: BSD-2-Clause
// What each CPU needs before it can take a trap. Inlined: the boot CPU's copy is start-up code.
#ifndef PINYON_ARM64_CPU_SETUP_H
#define PINYON_ARM64_CPU_SETUP_H

#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_layout.h"
#include "arch/arm64/arm64_machine.h"
#include "arch/arm64/arm64_registers.h"

namespace pinyon::arm64 {

// User mode may read the virtual counter, and the cycle and instruction counters.
[[gnu::always_inline]] inline void open_counters()
{
    cntkctl_el1::write(Cntkctl::UserVirtualCounter::of(1));
    Word const pmu = Dfr0::Pmu::get(id_aa64dfr0_el1::read());
    if (pmu == 0 || pmu == 0xf)
        return;
    pmccfiltr_el0::write(0);
    pmevtyper0_el0::write(pmu_event_instructions);
    pmcntenset_el0::write(pmu_cycle_counter | pmu_event_counter_0);
    pmcr_el0::write(Pmcr::Enable::of(1) | Pmcr::LongCycles::of(1));
    pmuserenr_el0::write(Pmuserenr::ReadCycles::of(1) | Pmuserenr::ReadEvents::of(1));
}

// The CPU that executes this gets its record, its vectors and its settings.
[[gnu::always_inline]] inline void prepare_cpu(Cpu& own)
{
    tpidr_el1::write(reinterpret_cast<Word>(&own));
    vbar_el1::write(reinterpret_cast<Word>(arm64_vectors));
    cpacr_el1::write(0);
    mdscr_el1::write(0);
    instruction_barrier();
    if (Mmfr1::Pan::get(id_aa64mmfr1_el1::read()) != 0)
        set_pan();
    open_counters();
}

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_CPU_SETUP_H
