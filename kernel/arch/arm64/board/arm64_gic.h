// SPDX-License-Identifier: BSD-2-Clause
// What the generations of the GIC have in common: register layout and the sorting of interrupts.
#ifndef PINYON_ARM64_GIC_H
#define PINYON_ARM64_GIC_H

#include "arch/arm64/arm64_interrupt_controller.h"
#include "arch/arm64/arm64_mmio.h"

namespace pinyon::arm64::gic {

// Several CPUs use them without a lock: a line is masked and unmasked by one bit of a register that
// leaves the others' alone, its route is a byte or a word, and the private lines' registers
// are each CPU's own. Everything else is written by the boot CPU before there is another.

// Registers of the distributor and, in part, of a GICv3 redistributor's second frame. Those with
// an array have one bit, two bits, one byte or eight bytes per line.
enum Lines : Word {
    d_control = 0x000, d_type = 0x004, d_group = 0x080, d_set_enable = 0x100,
    d_clear_enable = 0x180, d_clear_pending = 0x280, d_clear_active = 0x380, d_priority = 0x400,
    d_targets = 0x800, d_config = 0xc00, d_software = 0xf00, d_route = 0x6000
};

// The interrupt that one CPU raises at another.
inline constexpr IrqLine poke_line{0};

inline constexpr std::uint32_t accept_every_priority = 0xff;
inline constexpr unsigned first_special = 1020;  // from here on: no interrupt

inline Word bit_register(Word base, IrqLine line) { return base + line.raw() / 32 * 4; }
inline std::uint32_t bit(IrqLine line) { return std::uint32_t{1} << line.raw() % 32; }

[[nodiscard]] unsigned line_count(Mmio distributor);

// Lines [first, end) become masked, idle and equally urgent.
void silence(Mmio registers, unsigned first, unsigned end);

void set_trigger(Mmio registers, IrqLine line, Trigger trigger);

// What the acknowledged line is to the kernel; a device's line is masked until it is served.
[[nodiscard]] Interrupt sort(IrqLine line);

}  // namespace pinyon::arm64::gic

#endif  // PINYON_ARM64_GIC_H
