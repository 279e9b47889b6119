// SPDX-License-Identifier: BSD-2-Clause
// Supervisor control and status registers with named fields (Privileged Architecture 1.12,
// chapter 4) and the only functions that read and write them.
#ifndef PINYON_RISCV64_REGISTERS_H
#define PINYON_RISCV64_REGISTERS_H

#include "generic/types.h"

namespace pinyon::riscv64 {

template <unsigned low, unsigned width = 1>
struct Field {
    static constexpr Word mask = ((Word{1} << width) - 1) << low;
    static constexpr Word get(Word r) { return (r & mask) >> low; }
    static constexpr Word of(Word value) { return value << low & mask; }
};

struct Sstatus {
    static constexpr unsigned number = 0x100;
    using Sie = Field<1>;
    using Spp = Field<8>;
    using Vs = Field<9, 2>;
    using Fs = Field<13, 2>;
    using Sum = Field<18>;
    using Mxr = Field<19>;
    static constexpr Word fs_initial = Fs::of(1);
};
static_assert(Sstatus::Fs::mask == 0x6000 && Sstatus::Sum::mask == 0x4'0000);

// sie and sip have the same fields.
struct InterruptBits {
    using Software = Field<1>;
    using Timer = Field<5>;
    using External = Field<9>;
};
struct Sie : InterruptBits { static constexpr unsigned number = 0x104; };
struct Sip : InterruptBits { static constexpr unsigned number = 0x144; };

struct Satp {
    static constexpr unsigned number = 0x180;
    using Ppn = Field<0, 44>;
    using Asid = Field<44, 16>;
    using Mode = Field<60, 4>;
    static constexpr Word sv39 = Mode::of(8), sv48 = Mode::of(9), sv57 = Mode::of(10);
};
static_assert(Satp::sv39 == Word{8} << 60);

struct Scounteren {
    static constexpr unsigned number = 0x106;
    static constexpr Word cycle_time_instret = 7;
};
struct Stimecmp { static constexpr unsigned number = 0x14d; };
// The hart's file of message interrupts (AIA 1.0, chapter 2).
struct Siselect { static constexpr unsigned number = 0x150; };
struct Sireg { static constexpr unsigned number = 0x151; };
struct Stopei { static constexpr unsigned number = 0x15c; };
struct Time { static constexpr unsigned number = 0xc01; };

// scause: the top bit tells interrupts from these.
enum class Cause : Word {
    fetch_misaligned, fetch_access, illegal_instruction, breakpoint, load_misaligned, load_access,
    store_misaligned, store_access, ecall_user, ecall_supervisor,
    fetch_page_fault = 12, load_page_fault = 13, store_page_fault = 15,
};
inline constexpr Word cause_interrupt = Word{1} << 63;

template <class Register>
inline Word read()
{
    Word value;
    asm volatile("csrr %0, %1" : "=r"(value) : "i"(Register::number));
    return value;
}

template <class Register>
inline void write(Word value)
{
    asm volatile("csrw %0, %1" : : "i"(Register::number), "r"(value) : "memory");
}

// Writes and returns what was there.
template <class Register>
inline Word swap(Word value)
{
    Word was;
    asm volatile("csrrw %0, %1, %2" : "=r"(was) : "i"(Register::number), "r"(value) : "memory");
    return was;
}

template <class Register>
inline void set_bits(Word bits)
{
    asm volatile("csrs %0, %1" : : "i"(Register::number), "r"(bits) : "memory");
}

template <class Register>
inline void clear_bits(Word bits)
{
    asm volatile("csrc %0, %1" : : "i"(Register::number), "r"(bits) : "memory");
}

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_REGISTERS_H
