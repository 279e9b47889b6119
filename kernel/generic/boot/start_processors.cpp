// SPDX-License-Identifier: BSD-2-Clause
// The boot CPU starts the others, one by one.
#include "generic/print.h"
#include "glue/clock.h"
#include "glue/processors.h"

namespace pinyon {

namespace {

constexpr Word nap = 200;  // microseconds

// Whether the processor that has been started comes in time. Who waits sleeps: an emulator that
// runs one processor at a time may let this one run for longer than the limit.
bool comes(unsigned nth)
{
    Clock const limit = read_clock() + arrival_limit;
    while (arrivals.is_awaited()) {
        Clock const now = read_clock();
        if (now > limit && arrivals.give_up(nth))
            return false;
        Arch::set_timer(now + nap);
        Arch::wait_for_interrupt();
        while (Arch::take_interrupt().kind != Interrupt::Kind::none) {}
    }
    return true;
}

template <class A>
bool start(unsigned nth, CpuId cpu)
{
    arrivals.expect(nth);
    return A::start_cpu(nth, cpu) && comes(nth);
}

template <class A>
void start_all(Kernel& kernel)
{
    if constexpr (config::max_cpus > 1) {
        unsigned const count = A::cpu_count();
        for (unsigned nth = 1; nth < count; ++nth) {
            if (start<A>(nth, CpuId{std::uint16_t(kernel.cpu_count)}))
                ++kernel.cpu_count;
            else
                print("processor %u of %u did not start\n", nth, count);
        }
    }
}

}  // namespace

void start_processors(Kernel& kernel)
{
    start_all<Arch>(kernel);
}

}  // namespace pinyon
