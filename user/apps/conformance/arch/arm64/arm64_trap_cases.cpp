// SPDX-License-Identifier: BSD-2-Clause
// Section 6.4 on arm64: each exception that user code can cause, with class, syndrome and PC.
#include "../../exception_work.h"
#include "../../machine.h"

namespace conformance {

extern "C" TrapCode const breakpoint_instruction, privileged_instruction, privileged_register,
    hypervisor_call, ip_not_aligned, sp_not_aligned, not_aligned, scalable_vectors, system_call_0,
    system_call_31, system_call_last;

namespace {

enum Class : Word {
    undefined = 0x00,
    supervisor_call = 0x15,
    system_instruction = 0x18,
    scalable = 0x19,
    pc_alignment = 0x22,
    data_abort = 0x24,
    sp_alignment = 0x26,
    breakpoint = 0x3C,
};

constexpr Word immediate = 0xFFFF;  // in the syndrome
constexpr Word fault_status = 0x3F;
constexpr Word alignment_fault = 0x21;

void check(TrapCode const& code, Class what, Word syndrome = 0, Word mask = 0)
{
    check_trap(PINYON_PROTO_ARCH_EXCEPTION, code, what, syndrome, mask);
}

void check_call(TrapCode const& code, Word number)
{
    check_trap(PINYON_PROTO_SYSTEM_EXCEPTION, code, supervisor_call, number, immediate);
}

constexpr Case cases[] = {
    {"0x3C: a breakpoint, with its number in the syndrome",
     [] { check(breakpoint_instruction, breakpoint, 0x123, immediate); }},
    {"0x18: a privileged instruction", [] { check(privileged_instruction, system_instruction); }},
    {"0x00: a privileged register", [] { check(privileged_register, undefined); }},
    {"0x00: a hypervisor call", [] { check(hypervisor_call, undefined); }},
    {"0x22: a program counter that is not aligned", [] { check(ip_not_aligned, pc_alignment); }},
    {"0x26: a stack pointer that is not aligned",
     [] {
         if (is_raised(sp_not_aligned))
             check(sp_not_aligned, sp_alignment);
     }},
    {"0x24: an exclusive access that is not aligned",
     [] { check(not_aligned, data_abort, alignment_fault, fault_status); }},

    {"scalable vectors: 0x19 where the CPU has them, since they are off; else undefined",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, take_trap, scalable_vectors.entry));
         REQUIRE(catch_exception(worker, exception));
         Word const number = exception.word(machine::number_register);
         EXPECT(number == scalable || number == undefined);
         EXPECT_EQ(exception.word(ip_register), scalable_vectors.ip);
     }},

    {"SVC with a number that is not the kernel's is a system exception",
     [] {
         check_call(system_call_0, 0);
         check_call(system_call_31, 31);
         check_call(system_call_last, 0xFFFF);
     }},
};

}  // namespace

constexpr Suite trap_suite = suite_of("exceptions of arm64", "6.4, 13.4", cases);

}  // namespace conformance
