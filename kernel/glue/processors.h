// SPDX-License-Identifier: BSD-2-Clause
// The start of further processors by the boot CPU: one after the other, each within a time limit.
#ifndef PINYON_PROCESSORS_H
#define PINYON_PROCESSORS_H

#include <atomic>

#include "generic/kernel.h"

namespace pinyon {

// One processor at a time is expected; who comes when it is no longer expected has to stay away.
class Arrivals {
public:
    // The boot CPU: processor number `nth`, not 0, may come.
    void expect(unsigned nth) { expected_.store(nth, std::memory_order_release); }
    [[nodiscard]] bool is_awaited() const { return expected_.load(std::memory_order_acquire) != 0; }
    // It takes too long. False: it has come at the last moment.
    [[nodiscard]] bool give_up(unsigned nth) { return take(nth); }
    // That processor: here it is. False: too late.
    [[nodiscard]] bool arrive(unsigned nth) { return take(nth); }

private:
    bool take(unsigned nth)
    {
        return expected_.compare_exchange_strong(nth, 0, std::memory_order_acq_rel);
    }

    std::atomic<unsigned> expected_ = 0;
};

extern Arrivals arrivals;

// How long a processor may take from its start to its arrival, in microseconds.
inline constexpr Word arrival_limit = 1'000'000;

// Starts all that Arch::cpu_count() promises. Those that come get the CPU numbers from 1 on without
// a gap, and wait; the others are named in the boot log and stay out for good. A part of start-up.
void start_processors(Kernel& kernel);

// The end of start-up has come: those that wait begin to take events.
void release_processors(Kernel& kernel);

}  // namespace pinyon

#endif  // PINYON_PROCESSORS_H
