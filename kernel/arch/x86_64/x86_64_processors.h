// SPDX-License-Identifier: BSD-2-Clause
// A processor that is being started: until it is through with start-up code it can be stopped.
#ifndef PINYON_X86_64_PROCESSORS_H
#define PINYON_X86_64_PROCESSORS_H

#include "arch/x86_64/x86_64_per_cpu.h"

namespace pinyon::x86_64 {

// The one that was started last, while the boot CPU has nobody else to start; null: none.
extern PerCpu* newcomer;

// The newcomer, if it still executes start-up code or has not begun to, never will: a reset makes
// it wait for another start. So nobody reads what the next one needs, nor memory given away.
void stop_latecomer();

// The newcomer itself, on its kernel stack: it needs no start-up code from here on.
[[noreturn]] void settle(unsigned nth);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PROCESSORS_H
