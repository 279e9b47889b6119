// SPDX-License-Identifier: BSD-2-Clause
// The interrupt controller of the machine, whichever of the known kinds it is.
#ifndef PINYON_RISCV64_INTERRUPT_CONTROLLER_H
#define PINYON_RISCV64_INTERRUPT_CONTROLLER_H

#include "arch/riscv64/board/riscv64_aplic.h"
#include "arch/riscv64/board/riscv64_plic.h"

namespace pinyon::riscv64 {

struct InterruptController {
    bool advanced = false;  // which of the two is there
    Plic plic{};
    Aplic aplic{};

    [[nodiscard]] unsigned sources() const { return advanced ? aplic.sources : plic.sources; }
    // What follows is about a processor by its place: the PLIC's context, the APLIC's hart index.
    void initialise(unsigned boot) { advanced ? aplic.initialise(boot) : plic.initialise(boot); }
    // What each further processor has to do itself.
    void join(unsigned place) const { advanced ? aplic.join(place) : plic.join(place); }
    void route(unsigned source, unsigned place)
    {
        advanced ? aplic.route(source, place) : plic.route(source, place);
    }

    void mask(unsigned source) const { advanced ? aplic.mask(source) : plic.mask(source); }
    void unmask(unsigned source) const { advanced ? aplic.unmask(source) : plic.unmask(source); }

    // 0 when nothing is pending; what it returns does not come again before unmask().
    [[nodiscard]] unsigned claim(unsigned place) const
    {
        return advanced ? aplic.claim(place) : plic.claim(place);
    }

    [[nodiscard]] char const* name() const
    {
        return !advanced ? "PLIC" : aplic.messages ? "APLIC with IMSIC" : "APLIC";
    }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_INTERRUPT_CONTROLLER_H
