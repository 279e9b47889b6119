// SPDX-License-Identifier: BSD-2-Clause
// What the drivers of GICv2 and GICv3 share.
#include "arch/arm64/board/arm64_gic.h"

#include "arch/arm64/arm64_clock.h"

namespace pinyon::arm64::gic {

namespace {

constexpr std::uint32_t middle_priorities = 0x8080'8080;
constexpr unsigned first_software_end = 16;

}  // namespace

unsigned line_count(Mmio distributor)
{
    unsigned const lines = ((distributor.read(d_type) & 0x1f) + 1) * 32;
    return lines < first_special ? lines : first_special;
}

void silence(Mmio registers, unsigned first, unsigned end)
{
    for (unsigned line = first; line < end; line += 32) {
        registers.write(bit_register(d_clear_enable, IrqLine{line}), ~0u);
        registers.write(bit_register(d_clear_pending, IrqLine{line}), ~0u);
        registers.write(bit_register(d_clear_active, IrqLine{line}), ~0u);
    }
    for (unsigned line = first; line < end; line += 4)
        registers.write(d_priority + line, middle_priorities);
}

void set_trigger(Mmio registers, IrqLine line, Trigger trigger)
{
    Word const reg = d_config + line.raw() / 16 * 4;
    std::uint32_t const edge = 2u << line.raw() % 16 * 2;
    std::uint32_t const others = registers.read(reg) & ~edge;
    registers.write(reg, others | (trigger == Trigger::edge ? edge : 0));
}

Interrupt sort(IrqLine line)
{
    if (line.raw() < first_software_end) {
        load_barrier();  // what the other CPU has written before
        return {Interrupt::Kind::poke, line};
    }
    if (line == clock::timer_line()) {
        clock::stop_timer();  // its level must drop before the end of the interrupt
        return {Interrupt::Kind::timer, line};
    }
    interrupts.driver->mask(line);
    return {Interrupt::Kind::line, line};
}

}  // namespace pinyon::arm64::gic
