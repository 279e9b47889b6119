// SPDX-License-Identifier: BSD-2-Clause
// The advanced platform-level interrupt controller (RISC-V AIA 1.0, chapter 4): it
// delivers to harts directly, or as messages to their IMSICs (chapter 3).
#ifndef PINYON_RISCV64_APLIC_H
#define PINYON_RISCV64_APLIC_H

#include "arch/riscv64/riscv64_mmio.h"
#include "arch/riscv64/riscv64_registers.h"

namespace pinyon::riscv64 {

// A hart's own file of message interrupts. A source's message has the number of the source.
struct Imsic {
    // Takes those from 1 to `last`: the sender masks.
    static void initialise(unsigned last)
    {
        for (unsigned first = 0; first <= last; first += 64)
            write_indirect(first_enables + first / 32, ~Word{0});
        write_indirect(threshold, 0);
        write_indirect(delivery, 1);
    }
    // Takes the first one; 0 when nothing is pending.
    static unsigned claim()
    {
        return unsigned(swap<Stopei>(0) >> 16);
    }

private:
    static constexpr Word delivery = 0x70, threshold = 0x72;
    static constexpr Word first_enables = 0xc0;  // 64 bits each, in the even registers

    static void write_indirect(Word selector, Word value)
    {
        write<Siselect>(selector);
        write<Sireg>(value);
    }
};

struct Aplic {
    Word base = 0;          // kernel address of the supervisor domain
    unsigned sources = 0;   // numbered 1 .. sources
    bool messages = false;  // delivers to the IMSICs

    // Everything masked and led to the hart with that number in the delivery; every line is active
    // when it is high.
    void initialise(unsigned index) const
    {
        constexpr std::uint32_t level_high = 6, enable = 1 << 8, deliver_messages = 1 << 2;
        for (unsigned source = 1; source <= sources; ++source) {
            write(clear_enable, source);
            write(source_config + (source - 1) * 4, level_high);
            route(source, index);
        }
        write(domain_config, enable | (messages ? deliver_messages : 0));
        join(index);
    }
    // The executing hart's own part.
    void join(unsigned index) const
    {
        if (messages)
            return Imsic::initialise(sources);
        write(delivery_control(index) + threshold, 0);
        write(delivery_control(index) + delivery, 1);
    }

    // Several processors may do these at once, each with other sources: each is one store that
    // names the source.
    void mask(unsigned source) const { write(clear_enable, source); }
    // A level that is still high has sent its message already and is asked for another.
    void unmask(unsigned source) const
    {
        write(set_enable, source);
        if (messages && active(source))
            write(set_pending, source);
    }
    void route(unsigned source, unsigned index) const
    {
        write(target + (source - 1) * 4, index << 18 | (messages ? source : 1));
    }
    // 0 when nothing is pending; what it returns is masked.
    [[nodiscard]] unsigned claim(unsigned index) const
    {
        unsigned const source = messages ? Imsic::claim() : claim_directly(index);
        if (source != 0)
            mask(source);
        return source;
    }

private:
    static constexpr Word domain_config = 0x0000, source_config = 0x0004, set_pending = 0x1cdc;
    static constexpr Word inputs = 0x1d00;
    static constexpr Word set_enable = 0x1edc, clear_enable = 0x1fdc, target = 0x3004;
    static constexpr Word delivery = 0x00, threshold = 0x08, claim_first = 0x1c;

    static Word delivery_control(unsigned index) { return 0x4000 + Word{index} * 32; }
    [[nodiscard]] bool active(unsigned source) const
    {
        return mmio_read<std::uint32_t>(base + inputs + source / 32 * 4) >> source % 32 & 1;
    }
    [[nodiscard]] unsigned claim_directly(unsigned index) const
    {
        return mmio_read<std::uint32_t>(base + delivery_control(index) + claim_first) >> 16;
    }
    void write(Word offset, std::uint32_t value) const { mmio_write(base + offset, value); }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_APLIC_H
