// SPDX-License-Identifier: BSD-2-Clause
// The user registers of a thread: trap frame, system-call binding, exception message, FPU state.
#ifndef PINYON_RISCV64_FRAME_H
#define PINYON_RISCV64_FRAME_H

#include <type_traits>

#include "config.h"
#include "glue/port_types.h"

namespace pinyon {

struct Cpu;

}  // namespace pinyon

namespace pinyon::riscv64 {

struct Processor;

enum RegisterNumber : unsigned {
    ra = 1, sp = 2, gp = 3, tp = 4, t0 = 5, t1 = 6, t2 = 7, s0 = 8,
    a0 = 10, a1, a2, a3, a4, a5, a6, a7, t3 = 28, t4, t5, t6
};

// What a trap on a processor finds of that processor, and the fast path of it.
struct Home {
    Processor* processor;
    Cpu* cpu;
};
struct OnlyHome {};

// Register xn is word n; x0 needs no place, so the instruction pointer has it.
struct TrapFrame {
    Word word[32];
    Word cause;  // scause and stval of the last trap
    Word value;
    [[no_unique_address]] std::conditional_t<(config::max_cpus > 1), Home, OnlyHome> home;

    [[nodiscard]] Word ip() const { return word[0]; }
    void set_ip(Word ip) { word[0] = ip & ~Word{1}; }  // as sepc would keep it
    [[nodiscard]] Word x(unsigned n) const { return word[n]; }
    void set_x(unsigned n, Word v) { word[n] = v; }
    void reset()
    {
        auto const place = home;
        *this = {};
        home = place;
    }
};

struct FpuState {
    Word f[32];
    Word fcsr;
};

constexpr Reg carried_by(RegisterNumber n) { return Reg{std::uint8_t(n)}; }

constexpr SyscallBinding make_binding()
{
    constexpr Reg r0 = carried_by(a0), r1 = carried_by(a1), r2 = carried_by(a2);
    constexpr Reg r3 = carried_by(a3), r4 = carried_by(a4), r5 = carried_by(a5);
    constexpr Reg r6 = carried_by(a6);
    return {
        .mr = {r3, r4, r5, r6, carried_by(t0), carried_by(t1), carried_by(t2), carried_by(t3)},
        .ipc = {.to = r0, .from_specifier = r1, .timeouts = r2, .from = r0},
        .exchange_registers = {r0, r1, r2, r3, r4, r5, r6},
        .thread_control = {r0, r1, r2, r3, r4, r0},
        .space_control = {r0, r1, r2, r3, r4, r0, r1},
        .schedule = {r0, r1, r2, r3, r4, r0, r1},
        .thread_switch = {r0},
        .unmap = {r0},
        .processor_control = {r0, r1, r2, r3, r0},
        .memory_control = {.control = r0,
                           .attribute = {r1, r2, carried_by(t4), carried_by(t5)},
                           .result = r0},
        .system_clock = {r0},
        .kernel_interface = {r0, r1, r2, r3},
        .debugger = {.argument = r0, .result = r0},
    };
}

// Exception messages: MR1 ip, 2 sp, 3 flags (none here), 4 scause, 5 zero, 6 stval, 7 x1, then
// x3..x31.
inline constexpr unsigned exception_words = 36;

constexpr unsigned exception_register(unsigned message_word)
{
    return message_word == 7 ? ra : message_word - 5;
}
static_assert(exception_register(8) == gp && exception_register(exception_words) == t6);
inline constexpr ExceptionBlock exception_block{.first = 8, .count = t6 - gp + 1, .frame_word = gp};

inline Word exception_word(TrapFrame const& f, unsigned i)
{
    switch (i) {
    case 1: return f.ip();
    case 2: return f.x(sp);
    case 3: return 0;
    case 4: return f.cause;
    case 5: return 0;
    case 6: return f.value;
    default: return f.x(exception_register(i));
    }
}

inline void set_exception_word(TrapFrame& f, unsigned i, Word value)
{
    if (i == 1)
        f.set_ip(value);
    else if (i == 2)
        f.set_x(sp, value);
    else if (i > 6)
        f.set_x(exception_register(i), value);
}

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_FRAME_H
