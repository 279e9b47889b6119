// SPDX-License-Identifier: BSD-2-Clause
// What a processor does from its arrival to its first event.
#include "glue/processors.h"

#include "glue/event.h"
#include "glue/instance.h"

namespace pinyon {

constinit Arrivals arrivals;

namespace {

constinit std::atomic<bool> released = false;

// Woken by a poke; it may have come for another reason.
void wait_for_poke()
{
    Arch::wait_for_interrupt();
    while (Arch::take_interrupt().kind != Interrupt::Kind::none) {}
}

}  // namespace

void release_processors(Kernel& kernel)
{
    released.store(true, std::memory_order_release);
    for (unsigned i = 1; i < kernel.cpu_count; ++i)
        Arch::poke(CpuId{std::uint16_t(i)});
}

void enter_secondary(unsigned nth)
{
    if (!arrivals.arrive(nth))
        for (;;)
            wait_for_poke();
    Cpu& cpu = enter();
    start_fpu(cpu);
    while (!released.load(std::memory_order_acquire))
        wait_for_poke();
    Arch::retire_startup();
    Arch::resume(*frame_of(cpu, leave(cpu)));
    __builtin_unreachable();
}

}  // namespace pinyon
