// SPDX-License-Identifier: BSD-2-Clause
// The end of the kernel after a bug of its own.
#ifndef PINYON_PANIC_H
#define PINYON_PANIC_H

#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon {

// A trap in kernel mode: `registers` are those at the trap (stored by the port in a frame of its
// own, not in a thread's), `frame_pointer` starts the back-trace.
[[noreturn]] void panic_trap(char const* what, Arch::TrapFrame const& registers,
                             Word frame_pointer);

// Prints the running thread, if there is one yet. Trusts nothing: the kernel is broken.
void describe_current_thread();

}  // namespace pinyon

#endif  // PINYON_PANIC_H
