// SPDX-License-Identifier: BSD-2-Clause
// Keeps apart what several processors do to a device that they share. Costs nothing with one.
#ifndef PINYON_DEVICE_TURN_H
#define PINYON_DEVICE_TURN_H

#include <atomic>

#include "config.h"

namespace pinyon {

// Held for some register accesses, with interrupts off; nobody who has it waits for anything.
class DeviceLock {
public:
    void take()
    {
        if constexpr (config::max_cpus > 1)
            while (taken_.exchange(true, std::memory_order_acquire))
                while (taken_.load(std::memory_order_relaxed)) {}
    }
    void give()
    {
        if constexpr (config::max_cpus > 1)
            taken_.store(false, std::memory_order_release);
    }

private:
    std::atomic<bool> taken_ = false;
};

// As long as it lives.
class DeviceTurn {
public:
    explicit DeviceTurn(DeviceLock& lock) : lock_{lock} { lock_.take(); }
    ~DeviceTurn() { lock_.give(); }
    DeviceTurn(DeviceTurn const&) = delete;
    DeviceTurn& operator=(DeviceTurn const&) = delete;

private:
    DeviceLock& lock_;
};

}  // namespace pinyon

#endif  // PINYON_DEVICE_TURN_H
