// SPDX-License-Identifier: BSD-2-Clause
// The trap frame, the system-call binding and the exception message.
#ifndef PINYON_X86_64_FRAME_H
#define PINYON_X86_64_FRAME_H

#include "arch/x86_64/x86_64_registers.h"
#include "glue/port_types.h"

namespace pinyon::x86_64 {

// Its first words have the order of the exception message (reference 6.4), from MR1 on.
struct TrapFrame {
    Word rip, rbx, r10, r12, r13, r14, r15, rax, rcx, rdx, rsi, rdi, rbp, r8, r9, r11, rsp, rflags;
    Word vector;  // of the last trap; vector_syscall for a system call
    Word error;   // error code of the trap, number of the system call
    Word fault_address;
    Word fs_base;  // valid while the thread's registers are not in the CPU
    Word gs_base;  // where its UTCB pointer is
};

inline constexpr unsigned exception_words = 20;
inline constexpr unsigned exception_rflags = 18;  // the words behind it cannot be set
static_assert(offsetof(TrapFrame, rflags) == (exception_rflags - 1) * sizeof(Word));
static_assert(offsetof(TrapFrame, error) == (exception_words - 1) * sizeof(Word));

// From MR8, which is RAX, up to RSP.
inline constexpr ExceptionBlock exception_block{
    .first = PINYON_REGISTER_WORDS,
    .count = exception_rflags - PINYON_REGISTER_WORDS,
    .frame_word = PINYON_REGISTER_WORDS - 1,
};

inline void set_flags(TrapFrame& f, Word flags)
{
    constexpr Word mask = Rflags::user_modifiable;
    f.rflags = (f.rflags & ~mask) | (flags & mask);
}

inline Word exception_word(TrapFrame const& f, unsigned i)
{
    Word value;
    __builtin_memcpy(&value, reinterpret_cast<Word const*>(&f) + i - 1, sizeof value);
    return value;
}

inline void set_exception_word(TrapFrame& f, unsigned i, Word value)
{
    if (i < exception_rflags)
        __builtin_memcpy(reinterpret_cast<Word*>(&f) + i - 1, &value, sizeof value);
    else if (i == exception_rflags)
        set_flags(f, value);
}

consteval SyscallBinding make_binding()
{
    constexpr auto reg = [](std::size_t offset) {
        return Reg{std::uint8_t(offset / sizeof(Word))};
    };
    constexpr Reg rax = reg(offsetof(TrapFrame, rax)), rbx = reg(offsetof(TrapFrame, rbx));
    constexpr Reg rcx = reg(offsetof(TrapFrame, rcx)), rdx = reg(offsetof(TrapFrame, rdx));
    constexpr Reg rsi = reg(offsetof(TrapFrame, rsi)), rdi = reg(offsetof(TrapFrame, rdi));
    constexpr Reg r8 = reg(offsetof(TrapFrame, r8)), r9 = reg(offsetof(TrapFrame, r9));
    constexpr Reg r10 = reg(offsetof(TrapFrame, r10)), r11 = reg(offsetof(TrapFrame, r11));
    constexpr Reg r12 = reg(offsetof(TrapFrame, r12)), r13 = reg(offsetof(TrapFrame, r13));
    constexpr Reg r14 = reg(offsetof(TrapFrame, r14)), r15 = reg(offsetof(TrapFrame, r15));
    return {
        .mr = {r9, rax, rbx, r10, r12, r13, r14, r15},
        .ipc = {.to = rsi, .from_specifier = rdx, .timeouts = r8, .from = rsi},
        .exchange_registers = {.dest = rax, .control = rsi, .sp = rdx, .ip = r8, .flags = r9,
                               .handle = r10, .pager = rdi},
        .thread_control = {.dest = rdi, .space = r8, .scheduler = rdx, .pager = rsi, .utcb = r9,
                           .result = rax},
        .space_control = {.space = rdi, .control = rsi, .kip = rdx, .utcb = r8, .redirector = r9,
                          .result = rax, .old_control = rdx},
        .schedule = {.dest = rdi, .time = rdx, .processor = r8, .priority = rsi, .preemption = r9,
                     .result = rax, .old_time = rdx},
        .thread_switch = {.dest = rdi},
        .unmap = {.control = rdx},
        .processor_control = {.number = rdi, .internal = rsi, .external = rdx, .voltage = r8,
                              .result = rax},
        // SYSCALL destroys RCX and R11: the stub hands both over in other registers.
        .memory_control = {.control = rdx, .attribute = {rcx, rsi, r8, r11}, .result = rdx},
        .system_clock = {.clock = rax},
        .kernel_interface = {.base = rax, .api_version = rcx, .api_flags = rdx, .kernel_id = rsi},
        .debugger = {.argument = rax, .result = rax},
    };
}
inline constexpr SyscallBinding binding = make_binding();

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_FRAME_H
