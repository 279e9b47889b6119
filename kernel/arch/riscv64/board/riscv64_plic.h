// SPDX-License-Identifier: BSD-2-Clause
// The platform-level interrupt controller (RISC-V PLIC specification 1.0). A context is the
// supervisor mode of one hart.
#ifndef PINYON_RISCV64_PLIC_H
#define PINYON_RISCV64_PLIC_H

#include <atomic>

#include "arch/riscv64/riscv64_mmio.h"
#include "config.h"

namespace pinyon::riscv64 {

// A claimed source stays silent until it is completed, so a line that was taken needs no other
// mask: unmask() completes it. Completing at once would let a level that is still high pend again,
// and the driver would get a second interrupt for nothing.
struct Plic {
    static constexpr unsigned most_sources = 1023;

    Word base = 0;         // kernel address
    unsigned sources = 0;  // numbered 1 .. sources

    // Everything masked, and led to that context.
    void initialise(unsigned context)
    {
        for (unsigned source = 1; source <= sources; ++source)
            mask(source);
        for (std::uint16_t& of : contexts_)
            of = std::uint16_t(context);
        open(context, ~0u);
    }
    // The executing processor's context, a further one, to which nothing is led. Its own business:
    // the firmware closes the context of a hart that it starts.
    void join(unsigned context) const { open(context, 0); }

    // Several processors may do these at once, each with other sources: a source has a register of
    // its own. Priority 0 is never.
    void mask(unsigned source) const { mmio_write<std::uint32_t>(base + source * 4, 0); }
    void unmask(unsigned source) const
    {
        mmio_write<std::uint32_t>(base + source * 4, 1);
        mmio_write<std::uint32_t>(registers(contexts_[place(source)]) + 4, source);
    }
    // 0 when nothing is pending there.
    [[nodiscard]] unsigned claim(unsigned context) const
    {
        return mmio_read<std::uint32_t>(registers(context) + 4);
    }

    // Leads a source, masked or not, to another context. For a moment both have it, so that no
    // interrupt is lost; who comes second claims nothing. What the first has claimed is completed
    // by the second. The bits of 32 sources share a register, hence the lock.
    void route(unsigned source, unsigned context)
    {
        while (routing_.test_and_set(std::memory_order_acquire)) {
        }
        unsigned const before = contexts_[place(source)];
        if (before != context) {
            lead(source, context, true);
            contexts_[place(source)] = std::uint16_t(context);
            lead(source, before, false);
        }
        routing_.clear(std::memory_order_release);
    }

private:
    // With one processor there is one context.
    static constexpr unsigned place(unsigned source) { return config::max_cpus > 1 ? source : 0; }

    void open(unsigned context, std::uint32_t bits) const
    {
        for (unsigned word = 0; word <= sources / 32; ++word)
            mmio_write(enables(context) + word * 4, bits);
        mmio_write<std::uint32_t>(registers(context), 0);  // the threshold
    }
    void lead(unsigned source, unsigned context, bool there) const
    {
        Word const at = enables(context) + source / 32 * 4;
        std::uint32_t const bit = 1u << source % 32, others = mmio_read<std::uint32_t>(at) & ~bit;
        mmio_write(at, there ? others | bit : others);
    }
    [[nodiscard]] Word enables(unsigned context) const
    {
        return base + 0x2000 + Word{context} * 0x80;
    }
    [[nodiscard]] Word registers(unsigned context) const
    {
        return base + 0x20'0000 + Word{context} * 0x1000;
    }

    std::uint16_t contexts_[config::max_cpus > 1 ? most_sources + 1 : 1] = {};  // by source
    std::atomic_flag routing_{};
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_PLIC_H
