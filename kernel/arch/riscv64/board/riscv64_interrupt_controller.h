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
    void mask(unsigned source) const { advanced ? aplic.mask(source) : plic.mask(source); }
    void unmask(unsigned source) const { advanced ? aplic.unmask(source) : plic.unmask(source); }

    // 0 when nothing is pending; what it returns does not come again before unmask().
    [[nodiscard]] unsigned claim() const { return advanced ? aplic.claim() : plic.claim(); }

    [[nodiscard]] char const* name() const
    {
        return !advanced ? "PLIC" : aplic.messages ? "APLIC with IMSIC" : "APLIC";
    }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_INTERRUPT_CONTROLLER_H
