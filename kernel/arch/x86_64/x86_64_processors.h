// SPDX-License-Identifier: BSD-2-Clause
// A processor that is being started: until it is through with start-up code it can be stopped.
#ifndef PINYON_X86_64_PROCESSORS_H
#define PINYON_X86_64_PROCESSORS_H

#include "arch/x86_64/x86_64_per_cpu.h"

namespace pinyon::x86_64 {

// The one that was started last, while the boot CPU has nobody else to start; null: none.
extern PerCpu* newcomer;

// Start-up code is about to go away: the newcomer, if it still executes it or has not begun to, is
// reset, and waits for another start, which never comes.
void stop_latecomer();

// The newcomer itself, on its kernel stack: it needs no start-up code from here on.
[[noreturn]] void settle(unsigned nth);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PROCESSORS_H
