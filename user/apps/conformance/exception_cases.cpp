// SPDX-License-Identifier: BSD-2-Clause
// Section 6.4: exceptions become messages to the exception handler, whose answer sets registers.
#include "child_pager.h"
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word answer_of_task = 4711;

Word take_exception(Word)
{
    L4_Set_ExceptionHandler(tester());
    machine::illegal_instruction();
    return answer_of_task;
}

Word take_exception_with_pattern(Word)
{
    L4_Set_ExceptionHandler(tester());
    return machine::registers_changed_by_exception();
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

// Receives the exception and keeps the message for the answer.
bool receive_exception(L4_ThreadId_t worker, L4_Msg_t& message)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    if (L4_IpcFailed(tag))
        return false;
    L4_MsgStore(tag, &message);
    return static_cast<long>(tag.raw) >> 20 == PINYON_PROTO_ARCH_EXCEPTION;
}

// Sends the registers back, with the instruction pointer behind the illegal instruction.
bool resume(L4_ThreadId_t worker, L4_Msg_t& message)
{
    L4_MsgPutWord(&message, 0, L4_MsgWord(&message, 0) + machine::illegal_instruction_bytes);
    L4_MsgLoad(&message);
    return error_of(L4_Reply(worker)) == no_error;
}

void check_resumes(L4_ThreadId_t worker)
{
    L4_Msg_t message;
    REQUIRE(post(worker, take_exception));
    REQUIRE(receive_exception(worker, message));
    REQUIRE(resume(worker, message));
    Word result = 0;
    REQUIRE(finish(worker, result));
    EXPECT_EQ(result, answer_of_task);
}

constexpr Case cases[] = {
    {"the message has the architecture's length, and says instruction and exception number",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Msg_t message;
         REQUIRE(post(worker, take_exception));
         REQUIRE(receive_exception(worker, message));
         EXPECT_EQ(L4_UntypedWords(L4_MsgMsgTag(&message)), machine::exception_words);
         EXPECT_EQ(L4_TypedWords(L4_MsgMsgTag(&message)), 0);
         EXPECT_EQ(L4_MsgWord(&message, 0), code());
         EXPECT_EQ(L4_MsgWord(&message, static_cast<Word>(machine::number_register) - 1),
                   machine::exception_number);
     }},

    {"the thread goes on where the answer says", [] { check_resumes(start_worker()); }},

    {"a handler in another space works as well", [] { check_resumes(start_foreign_worker()); }},

    {"an answer with the same registers changes none of them",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Msg_t message;
         REQUIRE(post(worker, take_exception_with_pattern));
         REQUIRE(receive_exception(worker, message));
         REQUIRE(resume(worker, message));
         Word changed = ~Word{0};
         REQUIRE(finish(worker, changed));
         EXPECT_EQ(changed, 0);
     }},

    {"an answer without words repeats the instruction, with all registers as they were",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_Msg_t first, second;
         REQUIRE(post(worker, take_exception_with_pattern));
         REQUIRE(receive_exception(worker, first));
         load(0);
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         REQUIRE(receive_exception(worker, second));
         for (Word i = 0; i < machine::exception_words; ++i)
             EXPECT_EQ(L4_MsgWord(&second, i), L4_MsgWord(&first, i));
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
};

}  // namespace

constexpr Suite exception_suite = suite_of("exceptions", "6.4", cases);

}  // namespace conformance
