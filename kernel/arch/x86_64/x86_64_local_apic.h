// SPDX-License-Identifier: BSD-2-Clause
// The CPU's local APIC in xAPIC mode (Intel SDM 3A, chapter 11), and its timer.
#ifndef PINYON_X86_64_LOCAL_APIC_H
#define PINYON_X86_64_LOCAL_APIC_H

#include "arch/x86_64/x86_64_layout.h"
#include "config.h"

namespace pinyon::x86_64::local_apic {

enum Register : Word {
    id = 0x20, task_priority = 0x80, end_of_interrupt = 0xb0, spurious = 0xf0, requested = 0x200,
    command = 0x300, command_target = 0x310, timer_entry = 0x320, line0 = 0x350, line1 = 0x360,
    error_entry = 0x370,
    timer_start = 0x380, timer_now = 0x390, timer_divider = 0x3e0,
};
inline constexpr std::uint32_t enabled = 1 << 8;
inline constexpr std::uint32_t masked = 1 << 16;
inline constexpr std::uint32_t divide_by_1 = 0xb;
inline constexpr std::uint32_t to_self = 1 << 18;
// Of commands: what another CPU is sent besides vectors, and whether the last one is on its way.
inline constexpr std::uint32_t init = 5 << 8, start = 6 << 8, assert_level = 1 << 14;
inline constexpr std::uint32_t sending = 1 << 12;

// By the numbers of the CPUs: the ids of their local APICs.
extern std::uint8_t ids[config::max_cpus];

inline std::uint32_t volatile& reg(Register r, Word offset = 0)
{
    return *reinterpret_cast<std::uint32_t volatile*>((local_apic_window + (r + offset)).raw());
}

inline void complete() { reg(end_of_interrupt) = 0; }
inline void interrupt_self(Vector v) { reg(command) = to_self | v; }
// Interrupts come one by one: the next is not sent before the last is on its way.
inline void send(std::uint8_t target, std::uint32_t what)
{
    while (reg(command) & sending) {}
    reg(command_target) = std::uint32_t{target} << 24;
    reg(command) = assert_level | what;
}
inline std::uint8_t physical_id() { return std::uint8_t(reg(id) >> 24); }

// True if an interrupt waits for delivery to this CPU.
[[nodiscard]] bool any_requested();

void set_timer(Clock when);
void stop_timer();
// After the timer's interrupt: whether its time has come. If not, the timer goes on.
[[nodiscard]] bool timer_expired();

}  // namespace pinyon::x86_64::local_apic

#endif  // PINYON_X86_64_LOCAL_APIC_H
