// SPDX-License-Identifier: BSD-2-Clause
// The interrupt controller as the port sees it. Several drivers are linked; start-up chooses one.
#ifndef PINYON_ARM64_INTERRUPT_CONTROLLER_H
#define PINYON_ARM64_INTERRUPT_CONTROLLER_H

#include <type_traits>

#include "arch/arm64/arm64_machine.h"
#include "glue/port_types.h"

namespace pinyon::arm64 {

// Drivers number their lines so that those below are private to a CPU and not attachable.
inline constexpr unsigned first_shared = 32;

enum class Trigger : std::uint8_t { level, edge };

// What serves several CPUs; left out with its functions where there is one.
struct SeveralCpus {
    bool (*join)(Cpu& own);        // a further CPU starts its part, or can't; private lines masked
    void (*poke)(Cpu const& cpu);  // which has joined, here and below
    void (*route)(IrqLine line, Cpu const& cpu);  // an attachable line, masked or not
};
struct OneCpu {
    constexpr OneCpu(bool (*)(Cpu&), void (*)(Cpu const&), void (*)(IrqLine, Cpu const&)) {}
    bool join(Cpu&) const { return true; }
    void poke(Cpu const&) const {}
    void route(IrqLine, Cpu const&) const {}
};

// What a driver supplies; the meaning is that of clauses 8 and 14.
struct InterruptController {
    char const* name;
    void (*mask)(IrqLine line);
    void (*unmask)(IrqLine line);
    Interrupt (*take)();
    [[no_unique_address]] std::conditional_t<(config::max_cpus > 1), SeveralCpus, OneCpu> several;
};

// The one that drives this machine, and how many lines it has.
struct Interrupts {
    InterruptController const* driver = nullptr;
    unsigned lines = 0;
};
extern Interrupts interrupts;

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_INTERRUPT_CONTROLLER_H
