// SPDX-License-Identifier: BSD-2-Clause
// Section 6.5 with a device that interrupts: the line's thread as a partner in every form of IPC.
#include "suite.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/schedule.h>
#include <pinyon/alarm.h>

namespace conformance {
namespace {

constexpr Word interrupt_tag = static_cast<Word>(PINYON_PROTO_INTERRUPT * 16L) << 16;

L4_Time_t alarm_time()
{
    return L4_TimePeriod(4 * patience_us);
}

Word attach(L4_ThreadId_t line, L4_ThreadId_t handler)
{
    return thread_control(line, line, L4_nilthread, handler);
}

// Runs the body with the alarm's line attached to the tester, and leaves the line detached.
template <class Body>
void with_alarm(Body body)
{
    Word const number = pinyon_start_alarm();
    if (number == PINYON_NO_ALARM)
        return skip("no device that a program could make interrupt");
    L4_ThreadId_t const line = L4_GlobalId(number, 1);
    REQUIRE(attach(line, tester()) == 0);
    body(line);
    pinyon_quiet_alarm();
    EXPECT_EQ(attach(line, line), 0);
}

// The next interrupt comes, by a closed receive.
void expect_interrupt(L4_ThreadId_t line)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(line, alarm_time());
    EXPECT_EQ(error_of(tag), no_error);
    EXPECT_EQ(plain(tag), interrupt_tag);
    pinyon_quiet_alarm();
}

void acknowledge(L4_ThreadId_t line)
{
    load(0);
    EXPECT_EQ(error_of(L4_Reply(line)), no_error);
}

// Rings, and waits until the interrupt is on its way to a handler that does not wait.
void ring_unheard(L4_ThreadId_t line)
{
    pinyon_set_alarm();
    EXPECT(eventually([line] { return state_of(line) == PINYON_SCHED_PENDING_SEND; }));
}

// Tries to acknowledge in the handler's place.
Word acknowledge_as_stranger(Word line)
{
    load(0);
    return ipc_error({line}, L4_nilthread, moment(), L4_Never);
}

constexpr Case cases[] = {
    {"an interrupt stays pending until its handler waits",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             ring_unheard(line);
             expect_interrupt(line);
             EXPECT_EQ(state_of(line), PINYON_SCHED_WAITING);
             acknowledge(line);
         });
     }},

    {"an open wait takes it, with the line's id as `from`, before older senders",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             L4_ThreadId_t const sender = start_worker();
             REQUIRE(post(sender, send_to, tester().raw));
             REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
             ring_unheard(line);
             L4_ThreadId_t from = L4_nilthread;
             EXPECT_EQ(error_of(L4_Wait_Timeout(patience(), &from)), no_error);
             EXPECT_EQ(from.raw, line.raw);
             pinyon_quiet_alarm();
             EXPECT_EQ(error_of(L4_Wait_Timeout(patience(), &from)), no_error);
             EXPECT_EQ(from.raw, L4_LocalIdOf(sender).raw);
             acknowledge(line);
         });
     }},

    {"it does not come from a local thread",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             ring_unheard(line);
             EXPECT_EQ(ipc_error(L4_nilthread, L4_anylocalthread, L4_Never, moment()),
                       receive_timeout);
             expect_interrupt(line);
             acknowledge(line);
         });
     }},

    {"one IPC acknowledges it and waits for the next",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             pinyon_set_alarm();
             expect_interrupt(line);
             pinyon_set_alarm();
             load(0);
             L4_MsgTag_t const tag = L4_Call_Timeouts(line, L4_ZeroTime, alarm_time());
             EXPECT_EQ(error_of(tag), no_error);
             EXPECT_EQ(plain(tag), interrupt_tag);
             pinyon_quiet_alarm();
             acknowledge(line);
         });
     }},

    {"only its handler can acknowledge it",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             L4_ThreadId_t const stranger = start_worker();
             pinyon_set_alarm();
             expect_interrupt(line);
             EXPECT_EQ(run(stranger, acknowledge_as_stranger, line.raw), send_timeout);
             EXPECT_EQ(state_of(line), PINYON_SCHED_WAITING);
             acknowledge(line);
         });
     }},

    {"a line whose interrupt its handler has not been told passes to a new handler",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             ring_unheard(line);
             L4_ThreadId_t const handler = start_worker();
             REQUIRE(post(handler, receive_from, line.raw));
             REQUIRE(reaches(handler, PINYON_SCHED_WAITING));
             EXPECT_EQ(attach(line, handler), 0);
             Word error = ~Word{0};
             EXPECT(finish(handler, error));
             EXPECT_EQ(error, no_error);
             EXPECT_EQ(attach(line, tester()), 0);
             expect_interrupt(line);
             acknowledge(line);
         });
     }},

    {"a detached line is silent, and its thread cannot be waited for by a handler of old",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             EXPECT_EQ(attach(line, line), 0);
             pinyon_set_alarm();
             EXPECT_EQ(error_of(L4_Receive_Timeout(line, moment())), receive_timeout);
             pinyon_quiet_alarm();
             EXPECT_EQ(attach(line, tester()), 0);
             pinyon_set_alarm();
             expect_interrupt(line);
             acknowledge(line);
         });
     }},

    {"a handler with a new version has to be attached anew",
     [] {
         with_alarm([](L4_ThreadId_t line) {
             L4_ThreadId_t const handler = start_worker();
             REQUIRE(attach(line, handler) == 0);
             L4_ThreadId_t const renamed =
                 L4_GlobalId(L4_ThreadNo(handler), L4_Version(handler) + 64);
             REQUIRE(thread_control(renamed, tester(), L4_nilthread, L4_nilthread) == 0);
             pinyon_set_alarm();
             EXPECT_EQ(error_of(L4_Receive_Timeout(line, moment())), receive_timeout);
             EXPECT_EQ(attach(line, tester()), 0);
             expect_interrupt(line);
             acknowledge(line);
         });
     }},
};

}  // namespace

constexpr Suite alarm_suite = suite_of("interrupt threads", "6.5", cases);

}  // namespace conformance
