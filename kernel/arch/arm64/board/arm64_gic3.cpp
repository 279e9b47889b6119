// SPDX-License-Identifier: BSD-2-Clause
// Drives a GICv3 (Arm IHI 0069): distributor and redistributor through memory, the CPU interface
// through system registers. Affinity routing is on; every interrupt is of non-secure group 1.
#include "arch/arm64/board/arm64_gic3.h"

#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_registers.h"
#include "arch/arm64/board/arm64_gic.h"

namespace pinyon::arm64::gic3 {

namespace {

enum Redistributor : Word { r_control = 0x00, r_type = 0x08, r_affinity = 0x0c, r_waker = 0x14 };
constexpr Word private_lines = 0x1'0000;  // the second frame

constexpr std::uint32_t type_virtual_lpis = 1 << 1, type_last = 1 << 4;
constexpr std::uint32_t waker_sleep = 1 << 1, waker_asleep = 1 << 2;
constexpr std::uint32_t enable_group_1 = 1 << 1, affinity_routing = 1 << 4;
constexpr std::uint32_t write_pending = 1u << 31;    // in the distributor's control register
constexpr std::uint32_t r_write_pending = 1 << 3;    // in the redistributor's

struct State {
    Mmio distributor;
};
constinit State state;

Mmio own_redistributor() { return Mmio{own_cpu().redistributor}; }
Mmio own_lines() { return Mmio{own_cpu().redistributor + private_lines}; }

bool is_private(IrqLine line) { return line.raw() < first_shared; }
Mmio registers_of(IrqLine line) { return is_private(line) ? own_lines() : state.distributor; }

// A line that was masked can still be signalled until the write has reached every part.
void wait_until_written(IrqLine line)
{
    if (is_private(line)) {
        while (own_redistributor().read(r_control) & r_write_pending) {
        }
    } else {
        while (state.distributor.read(gic::d_control) & write_pending) {
        }
    }
}

void mask(IrqLine line)
{
    registers_of(line).write(gic::bit_register(gic::d_clear_enable, line), gic::bit(line));
    wait_until_written(line);
}

void unmask(IrqLine line)
{
    registers_of(line).write(gic::bit_register(gic::d_set_enable, line), gic::bit(line));
}

Interrupt take()
{
    Word const ack = icc_iar1_el1::read();
    system_barrier();
    if (ack >= gic::first_special)
        return {};
    Interrupt const taken = gic::sort(IrqLine{std::uint32_t(ack)});
    icc_eoir1_el1::write(ack);
    instruction_barrier();
    return taken;
}

void control_distributor(std::uint32_t value)
{
    state.distributor.write(gic::d_control, value);
    wait_until_written(IrqLine{first_shared});
}

void start_distributor(unsigned lines)
{
    Mmio const d = state.distributor;
    Word const this_cpu = mpidr_el1::read() & Mpidr::affinity_mask;
    control_distributor(0);
    control_distributor(affinity_routing);
    gic::silence(d, first_shared, lines);
    for (unsigned line = first_shared; line < lines; line += 32)
        d.write(gic::bit_register(gic::d_group, IrqLine{line}), ~0u);
    for (unsigned line = first_shared; line < lines; ++line)
        d.write_wide(gic::d_route + line * sizeof(Word), this_cpu);
    control_distributor(affinity_routing | enable_group_1);
}

void start_redistributor()
{
    Mmio const r = own_redistributor();
    r.write(r_waker, r.read(r_waker) & ~waker_sleep);
    while (r.read(r_waker) & waker_asleep) {
    }
    gic::silence(own_lines(), 0, first_shared);
    own_lines().write(gic::d_group, ~0u);
    wait_until_written(IrqLine{0});
}

bool start_cpu_interface()
{
    icc_sre_el1::write(icc_sre_el1::read() | icc_sre_registers);
    instruction_barrier();
    if (!(icc_sre_el1::read() & icc_sre_registers))
        return false;
    icc_pmr_el1::write(gic::accept_every_priority);
    icc_ctlr_el1::write(0);  // one write ends an interrupt
    icc_igrpen1_el1::write(1);
    instruction_barrier();
    return true;
}

bool join(Cpu&)
{
    start_redistributor();
    unmask(gic::poke_line);
    return start_cpu_interface();
}

void poke(Cpu const& cpu)
{
    icc_sgi1r_el1::write(SoftwareInterrupt::to(cpu.affinity));
    instruction_barrier();
}

void route(IrqLine line, Cpu const& cpu)
{
    state.distributor.write_wide(gic::d_route + line.raw() * sizeof(Word), cpu.affinity);
}

constexpr InterruptController driver{"GICv3", mask, unmask, take, {join, poke, route}};

}  // namespace

RedistributorFacts inspect(VirtAddr redistributor)
{
    Mmio const r{redistributor};
    std::uint32_t const type = r.read(r_type);
    Word const frames = type & type_virtual_lpis ? 2 : 1;
    return {.affinity = r.read(r_affinity),
            .last = (type & type_last) != 0,
            .stride = frames * redistributor_size};
}

Interrupts start(VirtAddr distributor)
{
    state = {Mmio{distributor}};
    unsigned const lines = gic::line_count(state.distributor);
    start_distributor(lines);
    return {join(own_cpu()) ? &driver : nullptr, lines};
}

void set_trigger(IrqLine line, Trigger trigger)
{
    gic::set_trigger(state.distributor, line, trigger);
}

}  // namespace pinyon::arm64::gic3
