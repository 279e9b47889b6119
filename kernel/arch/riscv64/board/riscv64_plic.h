// SPDX-License-Identifier: BSD-2-Clause
// The platform-level interrupt controller (RISC-V PLIC specification 1.0), for one context: the
// supervisor mode of one hart.
#ifndef PINYON_RISCV64_PLIC_H
#define PINYON_RISCV64_PLIC_H

#include "arch/riscv64/riscv64_mmio.h"

namespace pinyon::riscv64 {

// A claimed source stays silent until it is completed, so a line that was taken needs no other
// mask: unmask() completes it. Completing at once would let a level that is still high pend again,
// and the driver would get a second interrupt for nothing.
struct Plic {
    Word base = 0;         // kernel address
    unsigned context = 0;
    unsigned sources = 0;  // numbered 1 .. sources

    // Everything masked, every source above the threshold.
    void initialise() const
    {
        for (unsigned source = 1; source <= sources; ++source)
            mmio_write<std::uint32_t>(base + source * 4, 1);
        for (unsigned word = 0; word <= sources / 32; ++word)
            mmio_write<std::uint32_t>(enables() + word * 4, 0);
        mmio_write<std::uint32_t>(registers(), 0);
    }
    void mask(unsigned source) const
    {
        Word const at = enables() + source / 32 * 4;
        mmio_write(at, mmio_read<std::uint32_t>(at) & ~(1u << source % 32));
    }
    void unmask(unsigned source) const
    {
        Word const at = enables() + source / 32 * 4;
        mmio_write(at, mmio_read<std::uint32_t>(at) | 1u << source % 32);
        mmio_write<std::uint32_t>(registers() + 4, source);
    }
    // 0 when nothing is pending.
    [[nodiscard]] unsigned claim() const { return mmio_read<std::uint32_t>(registers() + 4); }

private:
    [[nodiscard]] Word enables() const { return base + 0x2000 + Word{context} * 0x80; }
    [[nodiscard]] Word registers() const { return base + 0x20'0000 + Word{context} * 0x1000; }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_PLIC_H
