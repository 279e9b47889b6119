// SPDX-License-Identifier: BSD-2-Clause
// Section 6.4 on x86_64: each exception that user code can cause, with number, error code and IP.
#include "../../exception_work.h"
#include "../../machine.h"
#include "../../words.h"

namespace conformance {

extern "C" TrapCode const divide_by_zero, breakpoint_instruction, privileged_instruction,
    privileged_register, wrong_selector, wrong_address, not_aligned, divide_by_zero_x87,
    divide_by_zero_simd, interrupt_80, interrupt_of_device, system_call, single_step;

namespace {

constexpr int flags_register = 18;
constexpr Word trap_flag = 1 << 8;
constexpr Word number_of_system_call = 256;

enum Vector : Word {
    divide = 0,
    debug = 1,
    breakpoint = 3,
    general_protection = 13,
    x87 = 16,
    alignment = 17,
    simd = 19,
};

void check(TrapCode const& code, Vector vector, Word error = 0)
{
    check_trap(PINYON_PROTO_ARCH_EXCEPTION, code, vector, error);
}

void check_where_raised(TrapCode const& code, Vector vector)
{
    if (is_raised(code))
        check(code, vector);
}

void check_call(TrapCode const& code, Word number)
{
    check_trap(PINYON_PROTO_SYSTEM_EXCEPTION, code, number);
}

// The debug exception that comes next, behind `ip`; the answer has the trap flag as given.
bool step_to(L4_ThreadId_t worker, Word ip, bool again)
{
    Exception exception;
    if (!catch_exception(worker, exception))
        return false;
    EXPECT_EQ(exception.word(machine::number_register), debug);
    EXPECT_EQ(exception.word(ip_register), ip);
    Word const flags = exception.word(flags_register) & ~trap_flag;
    exception.set(flags_register, again ? flags | trap_flag : flags);
    return answer_exception(worker, exception);
}

// Whether the worker's call is over.
bool volatile called = false;

Word call_with_trap_flag(Word partner)
{
    handle_by_tester();
    load(0);
    asm volatile("leaq -128(%%rsp), %%rsp; pushfq; orl $0x100, (%%rsp); popfq;"
                 "leaq 128(%%rsp), %%rsp"
                 :
                 :
                 : "memory", "cc");
    L4_MsgTag_t const tag = L4_Call({partner});
    called = true;
    return error_of(tag);
}

Word serve(Word)
{
    L4_ThreadId_t client;
    L4_MsgTag_t tag = L4_Wait(&client);
    while (L4_IpcSucceeded(tag)) {
        load(0);
        tag = L4_ReplyWait(client, &client);
    }
    return error_of(tag);
}

constexpr Case cases[] = {
    {"0: division by zero", [] { check(divide_by_zero, divide); }},
    {"3: a breakpoint that is no debugger request",
     [] { check(breakpoint_instruction, breakpoint); }},
    {"13: a privileged instruction", [] { check(privileged_instruction, general_protection); }},
    {"13: a privileged register", [] { check(privileged_register, general_protection); }},
    {"13: a selector beyond the table is in the error code",
     [] { check(wrong_selector, general_protection, 0xFFF8); }},
    {"13: an address that is not canonical", [] { check(wrong_address, general_protection); }},
    {"16: an exception of the x87 that is not masked", [] { check(divide_by_zero_x87, x87); }},
    {"17: an access that is not aligned, where the program has it checked",
     [] { check_where_raised(not_aligned, alignment); }},
    {"19: an exception of SSE that is not masked",
     [] { check_where_raised(divide_by_zero_simd, simd); }},

    {"1: a program that sets the trap flag is stepped until an answer clears it",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, take_trap, single_step.entry));
         REQUIRE(step_to(worker, single_step.ip, true));
         REQUIRE(step_to(worker, single_step.next, false));
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, answer_of_trap);
     }},

    {"1: an answer that sets the trap flag steps a program that did not",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, take_trap, divide_by_zero.entry));
         REQUIRE(catch_exception(worker, exception));
         exception.set(ip_register, single_step.ip);
         exception.set(flags_register, exception.word(flags_register) | trap_flag);
         REQUIRE(answer_exception(worker, exception));
         REQUIRE(step_to(worker, single_step.next, false));
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, answer_of_trap);
     }},

    {"1: a program is stepped through a call and its answer",
     [] {
         constexpr unsigned most_steps = 1000;
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const partner = start_foreign_worker();
         called = false;
         REQUIRE(post(partner, serve));
         REQUIRE(post(worker, call_with_trap_flag, partner.raw));
         bool over = false;
         for (unsigned steps = 0; !over && steps < most_steps; ++steps) {
             Exception exception;
             REQUIRE(catch_exception(worker, exception));
             REQUIRE(exception.word(machine::number_register) == debug);
             over = called;
             Word const flags = exception.word(flags_register) & ~trap_flag;
             exception.set(flags_register, over ? flags : flags | trap_flag);
             REQUIRE(answer_exception(worker, exception));
         }
         EXPECT(over);
         Word result = send_timeout;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, no_error);
     }},

    {"INT n is a system exception, whatever the kernel uses the vector for",
     [] {
         check_call(interrupt_80, 0x80);
         check_call(interrupt_of_device, 0x40);
     }},
    {"SYSCALL outside the stub page is a system exception",
     [] { check_call(system_call, number_of_system_call); }},
};

}  // namespace

constexpr Suite trap_suite = suite_of("exceptions of x86_64", "6.4, 13.4", cases);

}  // namespace conformance
