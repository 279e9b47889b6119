// SPDX-License-Identifier: BSD-2-Clause
// Faults and exceptions of user code, turned into messages (reference 6.1, 6.4).
#ifndef PINYON_FAULTS_H
#define PINYON_FAULTS_H

#include "generic/kernel.h"

namespace pinyon {

// What the message about a fault will say; false: none is needed, the kernel has cured it. `access`
// is exactly one right.
[[nodiscard]] bool note_page_fault(Kernel& kernel, Tcb& self, UserAddr address, Rights access);
// The message to the pager.
void page_fault(Cpu& cpu, Tcb& self);

// Whether the kernel itself sees to it that `space` can access the page so: it was there all along,
// or it is sigma0's.
[[nodiscard]] bool cured_by_kernel(Kernel& kernel, Space& space, UserAddr address, Rights access);

// The message to the exception handler. `system`: made by software on purpose (label -4), else by
// the hardware (label -5).
void exception(Cpu& cpu, Tcb& self, bool system);

// Names the thread for a panic or a boot log line.
void print_thread(Tcb const& thread);

}  // namespace pinyon

#endif  // PINYON_FAULTS_H
