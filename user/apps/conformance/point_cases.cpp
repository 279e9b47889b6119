// SPDX-License-Identifier: BSD-2-Clause
// Section 1.3: points in time as timeouts of IPC, and periods at the ends of the format.
#include "suite.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr L4_Word64_t wait_us = 20'000;
constexpr L4_Word64_t late_us = 2'000'000;  // generous: the machine is simulated and shared

L4_Time_t point_after(L4_Word64_t us)
{
    return L4_TimePoint(L4_ClockAddUsec(L4_SystemClock(), us));
}

// A point in units of 2^e microseconds, `windows` windows of 2^(e+10) after the present one: its
// clock bit can say 0 or 1.
L4_Time_t raw_point(unsigned e, Word m, Word windows)
{
    Word const window = (L4_SystemClock().raw >> (e + 10)) + windows;
    L4_Time_t time = {};
    time.raw = static_cast<L4_Word16_t>(1U << 15 | e << 11 | (window & 1) << 10 | m);
    return time;
}

L4_Time_t raw_period(Word e, Word m)
{
    L4_Time_t time = {};
    time.raw = static_cast<L4_Word16_t>(e << 10 | m);
    return time;
}

// The error of an IPC that may end `us` from `start` at the earliest, and not much later.
void check_end(Word error, Word wanted, L4_Clock_t start, L4_Word64_t us)
{
    L4_Word64_t const passed = L4_SystemClock().raw - start.raw;
    EXPECT_EQ(error, wanted);
    EXPECT(passed + us / 16 >= us);
    EXPECT(passed < late_us);
}

// Waits for the tester with the raw time given, and returns the error.
Word receive_with(Word raw)
{
    L4_Time_t const time = {static_cast<L4_Word16_t>(raw)};
    return error_of(L4_Receive_Timeout(tester(), time));
}

// Whether a receive with that time still waits after a moment, and takes a message then.
void check_waits(L4_Time_t time)
{
    L4_ThreadId_t const worker = start_worker();
    REQUIRE(post(worker, receive_with, time.raw));
    REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
    L4_Sleep(moment());
    load(0);
    EXPECT_EQ(error_of(L4_Send_Timeout(worker, L4_ZeroTime)), no_error);
    Word error = ~Word{0};
    REQUIRE(finish(worker, error));
    EXPECT_EQ(error, no_error);
}

Word take_late(Word)
{
    L4_Sleep(moment());
    Word const error = error_of(L4_Receive_Timeout(tester(), patience()));
    L4_Sleep(L4_Never);
    return error;
}

constexpr Case cases[] = {
    {"a receive until a point in time ends then, and not before",
     [] {
         L4_Clock_t const start = L4_SystemClock();
         Word const error = error_of(L4_Receive_Timeout(L4_Myself(), point_after(wait_us)));
         check_end(error, receive_timeout, start, wait_us);
     }},

    {"a send until a point in time ends then, and not before",
     [] {
         L4_Clock_t const start = L4_SystemClock();
         load(0);
         Word const error = error_of(L4_Send_Timeout(L4_Myself(), point_after(wait_us)));
         check_end(error, send_timeout, start, wait_us);
     }},

    {"both phases of one IPC can have points, each counted from the call",
     [] {
         L4_ThreadId_t const late = start_worker();
         REQUIRE(post(late, take_late));
         L4_Clock_t const start = L4_SystemClock();
         load(0);
         Word const error = ipc_error(late, late, point_after(late_us / 2), point_after(wait_us));
         check_end(error, receive_timeout, start, wait_us);
     }},

    {"a point that has passed is no time at all, in both phases",
     [] {
         constexpr unsigned half_a_minute = 15;
         L4_Clock_t const start = L4_SystemClock();
         L4_Time_t const passed = raw_point(half_a_minute, 0, 0);
         EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), passed)), receive_timeout);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(L4_Myself(), passed)), send_timeout);
         EXPECT(L4_SystemClock().raw - start.raw < late_us);
     }},

    {"a message in time ends the wait for a point",
     [] {
         check_waits(point_after(late_us));
         check_waits(raw_point(15, 1023, 1));
     }},

    {"a point in the next window is waited for",
     [] {
         constexpr unsigned e = 4;
         L4_Time_t const point = raw_point(e, 0, 1);
         L4_Clock_t const start = L4_SystemClock();
         Word const next_window = ((start.raw >> (e + 10)) + 1) << (e + 10);
         EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), point)), receive_timeout);
         EXPECT(L4_SystemClock().raw >= next_window);
     }},

    {"the longest periods do not end early",
     [] {
         for (L4_Time_t const period : {raw_period(31, 1023), raw_period(31, 2), raw_period(30, 4),
                                        raw_period(24, 256), raw_period(22, 1023)})
             check_waits(period);
     }},

    {"the shortest periods end",
     [] {
         for (Word e = 0; e < 10; ++e)
             EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), raw_period(e, 1))),
                       receive_timeout);
     }},

    {"a sleep for ever lasts until it is cut",
     [] {
         L4_ThreadId_t const sleeper = start_worker();
         auto const sleep = [](Word) -> Word {
             return error_of(L4_Receive_Timeout(L4_MyLocalId(), L4_Never));
         };
         REQUIRE(post(sleeper, sleep));
         REQUIRE(reaches(sleeper, PINYON_SCHED_WAITING));
         EXPECT_EQ(thread_control(sleeper, sleeper, L4_nilthread, L4_nilthread), 0);
         Word error = no_error;
         REQUIRE(finish(sleeper, error));
         EXPECT_EQ(error, receive_cancelled);
     }},
};

}  // namespace

constexpr Suite point_suite = suite_of("points and periods", "1.3, 4.9", cases);

}  // namespace conformance
