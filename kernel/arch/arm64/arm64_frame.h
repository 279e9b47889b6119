// SPDX-License-Identifier: BSD-2-Clause
// A thread's registers in the kernel: trap frame, system-call binding, exception message, FPU.
#ifndef PINYON_ARM64_FRAME_H
#define PINYON_ARM64_FRAME_H

#include "arch/arm64/arm64_registers.h"
#include "glue/port_types.h"

namespace pinyon::arm64 {

// While a thread runs in user mode, SP_EL1 holds the address of its frame.
struct alignas(16) TrapFrame {
    Word x[31];
    Word sp;
    Word thread_pointer;  // TPIDR_EL0, valid while another thread runs
    Word pc;
    Word pstate;
    Word esr;             // of the last exception that became a message, and its address
    Word far;
    Word unused;          // keeps the size a multiple of 16
};
static_assert(sizeof(TrapFrame) == 38 * sizeof(Word));

struct alignas(16) FpuState {
    std::uint64_t v[32][2];
    Word fpcr, fpsr;
};

inline constexpr SyscallBinding binding = {
    .mr = {{3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}},
    .ipc = {.to = {0}, .from_specifier = {1}, .timeouts = {2}, .from = {0}},
    .exchange_registers = {.dest = {0}, .control = {1}, .sp = {2}, .ip = {3}, .flags = {4},
                           .handle = {5}, .pager = {6}},
    .thread_control = {.dest = {0}, .space = {1}, .scheduler = {2}, .pager = {3}, .utcb = {4},
                       .result = {0}},
    .space_control = {.space = {0}, .control = {1}, .kip = {2}, .utcb = {3}, .redirector = {4},
                      .result = {0}, .old_control = {1}},
    .schedule = {.dest = {0}, .time = {1}, .processor = {2}, .priority = {3}, .preemption = {4},
                 .result = {0}, .old_time = {1}},
    .thread_switch = {.dest = {0}},
    .unmap = {.control = {0}},
    .processor_control = {.number = {0}, .internal = {1}, .external = {2}, .voltage = {3},
                          .result = {0}},
    .memory_control = {.control = {0}, .attribute = {{1}, {2}, {11}, {12}}, .result = {0}},
    .system_clock = {.clock = {0}},
    .kernel_interface = {.base = {0}, .api_version = {1}, .api_flags = {2}, .kernel_id = {3}},
    .debugger = {.argument = {0}, .result = {0}},
};

// Exception message: MR1..MR6 head, MR7..MR37 x0..x30.
inline constexpr unsigned exception_words = 37;
inline constexpr unsigned exception_first_x = 7;
inline constexpr ExceptionBlock exception_block{
    .first = PINYON_REGISTER_WORDS,
    .count = exception_words + 1 - PINYON_REGISTER_WORDS,
    .frame_word = PINYON_REGISTER_WORDS - exception_first_x,
};

inline Word exception_word(TrapFrame const& f, unsigned i)
{
    switch (i) {
    case 1: return f.pc;
    case 2: return f.sp;
    case 3: return f.pstate & Pstate::condition_flags;
    case 4: return Esr::Class::get(f.esr);
    case 5: return f.esr;
    case 6: return f.far;
    default: return f.x[i - exception_first_x];
    }
}

// The processor state keeps only what a user may choose: condition flags, in EL0 with AArch64.
inline void set_flags(TrapFrame& f, Word flags) { f.pstate = flags & Pstate::condition_flags; }

inline void set_exception_word(TrapFrame& f, unsigned i, Word value)
{
    switch (i) {
    case 1: f.pc = value; break;
    case 2: f.sp = value; break;
    case 3: set_flags(f, value); break;
    case 4:
    case 5:
    case 6: break;
    default: f.x[i - exception_first_x] = value; break;
    }
}

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_FRAME_H
