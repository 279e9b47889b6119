// SPDX-License-Identifier: BSD-2-Clause
// The advanced platform-level interrupt controller (RISC-V AIA 1.0, chapter 4), for one hart: it
// delivers to the hart directly, or as messages to the hart's IMSIC (chapter 3).
#ifndef PINYON_RISCV64_APLIC_H
#define PINYON_RISCV64_APLIC_H

#include "arch/riscv64/riscv64_mmio.h"
#include "arch/riscv64/riscv64_registers.h"

namespace pinyon::riscv64 {

// The hart's file of message interrupts. A source's message has the number of the source.
struct Imsic {
    static void initialise()
    {
        write_indirect(delivery, 1);
        write_indirect(threshold, 0);
    }
    static void mask(unsigned id)
    {
        write_indirect(enables(id), read_indirect(enables(id)) & ~bit(id));
    }
    static void unmask(unsigned id)
    {
        write_indirect(enables(id), read_indirect(enables(id)) | bit(id));
    }
    // Takes the first one; 0 when nothing is pending.
    static unsigned claim()
    {
        return unsigned(swap<Stopei>(0) >> 16);
    }

private:
    static constexpr Word delivery = 0x70, threshold = 0x72, first_enables = 0xc0;

    // 64 bits each, in the even registers.
    static constexpr Word enables(unsigned id) { return first_enables + id / 64 * 2; }
    static constexpr Word bit(unsigned id) { return Word{1} << id % 64; }
    static Word read_indirect(Word selector)
    {
        write<Siselect>(selector);
        return read<Sireg>();
    }
    static void write_indirect(Word selector, Word value)
    {
        write<Siselect>(selector);
        write<Sireg>(value);
    }
};

struct Aplic {
    Word base = 0;          // kernel address of the supervisor domain
    unsigned index = 0;     // of the hart, in the numbering of the delivery
    unsigned sources = 0;   // numbered 1 .. sources
    bool messages = false;  // delivers to the IMSIC

    // Everything masked; every line is active when it is high.
    void initialise() const
    {
        constexpr std::uint32_t level_high = 6, enable = 1 << 8, deliver_messages = 1 << 2;
        for (unsigned source = 1; source <= sources; ++source) {
            write(clear_enable, source);
            write(source_config + (source - 1) * 4, level_high);
            write(target + (source - 1) * 4, index << 18 | (messages ? source : 1));
            if (messages)
                write(set_enable, source);  // the IMSIC masks
        }
        write(domain_config, enable | (messages ? deliver_messages : 0));
        if (messages) {
            Imsic::initialise();
        } else {
            write(delivery_control() + threshold, 0);
            write(delivery_control() + delivery, 1);
        }
    }
    void mask(unsigned source) const
    {
        messages ? Imsic::mask(source) : write(clear_enable, source);
    }
    // A level that is still high has sent its message already and is asked for another.
    void unmask(unsigned source) const
    {
        if (messages) {
            Imsic::unmask(source);
            if (active(source))
                write(set_pending, source);
        } else {
            write(set_enable, source);
        }
    }
    // 0 when nothing is pending; what it returns is masked.
    [[nodiscard]] unsigned claim() const
    {
        unsigned const source = messages ? Imsic::claim() : claim_directly();
        if (source != 0)
            mask(source);
        return source;
    }

private:
    static constexpr Word domain_config = 0x0000, source_config = 0x0004, set_pending = 0x1cdc;
    static constexpr Word inputs = 0x1d00;
    static constexpr Word set_enable = 0x1edc, clear_enable = 0x1fdc, target = 0x3004;
    static constexpr Word delivery = 0x00, threshold = 0x08, claim_first = 0x1c;

    [[nodiscard]] Word delivery_control() const { return 0x4000 + Word{index} * 32; }
    [[nodiscard]] bool active(unsigned source) const
    {
        return mmio_read<std::uint32_t>(base + inputs + source / 32 * 4) >> source % 32 & 1;
    }
    [[nodiscard]] unsigned claim_directly() const
    {
        return mmio_read<std::uint32_t>(base + delivery_control() + claim_first) >> 16;
    }
    void write(Word offset, std::uint32_t value) const { mmio_write(base + offset, value); }
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_APLIC_H
