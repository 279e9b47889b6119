// SPDX-License-Identifier: BSD-2-Clause
// Section 6.4 on riscv64: each exception that user code can cause, with cause and pc.
#include "../../exception_work.h"
#include "../../machine.h"

namespace conformance {

extern "C" TrapCode const breakpoint_instruction, privileged_instruction, privileged_register,
    read_only_register, undefined_instruction, not_aligned, vectors, system_call;

namespace {

enum Cause : Word {
    illegal = 2,
    breakpoint = 3,
    load_misaligned = 4,
    call = 8,
};

// The trap value, which says more, may be 0 instead.
void check(TrapCode const& code, Cause cause)
{
    check_trap(PINYON_PROTO_ARCH_EXCEPTION, code, cause, 0, 0);
}

constexpr Case cases[] = {
    {"2: a privileged instruction", [] { check(privileged_instruction, illegal); }},
    {"2: a privileged register", [] { check(privileged_register, illegal); }},
    {"2: writing a register that can only be read", [] { check(read_only_register, illegal); }},
    {"2: an undefined instruction of two bytes", [] { check(undefined_instruction, illegal); }},
    {"2: vectors, which are off", [] { check(vectors, illegal); }},
    {"3: a breakpoint", [] { check(breakpoint_instruction, breakpoint); }},
    {"4: an atomic access that is not aligned", [] { check(not_aligned, load_misaligned); }},

    {"ECALL with a number that is not the kernel's is a system exception",
     [] { check_trap(PINYON_PROTO_SYSTEM_EXCEPTION, system_call, call); }},
};

}  // namespace

constexpr Suite trap_suite = suite_of("exceptions of riscv64", "6.4, 13.4", cases);

}  // namespace conformance
