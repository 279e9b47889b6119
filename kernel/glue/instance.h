// SPDX-License-Identifier: BSD-2-Clause
// The one kernel of a machine. Only start-up and entry name it; all else is handed its CPU.
#ifndef PINYON_INSTANCE_H
#define PINYON_INSTANCE_H

#include "generic/kernel.h"

namespace pinyon {

extern Kernel kernel_instance;

[[nodiscard]] inline Kernel& the_kernel() { return kernel_instance; }

}  // namespace pinyon

#endif  // PINYON_INSTANCE_H
