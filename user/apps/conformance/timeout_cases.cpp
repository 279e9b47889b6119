// SPDX-License-Identifier: BSD-2-Clause
// Sections 1.3, 4.4 and 4.9: the clock, and how long an IPC waits.
#include "suite.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr L4_Word64_t wait_us = 20'000;
constexpr L4_Word64_t late_us = 2'000'000;  // generous: the machine is simulated and shared

// Microseconds that the function takes.
template <class Function>
L4_Word64_t duration_of(Function function)
{
    L4_Clock_t const before = L4_SystemClock();
    function();
    return L4_SystemClock().raw - before.raw;
}

bool in_time(L4_Word64_t duration, L4_Word64_t wanted)
{
    return duration + wanted / 16 >= wanted && duration < late_us;
}

// Makes the tester's queued call wait, then receives its message and never answers.
Word take_late(Word)
{
    L4_Sleep(L4_TimePeriod(wait_us));
    return error_of(L4_Receive_Timeout(tester(), patience()));
}

constexpr Case cases[] = {
    {"the clock never goes back, and it advances",
     [] {
         L4_Word64_t last = L4_SystemClock().raw;
         for (int i = 0; i < 1000; ++i) {
             L4_Word64_t const now = L4_SystemClock().raw;
             EXPECT(now >= last);
             last = now;
         }
         L4_Word64_t const start = last;
         L4_Sleep(moment());
         EXPECT(L4_SystemClock().raw > start);
     }},

    {"all spaces read the same clock",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_Word64_t const before = L4_SystemClock().raw;
         Word const there = run(worker, [](Word) -> Word { return L4_SystemClock().raw; });
         EXPECT(before <= there);
         EXPECT(there <= L4_SystemClock().raw);
     }},

    {"a sleep lasts as long as it says",
     [] {
         auto const slept = duration_of([] { L4_Sleep(L4_TimePeriod(wait_us)); });
         EXPECT(in_time(slept, wait_us));
     }},

    {"a receive without patience fails at once",
     [] { EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), L4_ZeroTime)), receive_timeout); }},

    {"a period with mantissa 0 is no time at all, whatever its exponent",
     [] {
         constexpr L4_Word16_t no_time_large_exponent = 20 << 10;
         L4_Time_t const none = {no_time_large_exponent};
         EXPECT_EQ(error_of(L4_Receive_Timeout(L4_Myself(), none)), receive_timeout);
     }},

    {"a receive ends with error 1 when its time is over",
     [] {
         Word error = no_error;
         auto const waited = duration_of([&error] {
             L4_ThreadId_t from;
             error = error_of(L4_Wait_Timeout(L4_TimePeriod(wait_us), &from));
         });
         EXPECT_EQ(error, receive_timeout);
         EXPECT(in_time(waited, wait_us));
     }},

    {"a send without patience to a thread that does not wait fails at once",
     [] {
         L4_ThreadId_t const busy = start_worker();
         REQUIRE(post(busy, receive_from, busy.raw));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(busy, L4_ZeroTime)), send_timeout);
     }},

    {"a send ends with error 1 when its time is over, and is withdrawn",
     [] {
         L4_ThreadId_t const busy = start_worker();
         REQUIRE(post(busy, take_late));
         Word error = no_error;
         auto const waited = duration_of([&error, busy] {
             load(0);
             error = error_of(L4_Send_Timeout(busy, moment()));
         });
         EXPECT_EQ(error, send_timeout);
         EXPECT(in_time(waited, moment_us));
         L4_Sleep(L4_TimePeriod(2 * wait_us));
         EXPECT(reaches(busy, PINYON_SCHED_WAITING));
     }},

    {"a queued send goes through when the receiver is ready in time",
     [] {
         L4_ThreadId_t const late = start_worker();
         REQUIRE(post(late, take_late));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(late, patience())), no_error);
     }},

    {"the receive timeout counts from the end of the send phase",
     [] {
         L4_ThreadId_t const late = start_worker();
         REQUIRE(post(late, take_late));
         L4_ThreadId_t const silent_partner = start_worker();
         Word error = no_error;
         auto const waited = duration_of([&error, late, silent_partner] {
             load(0);
             error = ipc_error(late, silent_partner, patience(), L4_TimePeriod(wait_us));
         });
         EXPECT_EQ(error, receive_timeout);
         EXPECT(in_time(waited, 2 * wait_us));
     }},

    {"a message to oneself is never received",
     [] {
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(L4_Myself(), moment())), send_timeout);
     }},

    {"several sleepers wake in the order of their deadlines",
     [] {
         static constinit Word order[3];
         static constinit volatile Word awake;
         constexpr Task sleep_then_note = [](Word delay) -> Word {
             L4_Sleep(L4_TimePeriod(delay * wait_us));
             order[awake] = delay;
             awake = awake + 1;
             return 0;
         };
         awake = 0;
         L4_ThreadId_t const sleepers[] = {start_worker(), start_worker(), start_worker()};
         Word const delays[] = {3, 1, 2};
         for (int i = 0; i < 3; ++i)
             REQUIRE(post(sleepers[i], sleep_then_note, delays[i]));
         Word done;
         for (L4_ThreadId_t const sleeper : sleepers)
             REQUIRE(finish(sleeper, done));
         for (Word i = 0; i < 3; ++i)
             EXPECT_EQ(order[i], i + 1);
     }},
};

}  // namespace

constexpr Suite timeout_suite = suite_of("clock and timeouts", "1.3, 4.4, 4.9", cases);

}  // namespace conformance
