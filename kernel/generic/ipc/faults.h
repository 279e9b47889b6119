// SPDX-License-Identifier: BSD-2-Clause
// Faults and exceptions of user code, turned into messages (reference 6.1, 6.4).
#ifndef PINYON_FAULTS_H
#define PINYON_FAULTS_H

#include "generic/kernel.h"

namespace pinyon {

// `access` is exactly one right.
void page_fault(Cpu& cpu, Tcb& self, UserAddr address, Rights access);

// Whether the kernel itself sees to it that `space` can access the page so: it was there all along,
// or it is sigma0's.
[[nodiscard]] bool cured_by_kernel(Kernel& kernel, Space& space, UserAddr address, Rights access);

// `system`: made by software on purpose (label -4), else by the hardware (label -5).
void exception(Cpu& cpu, Tcb& self, bool system);

// Names the thread for a panic or a boot log line.
void print_thread(Tcb const& thread);

}  // namespace pinyon

#endif  // PINYON_FAULTS_H
