// SPDX-License-Identifier: BSD-2-Clause
// Takes interrupts: the local APIC only hands a vector over by interrupting, so the kernel, which
// runs with interrupts off, opens a window of one instruction where it wants to know.
#include "arch/x86_64/x86_64_interrupts.h"

#include "arch/x86_64/x86_64_local_apic.h"
#include "arch/x86_64/x86_64_per_cpu.h"
#include "glue/device_turn.h"

namespace pinyon::x86_64::interrupts {

constinit Line lines[max_lines]{};
constinit unsigned line_count = 0;

namespace {

// For what is known of lines, and for the registers of the I/O APICs, which take two accesses.
constinit DeviceLock lines_lock;

// Registers of an I/O APIC (Intel 82093AA): an index and a window; entries are two words each.
constexpr unsigned io_index = 0x00 / 4, io_window = 0x10 / 4;
constexpr std::uint32_t first_entry = 0x10;
constexpr std::uint32_t entry_low_active = 1 << 13, entry_level = 1 << 15, entry_masked = 1 << 16;

// The entry code notes the vector in pending_vector and closes the window. STI holds interrupts
// back for one more instruction.
void open_window() { asm volatile("sti; nop; cli" : : : "memory", "cc"); }

Word pending_vector()
{
    Word const vector = here().pending_vector;
    here().pending_vector = 0;
    return vector;
}

// An edge that comes while the I/O APIC masks the line is lost, so edge lines stay open there.
// One that comes too early is kept, and delivered again when the line is unmasked.
Interrupt take_line(unsigned number)
{
    DeviceTurn const turn{lines_lock};
    Line& line = lines[number];
    bool const early = line.masked;
    if (line.level)
        write_entry(line, number, true);
    line.latched = early && !line.level;
    line.masked = true;
    local_apic::complete();
    if (early)
        return {};
    return {.kind = Interrupt::Kind::line, .line = IrqLine{number}};
}

Interrupt take_vector(Word vector)
{
    if (vector >= vector_lines && vector < vector_lines + line_count)
        return take_line(unsigned(vector - vector_lines));
    if (vector == vector_timer) {
        local_apic::complete();
        return {.kind = local_apic::timer_expired() ? Interrupt::Kind::timer
                                                    : Interrupt::Kind::none, .line = {}};
    }
    if (vector == vector_poke) {
        local_apic::complete();
        return {.kind = Interrupt::Kind::poke, .line = {}};
    }
    return {};  // spurious: asks for no completion
}

}  // namespace

void write_entry(Line const& line, unsigned number, bool masked)
{
    std::uint32_t const entry = first_entry + 2 * line.input;
    line.io_apic[io_index] = entry + 1;
    line.io_apic[io_window] = std::uint32_t{line.target} << 24;
    line.io_apic[io_index] = entry;
    line.io_apic[io_window] = std::uint32_t(vector_lines + number)
                            | (line.active_low ? entry_low_active : 0)
                            | (line.level ? entry_level : 0) | (masked ? entry_masked : 0);
}

void mask(IrqLine number)
{
    DeviceTurn const turn{lines_lock};
    Line& line = lines[number.raw()];
    line.masked = true;
    if (line.level)
        write_entry(line, number.raw(), true);
}

void unmask(IrqLine number)
{
    DeviceTurn const turn{lines_lock};
    Line& line = lines[number.raw()];
    line.masked = false;
    if (line.level || !line.opened) {
        line.opened = true;
        write_entry(line, number.raw(), false);
    }
    if (line.latched) {
        line.latched = false;
        local_apic::interrupt_self(Vector(vector_lines + number.raw()));
    }
}

void route(IrqLine number, CpuId cpu)
{
    DeviceTurn const turn{lines_lock};
    Line& line = lines[number.raw()];
    line.target = local_apic::ids[cpu.raw()];
    write_entry(line, number.raw(), line.level ? line.masked : !line.opened);
}

Interrupt take()
{
    for (;;) {
        Word vector = pending_vector();
        if (vector == 0) {
            if (!local_apic::any_requested())
                return {};
            open_window();
            vector = pending_vector();
            if (vector == 0)
                return {};
        }
        Interrupt const taken = take_vector(vector);
        if (taken.kind != Interrupt::Kind::none)
            return taken;
    }
}

bool pending()
{
    return here().pending_vector != 0 || local_apic::any_requested();
}

// An NMI ends HLT as well.
void wait()
{
    while (here().pending_vector == 0)
        asm volatile("sti; hlt; cli" : : : "memory", "cc");
}

}  // namespace pinyon::x86_64::interrupts
