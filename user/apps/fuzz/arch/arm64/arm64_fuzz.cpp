// SPDX-License-Identifier: BSD-2-Clause
// What the fuzzer needs to know of arm64: stack, instructions, caches.
#include "../../fuzz_machine.h"

namespace fuzz::machine {

Word stack_pointer_at(Word top)
{
    return top;
}

constexpr unsigned instructions[] = {
    0x0000'0000,  // undefined
    0xD400'0001,  // svc #0: another system's
    0xD409'8001,  // svc #0x4C00: Ipc
    0xD400'0401,  // svc #32
    0xD41F'FFE1,  // svc #0xFFFF
    0xD400'0002,  // hvc
    0xD400'0003,  // smc
    0xD420'0000,  // brk
    0xD440'0000,  // hlt
    0xD4A0'0001,  // dcps1
    0xD69F'03E0,  // eret
    0xD503'42DF,  // msr daifset, #2
    0xD503'42FF,  // msr daifclr, #2
    0xD518'2000,  // msr ttbr0_el1, x0
    0xD538'2000,  // mrs x0, ttbr0_el1
    0xD518'1000,  // msr sctlr_el1, x0
    0xD538'0000,  // mrs x0, midr_el1
    0xD518'4100,  // msr sp_el0, x0
    0xD51B'D040,  // msr tpidr_el0, x0
    0xD51B'D060,  // msr tpidrro_el0, x0
    0xD53B'D060,  // mrs x0, tpidrro_el0
    0xD51B'E320,  // msr cntv_ctl_el0, x0
    0xD53B'E040,  // mrs x0, cntvct_el0
    0xD51B'9C00,  // msr pmcr_el0, x0
    0xD51B'4400,  // msr fpcr, x0
    0xD51B'4420,  // msr fpsr, x0
    0xD51B'4200,  // msr nzcv, x0
    0xD503'207F,  // wfi
    0xD503'205F,  // wfe
    0xD503'209F,  // sev
    0xD50B'7420,  // dc zva, x0
    0xD50B'7B21,  // dc cvau, x1
    0xD50B'7521,  // ic ivau, x1
    0xD508'7800,  // at s1e1r, x0
    0xD508'871F,  // tlbi vmalle1
    0xD503'3F9F,  // dsb sy
    0xC85F'7C20,  // ldxr x0, [x1]
    0xC800'7C22,  // stxr w0, x2, [x1]
    0xD503'3F5F,  // clrex
    0x4EE0'8400,  // add v0.2d, v0.2d, v0.2d
    0x0420'0000,  // sve, which is off
    0x9100'003F,  // mov sp, x1
    0xD53B'0020,  // mrs x0, ctr_el0
    0x1400'0000,  // a loop for ever
    0xD65F'03C0,  // ret
};
constexpr unsigned instruction_count = sizeof instructions / sizeof instructions[0];

// Line by line as the smallest that the architecture allows.
void publish_code(Word from, Word size)
{
    constexpr Word line = 16;
    for (Word at = from; at < from + size; at += line)
        asm volatile("dc cvau, %0" : : "r"(at) : "memory");
    asm volatile("dsb ish" : : : "memory");
    for (Word at = from; at < from + size; at += line)
        asm volatile("ic ivau, %0" : : "r"(at) : "memory");
    asm volatile("dsb ish; isb" : : : "memory");
}

}  // namespace fuzz::machine
