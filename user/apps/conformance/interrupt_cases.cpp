// SPDX-License-Identifier: BSD-2-Clause
// Section 6.5: interrupt lines are threads that handlers are attached to.
#include "machine.h"
#include "suite.h"
#include "words.h"

#include <l4/kip.h>
#include <pinyon/alarm.h>

namespace conformance {
namespace {

L4_ThreadId_t line_thread(Word line)
{
    return L4_GlobalId(line, 1);
}

Word attach(Word line, L4_ThreadId_t handler)
{
    return thread_control(line_thread(line), line_thread(line), L4_nilthread, handler);
}

Word detach(Word line)
{
    return attach(line, line_thread(line));
}

constexpr Case cases[] = {
    {"a line can be attached to a handler and detached again",
     [] {
         Word const line = machine::quiet_interrupt_line;
         EXPECT_EQ(attach(line, tester()), 0);
         EXPECT_EQ(detach(line), 0);
     }},

    {"a handler that does not exist is refused with error 2",
     [] { EXPECT_EQ(attach(machine::quiet_interrupt_line, nobody()), L4_ErrInvalidThread); }},

    {"a line may pass from one handler to another",
     [] {
         Word const line = machine::quiet_interrupt_line;
         REQUIRE(attach(line, tester()) == 0);
         EXPECT_EQ(attach(line, start_worker()), 0);
         EXPECT_EQ(detach(line), 0);
     }},

    {"a line that is quiet sends nothing",
     [] {
         Word const line = machine::quiet_interrupt_line;
         REQUIRE(attach(line, tester()) == 0);
         EXPECT_EQ(error_of(L4_Receive_Timeout(line_thread(line), moment())), receive_timeout);
         EXPECT_EQ(detach(line), 0);
     }},

    {"an acknowledgement when nothing is to be acknowledged finds nobody waiting",
     [] {
         Word const line = machine::quiet_interrupt_line;
         REQUIRE(attach(line, tester()) == 0);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(line_thread(line), moment())), send_timeout);
         EXPECT_EQ(detach(line), 0);
     }},

    {"the end of a handler leaves its line usable",
     [] {
         Word const line = machine::quiet_interrupt_line;
         L4_ThreadId_t const handler = start_worker();
         REQUIRE(attach(line, handler) == 0);
         REQUIRE(delete_thread(handler) == 0);
         EXPECT_EQ(attach(line, tester()), 0);
         EXPECT_EQ(detach(line), 0);
     }},

    {"a caller outside the privileged spaces cannot attach",
     [] {
         auto const try_attach = [](Word line) -> Word { return attach(line, L4_Myself()); };
         EXPECT_EQ(run(start_foreign_worker(), try_attach, machine::quiet_interrupt_line),
                   L4_ErrNoPrivilege);
     }},

    {"a device's interrupt is a message from its line, and comes again once acknowledged",
     [] {
         Word const line = pinyon_start_alarm();
         if (line == PINYON_NO_ALARM)
             return skip("no device that a program could make interrupt");
         L4_ThreadId_t const source = line_thread(line);
         EXPECT_EQ(attach(line, tester()), 0);
         for (int i = 0; i < 2; ++i) {
             pinyon_set_alarm();
             L4_MsgTag_t const tag = L4_Receive_Timeout(source, L4_TimePeriod(4 * patience_us));
             EXPECT_EQ(error_of(tag), no_error);
             EXPECT_EQ(plain(tag), static_cast<Word>(PINYON_PROTO_INTERRUPT * 16L) << 16);
             pinyon_quiet_alarm();
             load(0);
             EXPECT_EQ(error_of(L4_Reply(source)), no_error);
         }
         EXPECT_EQ(detach(line), 0);
     }},
};

}  // namespace

constexpr Suite interrupt_suite = suite_of("interrupts", "6.5", cases);

}  // namespace conformance
