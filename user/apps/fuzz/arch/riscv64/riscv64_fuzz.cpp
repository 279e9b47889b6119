// SPDX-License-Identifier: BSD-2-Clause
// What the fuzzer needs to know of riscv64: stack, instructions, caches.
#include "../../fuzz_machine.h"

namespace fuzz::machine {

Word stack_pointer_at(Word top)
{
    return top;
}

constexpr unsigned instructions[] = {
    0x0000'0000,  // illegal
    0x0000'0073,  // ecall
    0x0010'0073,  // ebreak
    0x1020'0073,  // sret
    0x3020'0073,  // mret
    0x1050'0073,  // wfi
    0x1200'0073,  // sfence.vma
    0x1805'1073,  // csrw satp, a0
    0x1800'2573,  // csrr a0, satp
    0x1000'2573,  // csrr a0, sstatus
    0x1005'1073,  // csrw sstatus, a0
    0x1405'1073,  // csrw sscratch, a0
    0x1400'2573,  // csrr a0, sscratch
    0x1045'1073,  // csrw sie, a0
    0x14D5'1073,  // csrw stimecmp, a0
    0x3005'1073,  // csrw mstatus, a0
    0x0035'1073,  // csrw fcsr, a0
    0xC000'2573,  // rdcycle a0
    0xC010'2573,  // rdtime a0
    0xC020'2573,  // rdinstret a0
    0x0000'100F,  // fence.i
    0x0FF0'000F,  // fence
    0x1005'B52F,  // lr.d a0, (a1)
    0x18C5'B52F,  // sc.d a0, a2, (a1)
    0x00C5'B52F,  // amoadd.d a0, a2, (a1)
    0x0000'3023,  // sd zero, 0(zero)
    0x0015'B503,  // ld a0, 1(a1)
    0x02A5'7553,  // fadd.d fa0, fa0, fa0
    0x0000'0057,  // vector, which is off
    0x000A'0213,  // mv tp, s4
    0x0005'8113,  // mv sp, a1
    0x0005'8067,  // jr a1
    0x0000'006F,  // a loop for ever
    0x0000'8067,  // ret
};
constexpr unsigned instruction_count = sizeof instructions / sizeof instructions[0];

void publish_code(Word, Word)
{
    asm volatile("fence.i" : : : "memory");
}

}  // namespace fuzz::machine
