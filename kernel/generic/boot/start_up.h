// SPDX-License-Identifier: BSD-2-Clause
// Start-up: from boot facts to sigma0 and the root server being ready to run.
#ifndef PINYON_START_UP_H
#define PINYON_START_UP_H

#include "generic/boot/boot_facts.h"

namespace pinyon {

// SystemBase is a multiple of this, and as many numbers behind it are the kernel's.
inline constexpr unsigned system_threads = 32;

// Bits of a thread number, as RAM allows; more where interrupts leave too few to user threads.
inline constexpr unsigned min_thread_bits = 10, max_thread_bits = 18;

// Runs once, on the boot CPU, with the direct map, console, clock and interrupt controller ready.
// Problems of the input (no archive, no sigma0, ...) end the machine with one clear line.
void start_up(BootFacts const& facts);

// One clear line about bad boot input, then the end of the machine with a failing status.
[[noreturn, gnu::format(printf, 1, 2)]] void refuse_boot(char const* format, ...);

}  // namespace pinyon

#endif  // PINYON_START_UP_H
