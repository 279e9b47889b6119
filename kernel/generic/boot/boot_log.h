// SPDX-License-Identifier: BSD-2-Clause
// The boot log: a line for each fact that a user needs.
#ifndef PINYON_BOOT_LOG_H
#define PINYON_BOOT_LOG_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/memory_plan.h"

namespace pinyon {

// From log level 1: version, machine, processors, memory, features, modules.
void print_summary(BootFacts const& facts, unsigned processors, Word kernel_bytes);

// From log level 2: what the memory map says.
void print_memory_map(MemoryMap const& map);

// From log level 3: where start-up put things.
void print_places(BootFacts const& facts, MemoryPlan const& plan);

}  // namespace pinyon

#endif  // PINYON_BOOT_LOG_H
