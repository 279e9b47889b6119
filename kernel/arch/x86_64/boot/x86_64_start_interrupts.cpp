// SPDX-License-Identifier: BSD-2-Clause
// Makes the interrupt controllers ready: every line known and masked.
#include "arch/x86_64/boot/x86_64_apic_mode.h"
#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_cpu.h"
#include "arch/x86_64/x86_64_interrupts.h"
#include "arch/x86_64/x86_64_local_apic.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

using interrupts::line_count;
using interrupts::lines;

// How many lines an I/O APIC has is in its version register.
unsigned inputs_of(std::uint32_t volatile* registers)
{
    constexpr std::uint32_t version = 1;
    registers[0] = version;
    return (registers[4] >> 16 & 0xff) + 1;
}

void add_io_apic(std::uint32_t volatile* registers, unsigned first_line)
{
    unsigned const inputs = inputs_of(registers);
    for (unsigned i = 0; i < inputs && first_line + i < max_lines; ++i) {
        interrupts::Line& line = lines[first_line + i];
        line.io_apic = registers;
        line.input = std::uint8_t(i);
        line.masked = true;
        line.target = local_apic::physical_id();
        // The ISA bus has edges, what came later has levels.
        constexpr unsigned isa_lines = 16;
        line.level = line.active_low = first_line + i >= isa_lines;
        if (first_line + i >= line_count)
            line_count = first_line + i + 1;
    }
}

void override_line(AcpiMachine::Override const& o)
{
    if (o.line >= line_count)
        return;
    if (o.polarity != 0)
        lines[o.line].active_low = o.polarity == 3;
    if (o.trigger != 0)
        lines[o.line].level = o.trigger == 3;
}

// The legacy controllers (Intel 8259A) stay masked. They get vectors of their own all the same:
// they can raise an interrupt that vanishes, even then.
void silence_legacy_controllers()
{
    constexpr std::uint16_t first = 0x20, second = 0xa0;
    constexpr std::uint8_t start = 0x11, second_at_2 = 1 << 2, number_2 = 2, mode_8086 = 1;
    auto const program = [](std::uint16_t port, Word vector, std::uint8_t cascade) {
        std::uint16_t const data = port + 1;
        out8(port, start);
        out8(data, std::uint8_t(vector));
        out8(data, cascade);
        out8(data, mode_8086);
        out8(data, 0xff);
    };
    program(first, vector_pic, second_at_2);
    program(second, vector_pic + 8, number_2);
}

// Whether firmware has fixed x2APIC mode until the next reset.
bool x2apic_is_locked()
{
    bool const says_so = cpuid(7).d & bit(29);
    return says_so && (read_msr(Msr::arch_capabilities) & bit(21))
        && (read_msr(Msr::xapic_disable_status) & bit(0));
}

void enter_xapic_mode()
{
    Word base = read_msr(Msr::apic_base);
    if ((base & ApicBase::x2apic) && x2apic_is_locked())
        refuse_boot("firmware keeps the local APIC in x2APIC mode, expected one that can leave it");
    for (Word next; (next = ApicBase::towards_xapic(base)) != base; base = next)
        write_msr(Msr::apic_base, next);
}

}  // namespace

void start_local_apic()
{
    using namespace local_apic;
    enter_xapic_mode();
    reg(task_priority) = 0;
    reg(line0) = masked;
    reg(line1) = 4 << 8;  // NMI
    reg(error_entry) = masked;
    reg(timer_divider) = divide_by_1;
    reg(timer_start) = 0;
    reg(timer_entry) = vector_timer;
    reg(spurious) = enabled | vector_spurious;
}

void set_up_interrupts(AcpiMachine const& machine)
{
    silence_legacy_controllers();
    start_local_apic();
    local_apic::ids[0] = local_apic::physical_id();
    for (unsigned i = 0; i < machine.io_apic_count; ++i) {
        AcpiMachine::LineController const& io_apic = machine.io_apics[i];
        VirtAddr const registers = io_apic_window(i) + io_apic.registers.raw() % page_size;
        add_io_apic(reinterpret_cast<std::uint32_t volatile*>(registers.raw()),
                    io_apic.first_line);
    }
    for (unsigned i = 0; i < machine.override_count; ++i)
        override_line(machine.overrides[i]);
    for (unsigned i = 0; i < line_count; ++i)
        if (lines[i].io_apic != nullptr)
            interrupts::write_entry(lines[i], i, true);
}

}  // namespace pinyon::x86_64
