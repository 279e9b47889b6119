// SPDX-License-Identifier: BSD-2-Clause
// Drives a GICv2 (Arm IHI 0048): distributor and CPU interface through memory.
#include "arch/arm64/board/arm64_gic2.h"

#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_gic.h"
#include "arch/arm64/arm64_mmio.h"

namespace pinyon::arm64::gic {

namespace {

// Distributor registers; those with an array have one bit, two bits or one byte per line.
enum Distributor : Word {
    d_control = 0x000, d_type = 0x004, d_set_enable = 0x100, d_clear_enable = 0x180,
    d_clear_pending = 0x280, d_clear_active = 0x380, d_priority = 0x400, d_targets = 0x800,
    d_config = 0xc00
};
enum CpuInterface : Word { c_control = 0x00, c_priority_mask = 0x04, c_ack = 0x0c, c_end = 0x10 };

constexpr std::uint32_t enable_group = 1;
constexpr std::uint32_t accept_every_priority = 0xff;
constexpr std::uint32_t middle_priorities = 0x8080'8080;
constexpr std::uint32_t ack_line_mask = 0x3ff;
constexpr std::uint32_t first_software_end = 16, first_special = 1020;

struct State {
    Mmio distributor, cpu;
    unsigned lines = 0;
};
constinit State state;

Word bit_register(Word base, IrqLine line) { return base + line.raw() / 32 * 4; }
std::uint32_t bit(IrqLine line) { return std::uint32_t{1} << line.raw() % 32; }

// The targets of the private lines read as the bit of the CPU that reads; zero if it is alone.
std::uint32_t this_cpu_everywhere()
{
    std::uint32_t const own = state.distributor.read(d_targets) & 0xff;
    return (own != 0 ? own : 1) * 0x0101'0101;
}

}  // namespace

void init_version_2(VirtAddr distributor, VirtAddr cpu_interface)
{
    state = {Mmio{distributor}, Mmio{cpu_interface}, 0};
    Mmio const d = state.distributor;
    state.lines = ((d.read(d_type) & 0x1f) + 1) * 32;

    d.write(d_control, 0);
    for (unsigned line = 0; line < state.lines; line += 32) {
        d.write(bit_register(d_clear_enable, IrqLine{line}), ~0u);
        d.write(bit_register(d_clear_pending, IrqLine{line}), ~0u);
        d.write(bit_register(d_clear_active, IrqLine{line}), ~0u);
    }
    for (unsigned line = 0; line < state.lines; line += 4)
        d.write(d_priority + line, middle_priorities);
    for (unsigned line = first_shared; line < state.lines; line += 4)
        d.write(d_targets + line, this_cpu_everywhere());
    d.write(d_control, enable_group);

    state.cpu.write(c_priority_mask, accept_every_priority);
    state.cpu.write(c_control, enable_group);
}

unsigned lines() { return state.lines; }

void mask(IrqLine line) { state.distributor.write(bit_register(d_clear_enable, line), bit(line)); }
void unmask(IrqLine line) { state.distributor.write(bit_register(d_set_enable, line), bit(line)); }

void set_trigger(IrqLine line, Trigger trigger)
{
    Word const reg = d_config + line.raw() / 16 * 4;
    std::uint32_t const edge = 2u << line.raw() % 16 * 2;
    std::uint32_t const others = state.distributor.read(reg) & ~edge;
    state.distributor.write(reg, others | (trigger == Trigger::edge ? edge : 0));
}

Interrupt take()
{
    std::uint32_t const ack = state.cpu.read(c_ack);
    IrqLine const line{ack & ack_line_mask};
    if (line.raw() >= first_special)
        return {};

    Interrupt taken{Interrupt::Kind::line, line};
    if (line.raw() < first_software_end) {
        taken.kind = Interrupt::Kind::poke;
    } else if (line == clock::timer_line()) {
        taken.kind = Interrupt::Kind::timer;
        clock::stop_timer();  // its level must drop before the end of the interrupt
    } else {
        mask(line);
    }
    state.cpu.write(c_end, ack);
    return taken;
}

}  // namespace pinyon::arm64::gic
