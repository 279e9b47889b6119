// SPDX-License-Identifier: BSD-2-Clause
// Interrupts as IPC (reference 6.5): each attached line is a thread that sends to its handler.
#ifndef PINYON_INTERRUPTS_H
#define PINYON_INTERRUPTS_H

#include "generic/kernel.h"

namespace pinyon {

// A line has fired; it is masked and completed at the controller.
void line_interrupt(Cpu& cpu, IrqLine line);

}  // namespace pinyon

#endif  // PINYON_INTERRUPTS_H
