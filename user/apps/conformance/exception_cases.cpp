// SPDX-License-Identifier: BSD-2-Clause
// Section 6.4: exceptions become messages to the exception handler, whose answer sets registers.
#include "exception_work.h"
#include "machine.h"
#include "suite.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word answer_of_task = 4711;

Word take_exception(Word)
{
    handle_by_tester();
    machine::illegal_instruction();
    return answer_of_task;
}

Word take_exception_with_pattern(Word)
{
    handle_by_tester();
    return machine::registers_changed_by_exception();
}

Word take_exception_from(Word handler)
{
    L4_Set_ExceptionHandler({handler});
    machine::illegal_instruction();
    return answer_of_task;
}

Word take_exception_alone(Word)
{
    machine::illegal_instruction();
    return answer_of_task;
}

Word code()
{
    return reinterpret_cast<Word>(machine::illegal_instruction);
}

bool catch_illegal_instruction(L4_ThreadId_t worker, Exception& exception)
{
    return catch_exception(worker, exception) && exception.protocol == PINYON_PROTO_ARCH_EXCEPTION;
}

// Sends the registers back, with the instruction pointer behind the illegal instruction.
bool resume(L4_ThreadId_t worker, Exception& exception)
{
    exception.set(ip_register, exception.word(ip_register) + machine::illegal_instruction_bytes);
    return answer_exception(worker, exception);
}

void check_resumes(L4_ThreadId_t worker)
{
    Exception exception;
    REQUIRE(post(worker, take_exception));
    REQUIRE(catch_illegal_instruction(worker, exception));
    REQUIRE(resume(worker, exception));
    Word result = 0;
    REQUIRE(finish(worker, result));
    EXPECT_EQ(result, answer_of_task);
}

// ---- System calls of another system

constexpr Word tried_numbers = 512;

Word call_other_system(Word number)
{
    handle_by_tester();
    return machine::foreign_call(number, number + 1, number + 2, number + 3);
}

Word call_with_all_numbers(Word)
{
    Word wrong = 0;
    for (Word number = 0; number < tried_numbers; ++number)
        wrong += call_other_system(number) == ~number ? 0 : 1;
    return wrong;
}

void expect_call(Exception const& exception, Word number)
{
    EXPECT_EQ(exception.word(machine::call_registers.number), number);
    Word expected = number;
    for (int const argument : machine::call_registers.argument)
        EXPECT_EQ(exception.word(argument), ++expected);
}

bool answer_call(L4_ThreadId_t worker, Exception& exception, Word result)
{
    exception.set(ip_register, exception.word(ip_register) + machine::call_bytes_to_skip);
    exception.set(machine::call_registers.result, result);
    return answer_exception(worker, exception);
}

constexpr Case cases[] = {
    {"the message has the architecture's length, and says instruction and exception number",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, take_exception));
         REQUIRE(catch_illegal_instruction(worker, exception));
         EXPECT_EQ(L4_UntypedWords(L4_MsgMsgTag(&exception.message)), machine::exception_words);
         EXPECT_EQ(L4_TypedWords(L4_MsgMsgTag(&exception.message)), 0);
         EXPECT_EQ(exception.word(ip_register), code());
         EXPECT_EQ(exception.word(machine::number_register), machine::exception_number);
     }},

    {"the thread goes on where the answer says", [] { check_resumes(start_worker()); }},

    {"a handler in another space works as well", [] { check_resumes(start_foreign_worker()); }},

    {"an answer with the same registers changes none of them",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, take_exception_with_pattern));
         REQUIRE(catch_illegal_instruction(worker, exception));
         REQUIRE(resume(worker, exception));
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"an answer without words repeats the instruction, with all registers as they were",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception first, second;
         REQUIRE(post(worker, take_exception_with_pattern));
         REQUIRE(catch_illegal_instruction(worker, first));
         load(0);
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         REQUIRE(catch_illegal_instruction(worker, second));
         for (Word i = 0; i < machine::exception_words; ++i)
             EXPECT_EQ(L4_MsgWord(&second.message, i), L4_MsgWord(&first.message, i));
     }},

    {"a thread without an exception handler is halted",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, take_exception_alone));
         EXPECT(eventually([worker] { return is_halted(worker); }));
         EXPECT(silent(worker));
     }},

    {"a handler that does not exist is like none",
     [] {
         L4_ThreadId_t const worker = start_worker();
         constexpr Task with_nobody = [](Word) -> Word {
             L4_Set_ExceptionHandler(nobody());
             return take_exception_alone(0);
         };
         REQUIRE(post(worker, with_nobody));
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    {"an answer with fewer words than registers changes those that it has",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Exception exception;
         REQUIRE(post(worker, take_exception_with_pattern));
         REQUIRE(catch_illegal_instruction(worker, exception));
         load(0, {exception.word(ip_register) + machine::illegal_instruction_bytes});
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"a handler that dies without an answer lets the instruction be repeated",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const handler = start_worker();
         REQUIRE(post(worker, take_exception_from, handler.raw));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         REQUIRE(run(handler, receive_from, worker.raw) == no_error);
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         REQUIRE(delete_thread(handler) == 0);
         // The second time there is no handler.
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    {"another system's call is a system exception, and the answer has its result",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Exception exception;
         REQUIRE(post(worker, call_other_system, 64));
         REQUIRE(catch_exception(worker, exception));
         EXPECT_EQ(exception.protocol, PINYON_PROTO_SYSTEM_EXCEPTION);
         expect_call(exception, 64);
         REQUIRE(answer_call(worker, exception, 0x1234'5678'9ABC'DEF0));
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 0x1234'5678'9ABC'DEF0);
     }},

    {"no number of another system's calls is taken for one of the kernel's",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         REQUIRE(post(worker, call_with_all_numbers));
         for (Word number = 0; number < tried_numbers; ++number) {
             Exception exception;
             REQUIRE(catch_exception(worker, exception));
             EXPECT_EQ(exception.protocol, PINYON_PROTO_SYSTEM_EXCEPTION);
             expect_call(exception, number);
             REQUIRE(answer_call(worker, exception, ~number));
         }
         Word wrong = ~Word{0};
         REQUIRE(finish(worker, wrong));
         EXPECT_EQ(wrong, 0);
     }},
};

}  // namespace

constexpr Suite exception_suite = suite_of("exceptions", "6.4", cases);

}  // namespace conformance
