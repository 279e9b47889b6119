// SPDX-License-Identifier: BSD-2-Clause
// Serves drivers: registers of devices, memory that devices may use, interrupts.
#ifndef PINYON_DRIVER_REQUESTS_H
#define PINYON_DRIVER_REQUESTS_H

#include "program_file.h"

#include <l4/types.h>

namespace root {

// Makes registers, in memory or behind ports, root's own; false if nobody gives them.
bool obtain_registers(L4_Fpage_t wanted);

// The requests of <pinyon/driver.h>. Each loads its answer.
void give_device(L4_Fpage_t registers);
void give_memory(Word log2);
void give_interrupt(Word line, L4_ThreadId_t driver);

// Detaches every line that the driver has, before it is removed.
void take_interrupts_back(L4_ThreadId_t driver);

}  // namespace root

#endif  // PINYON_DRIVER_REQUESTS_H
