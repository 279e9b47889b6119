// SPDX-License-Identifier: BSD-2-Clause
// Interrupt lines: global system interrupts of the I/O APICs, and how the kernel takes interrupts.
#ifndef PINYON_X86_64_INTERRUPTS_H
#define PINYON_X86_64_INTERRUPTS_H

#include "arch/x86_64/x86_64_layout.h"
#include "glue/port_types.h"

namespace pinyon::x86_64::interrupts {

struct Line {
    std::uint32_t volatile* io_apic = nullptr;  // null: no such line
    std::uint8_t input = 0;
    std::uint8_t target = 0;  // id of the local APIC that it interrupts
    bool active_low = false;
    bool level = false;
    bool masked = false;
    bool opened = false;   // an edge line that the I/O APIC has been told to deliver
    bool latched = false;  // an edge came while it was masked
};
extern Line lines[max_lines];
extern unsigned line_count;

[[nodiscard]] inline bool attachable(IrqLine line)
{
    return line.raw() < line_count && lines[line.raw()].io_apic != nullptr;
}
void mask(IrqLine line);
void unmask(IrqLine line);
void route(IrqLine line, CpuId cpu);  // masked or not, it goes to that CPU from now on
[[nodiscard]] Interrupt take();
[[nodiscard]] bool pending();
void wait();

// The I/O APIC's entry of a line; start-up writes each once to mask it.
void write_entry(Line const& line, unsigned number, bool masked);

}  // namespace pinyon::x86_64::interrupts

#endif  // PINYON_X86_64_INTERRUPTS_H
