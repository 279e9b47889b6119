// SPDX-License-Identifier: BSD-2-Clause
// The tester as handler of its workers' exceptions.
#include "exception_work.h"

#include "machine.h"
#include "words.h"

namespace conformance {

void handle_by_tester()
{
    L4_Set_ExceptionHandler(tester());
}

bool catch_exception(L4_ThreadId_t worker, Exception& exception)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
    if (L4_IpcFailed(tag))
        return false;
    L4_MsgStore(tag, &exception.message);
    exception.protocol = static_cast<long>(tag.raw) >> 20;
    return true;
}

bool answer_exception(L4_ThreadId_t worker, Exception& exception)
{
    L4_MsgLoad(&exception.message);
    return error_of(L4_Reply(worker)) == no_error;
}

Word take_trap(Word entry)
{
    handle_by_tester();
    reinterpret_cast<void (*)()>(entry)();
    return answer_of_trap;
}

bool is_raised(TrapCode const& code)
{
    L4_ThreadId_t const worker = start_worker();
    Exception exception;
    bool const came = post(worker, take_trap, code.entry) && catch_exception(worker, exception) &&
                      exception.protocol == PINYON_PROTO_ARCH_EXCEPTION;
    if (!came)
        skip("this machine does not raise it");
    return came;
}

void check_trap(long protocol, TrapCode const& code, Word number, Word detail, Word mask)
{
    L4_ThreadId_t const worker = start_worker();
    Exception exception;
    REQUIRE(post(worker, take_trap, code.entry));
    REQUIRE(catch_exception(worker, exception));
    EXPECT_EQ(exception.protocol, protocol);
    EXPECT_EQ(L4_UntypedWords(L4_MsgMsgTag(&exception.message)), machine::exception_words);
    EXPECT_EQ(exception.word(ip_register), code.ip);
    EXPECT_EQ(exception.word(machine::number_register), number);
    EXPECT_EQ(exception.word(machine::detail_register) & mask, detail);
    exception.set(ip_register, code.next);
    REQUIRE(answer_exception(worker, exception));
    Word result = 0;
    REQUIRE(finish(worker, result));
    EXPECT_EQ(result, answer_of_trap);
}

}  // namespace conformance
