// SPDX-License-Identifier: BSD-2-Clause
// Drives a GICv2 (Arm IHI 0048): distributor and CPU interface through memory.
#include "arch/arm64/board/arm64_gic2.h"

#include "arch/arm64/board/arm64_gic.h"

namespace pinyon::arm64::gic2 {

namespace {

enum CpuInterface : Word { c_control = 0x00, c_priority_mask = 0x04, c_ack = 0x0c, c_end = 0x10 };

constexpr std::uint32_t enable_group = 1;
constexpr std::uint32_t ack_line_mask = 0x3ff;

struct State {
    Mmio distributor, cpu;
};
constinit State state;

// The targets of the private lines read as the bit of the CPU that reads; zero if it is alone.
std::uint8_t own_target()
{
    std::uint32_t const own = state.distributor.read(gic::d_targets) & 0xff;
    return std::uint8_t(own != 0 ? own : 1);
}

void mask(IrqLine line)
{
    state.distributor.write(gic::bit_register(gic::d_clear_enable, line), gic::bit(line));
}

void unmask(IrqLine line)
{
    state.distributor.write(gic::bit_register(gic::d_set_enable, line), gic::bit(line));
}

Interrupt take()
{
    std::uint32_t const ack = state.cpu.read(c_ack);
    IrqLine const line{ack & ack_line_mask};
    if (line.raw() >= gic::first_special)
        return {};
    Interrupt const taken = gic::sort(line);
    state.cpu.write(c_end, ack);
    return taken;
}

// What it writes is its own: each CPU has the registers of the private lines for itself.
bool join(Cpu& own)
{
    gic::silence(state.distributor, 0, first_shared);
    own.targets = own_target();
    unmask(gic::poke_line);
    state.cpu.write(c_priority_mask, gic::accept_every_priority);
    state.cpu.write(c_control, enable_group);
    return true;
}

void poke(Cpu const& cpu)
{
    state.distributor.write(gic::d_software, std::uint32_t{cpu.targets} << 16
                                                 | gic::poke_line.raw());
}

void route(IrqLine line, Cpu const& cpu)
{
    state.distributor.write_byte(gic::d_targets + line.raw(), cpu.targets);
}

constexpr InterruptController driver{"GICv2", mask, unmask, take, {join, poke, route}};

}  // namespace

Interrupts start(VirtAddr distributor, VirtAddr cpu_interface)
{
    state = {Mmio{distributor}, Mmio{cpu_interface}};
    Mmio const d = state.distributor;
    unsigned const lines = gic::line_count(d);

    d.write(gic::d_control, 0);
    gic::silence(d, first_shared, lines);
    for (unsigned line = first_shared; line < lines; line += 4)
        d.write(gic::d_targets + line, own_target() * 0x0101'0101u);
    d.write(gic::d_control, enable_group);
    (void)join(own_cpu());
    return {&driver, lines};
}

void set_trigger(IrqLine line, Trigger trigger)
{
    gic::set_trigger(state.distributor, line, trigger);
}

}  // namespace pinyon::arm64::gic2
