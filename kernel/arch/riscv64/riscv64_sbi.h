// SPDX-License-Identifier: BSD-2-Clause
// Calls to the firmware below the kernel (RISC-V SBI specification 1.0).
#ifndef PINYON_RISCV64_SBI_H
#define PINYON_RISCV64_SBI_H

#include "generic/types.h"

namespace pinyon::riscv64::sbi {

enum class Extension : Word {
    legacy_putchar = 0x01,
    legacy_getchar = 0x02,
    time = 0x5449'4d45,
    ipi = 0x73'5049,
    hart_state = 0x48'534d,
    reset = 0x5352'5354,
};

// Legacy calls answer in a0 alone, others with an error code; both come back as the result.
inline long call(Extension extension, Word function, Word argument0, Word argument1,
                 Word argument2 = 0)
{
    register Word a0 asm("a0") = argument0;
    register Word a1 asm("a1") = argument1;
    register Word a2 asm("a2") = argument2;
    register Word a6 asm("a6") = function;
    register Word a7 asm("a7") = Word(extension);
    asm volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return long(a0);
}

inline void put_character(char c)
{
    (void)call(Extension::legacy_putchar, 0, Word(static_cast<unsigned char>(c)), 0);
}

// -1 when nothing was typed.
inline int get_character() { return int(call(Extension::legacy_getchar, 0, 0, 0)); }

inline void set_timer(Word ticks) { (void)call(Extension::time, 0, ticks, 0); }

inline void send_ipi(Word hart) { (void)call(Extension::ipi, 0, 1, hart); }

// From `entry` on, a physical address, without paging: a0 is the hart and a1 the argument.
inline bool start_hart(Word hart, Word entry, Word argument)
{
    return call(Extension::hart_state, 0, hart, entry, argument) == 0;
}

// The calling hart; returns only if the firmware refuses.
inline void stop_hart() { (void)call(Extension::hart_state, 1, 0, 0); }

inline void shut_down(bool failed) { (void)call(Extension::reset, 0, 0, failed ? 1 : 0); }

}  // namespace pinyon::riscv64::sbi

#endif  // PINYON_RISCV64_SBI_H
