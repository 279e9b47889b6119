// SPDX-License-Identifier: BSD-2-Clause
// Drives the interrupt controllers of BCM2836 and BCM2837 (BCM2836 ARM-local peripherals QA7;
// BCM2835 ARM peripherals, chapter 7). Lines 0 .. 31 are the local controller's sources; 32, 64
// and 96 begin the three banks of the peripherals' controller, numbered as in device trees.
// Everything is level-triggered and there is no acknowledging: masking a line silences it.
#include "arch/arm64/board/arm64_bcm2836.h"

#include "arch/arm64/arm64_clock.h"
#include "arch/arm64/arm64_mmio.h"

namespace pinyon::arm64::bcm2836 {

namespace {

// Each CPU has its word of the first three, and four mailboxes, of which the first is used.
enum Local : Word { l_timer_control = 0x40, l_mailbox_control = 0x50, l_source = 0x60,
                    l_mailbox_set = 0x80, l_mailbox_clear = 0xc0 };
constexpr Word mailboxes_size = 16;
constexpr unsigned timers = 4;
constexpr std::uint32_t source_mailbox = 1 << 4, source_peripherals = 1 << 8;

struct Bank {
    Word pending, enable, disable;
    std::uint32_t lines;
};
constexpr Bank banks[] = {
    {0x00, 0x18, 0x24, 0xff}, {0x04, 0x10, 0x1c, ~0u}, {0x08, 0x14, 0x20, ~0u}};
constexpr unsigned bank_count = sizeof banks / sizeof banks[0];
constexpr unsigned line_count = first_shared + bank_count * 32;

struct State {
    Mmio local, peripherals;
};
constinit State state;

// The controller numbers its four CPUs. That of the peripherals interrupts CPU 0.
Word place_of(Cpu const& cpu) { return cpu.affinity % 4; }
Word own_place() { return config::max_cpus == 1 ? 0 : place_of(own_cpu()); }

// Of the local sources only the timers are ever unmasked here. No CPU writes another's word.
void mask_local(IrqLine line, bool masked)
{
    if (line.raw() >= timers)
        return;
    Word const control = l_timer_control + own_place() * 4;
    std::uint32_t const others = state.local.read(control) & ~(1u << line.raw());
    state.local.write(control, others | (masked ? 0 : 1u << line.raw()));
}

void write_bit(IrqLine line, Word Bank::* which)
{
    Bank const& bank = banks[line.raw() / 32 - 1];
    state.peripherals.write(bank.*which, (1u << line.raw() % 32) & bank.lines);
}

void mask(IrqLine line)
{
    if (line.raw() < first_shared)
        mask_local(line, true);
    else
        write_bit(line, &Bank::disable);
}

void unmask(IrqLine line)
{
    if (line.raw() < first_shared)
        mask_local(line, false);
    else
        write_bit(line, &Bank::enable);
}

Interrupt take_peripheral()
{
    for (unsigned i = 0; i < bank_count; ++i) {
        std::uint32_t const pending = state.peripherals.read(banks[i].pending) & banks[i].lines;
        if (pending == 0)
            continue;
        IrqLine const line{first_shared + i * 32 + unsigned(__builtin_ctz(pending))};
        mask(line);
        return {Interrupt::Kind::line, line};
    }
    return {};
}

Interrupt take_poke()
{
    state.local.write(l_mailbox_clear + own_place() * mailboxes_size, ~0u);
    load_barrier();  // what the other CPU has written before
    return {Interrupt::Kind::poke, IrqLine{0}};
}

Interrupt take()
{
    std::uint32_t const source = state.local.read(l_source + own_place() * 4);
    if (config::max_cpus > 1 && source & source_mailbox)
        return take_poke();
    IrqLine const timer = clock::timer_line();
    if (source & 1u << timer.raw()) {
        clock::stop_timer();
        return {Interrupt::Kind::timer, timer};
    }
    return source & source_peripherals ? take_peripheral() : Interrupt{};
}

bool join(Cpu& own)
{
    state.local.write(l_timer_control + place_of(own) * 4, 0);
    state.local.write(l_mailbox_control + place_of(own) * 4, config::max_cpus > 1);
    return true;
}

void poke(Cpu const& cpu)
{
    state.local.write(l_mailbox_set + place_of(cpu) * mailboxes_size, 1);
}

// All lines of the peripherals interrupt the same CPU.
void route(IrqLine, Cpu const&) {}

constexpr InterruptController driver{"BCM2836", mask, unmask, take, {join, poke, route}};

}  // namespace

Interrupts start(VirtAddr local, VirtAddr peripherals)
{
    state = {Mmio{local}, Mmio{peripherals}};
    (void)join(own_cpu());
    for (Bank const& bank : banks)
        state.peripherals.write(bank.disable, bank.lines);
    return {&driver, line_count};
}

}  // namespace pinyon::arm64::bcm2836
