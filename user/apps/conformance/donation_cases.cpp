// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.9 and 8: who runs when an IPC blocks one thread and frees another, and on whose time.
#include "diary.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word low_priority = 50;
constexpr Word middle_priority = 60;
constexpr Word high_priority = 70;

// A sleeper wakes while a server works, even if the tester has slept a moment since it began.
constexpr L4_Word64_t sleep_us = 2 * moment_us;
constexpr L4_Word64_t work_us = 4 * moment_us;

struct Job {
    L4_ThreadId_t client;
    bool long_one;
};
constinit Job job;

// Answers the client once, after some work that is noted, and waits for a next call, as servers do.
Word serve_once(Word letter)
{
    L4_MsgTag_t const tag = L4_Receive_Timeout(job.client, patience());
    L4_Clock_t const start = L4_SystemClock();
    while (job.long_one && L4_SystemClock().raw < start.raw + work_us) {}
    note(letter);
    Word const error = error_of(tag);
    load(0);
    (void)ipc_error(job.client, job.client, L4_ZeroTime, moment());
    return error;
}

Word call_and_note(Word server)
{
    load(0);
    Word const error = error_of(L4_Call({server}));
    note('c');
    return error;
}

Word sleep_and_note(Word letter)
{
    L4_Sleep(L4_TimePeriod(sleep_us));
    return note(letter);
}

// It waits for a task: those that get one become ready in the order in which they get it.
L4_ThreadId_t start_with(Word priority)
{
    L4_ThreadId_t const thread = start_worker();
    EXPECT(L4_Set_Priority(thread, priority) != 0);
    EXPECT(L4_Set_Timeslice(thread, L4_Never, L4_Never) != 0);
    EXPECT(reaches(thread, PINYON_SCHED_WAITING));
    return thread;
}

// A client and a server that waits for it.
struct Pair {
    L4_ThreadId_t client, server;
};

Pair start_pair(Word client_priority, Word server_priority, bool long_one)
{
    clear_diary();
    Pair const pair = {start_with(client_priority), start_with(server_priority)};
    job = {pair.client, long_one};
    EXPECT(post(pair.server, serve_once, 's'));
    EXPECT(reaches(pair.server, PINYON_SCHED_WAITING));
    return pair;
}

// Lets all do what they were told. They write while the tester, who is above all, waits.
void let_end(Pair const& pair, L4_ThreadId_t third)
{
    Word error = ~Word{0};
    REQUIRE(finish(pair.client, error));
    EXPECT_EQ(error, no_error);
    REQUIRE(finish(pair.server, error));
    EXPECT_EQ(error, no_error);
    REQUIRE(finish(third, error));
}

constexpr Case cases[] = {
    {"a call goes to a waiting callee at once, and back, before equals that are ready for longer",
     [] {
         Pair const pair = start_pair(middle_priority, middle_priority, false);
         L4_ThreadId_t const equal = start_with(middle_priority);
         REQUIRE(post(pair.client, call_and_note, pair.server.raw));
         REQUIRE(post(equal, note, 'e'));
         let_end(pair, equal);
         EXPECT(diary_says("sce"));
     }},

    {"a callee below a thread that is ready does not run before it",
     [] {
         Pair const pair = start_pair(high_priority, low_priority, false);
         L4_ThreadId_t const middle = start_with(middle_priority);
         REQUIRE(post(pair.client, call_and_note, pair.server.raw));
         REQUIRE(post(middle, note, 'm'));
         let_end(pair, middle);
         EXPECT(diary_says("msc"));
     }},

    {"an answer does not lift its receiver above a thread that is ready",
     [] {
         clear_diary();
         L4_ThreadId_t const client = start_with(low_priority);
         L4_ThreadId_t const middle = start_with(middle_priority);
         REQUIRE(post(client, call_and_note, tester().raw));
         REQUIRE(error_of(L4_Receive_Timeout(client, patience())) == no_error);
         REQUIRE(post(middle, note, 'm'));
         load(0);
         EXPECT_EQ(ipc_error(client, middle, L4_ZeroTime, patience()), no_error);
         Word error = ~Word{0};
         REQUIRE(finish(client, error));
         EXPECT_EQ(error, no_error);
         EXPECT(diary_says("mc"));
     }},

    {"a callee on its caller's time is preempted only from above the caller",
     [] {
         Pair const pair = start_pair(high_priority, low_priority, true);
         L4_ThreadId_t const sleeper = start_with(middle_priority);
         REQUIRE(post(sleeper, sleep_and_note, 'w'));
         REQUIRE(reaches(sleeper, PINYON_SCHED_WAITING));
         REQUIRE(post(pair.client, call_and_note, pair.server.raw));
         let_end(pair, sleeper);
         EXPECT(diary_says("scw"));
     }},

    {"the time slice that runs down is the caller's: at its end an equal runs",
     [] {
         Pair const pair = start_pair(middle_priority, middle_priority, true);
         L4_ThreadId_t const equal = start_with(middle_priority);
         REQUIRE(L4_Set_Timeslice(pair.client, moment(), L4_Never) != 0);
         REQUIRE(post(pair.client, call_and_note, pair.server.raw));
         REQUIRE(post(equal, note, 'e'));
         let_end(pair, equal);
         EXPECT(diary_says("esc"));
     }},
};

}  // namespace

constexpr Suite donation_suite = suite_of("donation", "4.9, 8", cases, Where::one_processor);

}  // namespace conformance
