// SPDX-License-Identifier: BSD-2-Clause
// The interrupt controller as the port sees it. Several drivers are linked; start-up chooses one.
#ifndef PINYON_ARM64_INTERRUPT_CONTROLLER_H
#define PINYON_ARM64_INTERRUPT_CONTROLLER_H

#include "glue/port_types.h"

namespace pinyon::arm64 {

// Drivers number their lines so that those below are private to a CPU and not attachable.
inline constexpr unsigned first_shared = 32;

enum class Trigger : std::uint8_t { level, edge };

// What a driver supplies; the meaning is that of clause 8.
struct InterruptController {
    char const* name;
    void (*mask)(IrqLine line);
    void (*unmask)(IrqLine line);
    Interrupt (*take)();
};

// The one that drives this machine, and how many lines it has.
struct Interrupts {
    InterruptController const* driver = nullptr;
    unsigned lines = 0;
};
extern Interrupts interrupts;

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_INTERRUPT_CONTROLLER_H
