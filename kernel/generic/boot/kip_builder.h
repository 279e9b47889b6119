// SPDX-License-Identifier: BSD-2-Clause
// Fills the kernel interface page from what start-up found out.
#ifndef PINYON_KIP_BUILDER_H
#define PINYON_KIP_BUILDER_H

#include "config.h"
#include "generic/boot/memory_plan.h"
#include "generic/kip.h"
#include "glue/port_types.h"

namespace pinyon {

struct KipFacts {
    MemoryPlan const& plan;
    MemoryMap const& memory;
    StubCode stubs;
    ClockSource clock;
    Word schedule_precision;  // microseconds by which a wake-up may be late, at least 1
    unsigned thread_bits;     // of a thread number
    unsigned system_base;     // first number that is no interrupt
    unsigned user_base;       // first number of a user thread
    unsigned processor_count;
    ProcessorFacts processors[config::max_cpus];
};

// Makes all of `page` the kernel interface page. False if something does not fit into it.
[[nodiscard]] bool build_kip(KernelInterfacePage& page, KipFacts const& facts);

// Makes `page` the page of stubs that has an address of its own. Its first two words are the scale
// and base of the clock, for the SystemClock stub.
[[nodiscard]] bool build_stub_page(void* page, StubCode const& stubs, ClockSource const& clock);

}  // namespace pinyon

#endif  // PINYON_KIP_BUILDER_H
