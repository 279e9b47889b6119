// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.6, 6.3 and 8: the total quantum. The tester is the scheduler of its workers, and of
// the highest priority: they run only while it waits.
#include "exchange.h"
#include "preempted.h"
#include "suite.h"

namespace conformance {
namespace {

constexpr L4_Word64_t quantum_us = 8'000;
constexpr L4_Word64_t short_slice_us = 1'000;

constinit Counter first, second;

L4_Time_t quantum()
{
    return L4_TimePeriod(quantum_us);
}

bool allow(L4_ThreadId_t thread, L4_Time_t slice, L4_Time_t total)
{
    return L4_Set_Timeslice(thread, slice, total) != 0;
}

Word quantum_left(L4_ThreadId_t thread)
{
    L4_Time_t slice, total;
    EXPECT(L4_Timeslice(thread, &slice, &total) != 0);
    return total.raw;
}

// A worker that spins with that total quantum. It has not run when this returns.
L4_ThreadId_t start_limited(L4_Time_t total, Counter& counter = first)
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(post(worker, spin, counter.address()));
    EXPECT(allow(worker, L4_Never, total));
    return worker;
}

// A worker that has used up its quantum, while the tester was told or did not listen.
L4_ThreadId_t start_exhausted()
{
    L4_ThreadId_t const worker = start_limited(quantum());
    EXPECT(told_of(worker));
    return worker;
}

L4_ThreadId_t start_unheard()
{
    L4_ThreadId_t const worker = start_limited(quantum());
    EXPECT(reaches(worker, PINYON_SCHED_PENDING_SEND));
    return worker;
}

bool stands_still(Counter const& counter)
{
    Word const before = counter.count;
    L4_Sleep(moment());
    return counter.count == before;
}

bool moves(Counter const& counter)
{
    Word const before = counter.count;
    return eventually([&counter, before] { return counter.count != before; });
}

Word call_thread(Word thread)
{
    load(0);
    return error_of(L4_Call({thread}));
}

// Receives from the tester's caller once it is told to; spins meanwhile.
Word serve_late(Word client)
{
    L4_MsgTag_t const tag = L4_Receive({client});
    spin(reinterpret_cast<Word>(&second.count));
    load(0);
    return L4_IpcSucceeded(tag) ? error_of(L4_Reply({client})) : L4_ErrorCode();
}

Word hear_of(Word thread)
{
    return told_of({thread}) ? 1 : 0;
}

constexpr Case cases[] = {
    {"a thread that has used up its total quantum stops, and its scheduler is told",
     [] {
         L4_ThreadId_t const worker = start_limited(quantum());
         Word const before = L4_SystemClock().raw;
         Word when = 0;
         REQUIRE(told_of(worker, patience(), when));
         EXPECT(when >= before + quantum_us && when <= L4_SystemClock().raw);
         EXPECT(first.count > 0);
         EXPECT(stands_still(first));
         EXPECT_EQ(state_of(worker), PINYON_SCHED_RUNNING);
     }},

    {"the message wants no answer: the thread is not in a receive phase",
     [] {
         L4_ThreadId_t const worker = start_exhausted();
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(worker, L4_ZeroTime)), send_timeout);
         EXPECT(stands_still(first));
     }},

    {"a new total quantum lets the thread go on",
     [] {
         L4_ThreadId_t const worker = start_exhausted();
         REQUIRE(allow(worker, L4_Never, L4_Never));
         EXPECT(moves(first));
     }},

    {"each quantum ends with a message of its own",
     [] {
         L4_ThreadId_t const worker = start_limited(quantum());
         for (int i = 0; i < 4; ++i) {
             Word const before = first.count;
             REQUIRE(told_of(worker));
             EXPECT(first.count > before);
             REQUIRE(allow(worker, L4_Never, quantum()));
         }
     }},

    {"a new time slice alone comes with a new quantum, since both are set together",
     [] {
         L4_ThreadId_t const worker = start_limited(quantum());
         REQUIRE(allow(worker, moment(), L4_Never));
         L4_Sleep(L4_TimePeriod(2 * quantum_us));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, L4_ZeroTime)), receive_timeout);
         EXPECT(moves(first));
     }},

    {"what is left of the quantum can be read: never, a rest, nothing",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(quantum_left(worker), L4_Never.raw);
         REQUIRE(post(worker, spin, first.address()));
         REQUIRE(allow(worker, L4_Never, quantum()));
         EXPECT_EQ(quantum_left(worker), quantum().raw);
         L4_Sleep(L4_TimePeriod(quantum_us / 2));
         L4_Time_t const rest = {static_cast<L4_Word16_t>(quantum_left(worker))};
         Word const rest_us = static_cast<Word>(rest.period.m) << rest.period.e;
         EXPECT(rest_us > 0 && rest_us < quantum_us);
         REQUIRE(told_of(worker));
         EXPECT_EQ(quantum_left(worker), L4_ZeroTime.raw);
     }},

    {"a thread with a total quantum of zero does not run",
     [] {
         L4_ThreadId_t const worker = start_limited(L4_ZeroTime);
         EXPECT(told_of(worker));
         EXPECT_EQ(first.count, 0);
     }},

    {"the message waits for a scheduler that does not listen",
     [] {
         L4_ThreadId_t const worker = start_unheard();
         EXPECT(stands_still(first));
         Word clock;
         EXPECT(told_of(worker, L4_ZeroTime, clock));
     }},

    {"a new quantum takes back the message that was not received",
     [] {
         L4_ThreadId_t const worker = start_unheard();
         REQUIRE(allow(worker, L4_Never, L4_Never));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, L4_ZeroTime)), receive_timeout);
         EXPECT(moves(first));
     }},

    {"cutting the message gives no time: the thread stays stopped until Schedule",
     [] {
         L4_ThreadId_t const worker = start_unheard();
         Registers const old = exchange(worker, PINYON_EXREGS_SEND);
         EXPECT_EQ(phase_of(old), PINYON_EXREGS_SEND);
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, L4_ZeroTime)), receive_timeout);
         EXPECT(stands_still(first));
         REQUIRE(allow(worker, L4_Never, L4_Never));
         EXPECT(moves(first));
     }},

    {"resuming by ExchangeRegisters does not make up for a quantum",
     [] {
         L4_ThreadId_t const worker = start_exhausted();
         exchange(worker, halt);
         exchange(worker, resume);
         EXPECT(stands_still(first));
         exchange(worker, halt);
         REQUIRE(allow(worker, L4_Never, L4_Never));
         EXPECT(stands_still(first));
         exchange(worker, resume);
         EXPECT(moves(first));
     }},

    {"a stopped thread can be deleted, told or not",
     [] {
         EXPECT_EQ(delete_thread(start_exhausted()), 0);
         EXPECT_EQ(delete_thread(start_unheard()), 0);
     }},

    {"who is told is the scheduler that ThreadControl names",
     [] {
         L4_ThreadId_t const keeper = start_worker();
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(thread_control(worker, tester(), keeper, L4_nilthread) == 0);
         REQUIRE(post(keeper, hear_of, worker.raw));
         REQUIRE(post(worker, spin, first.address()));
         REQUIRE(allow(worker, L4_Never, quantum()));
         Word heard = 0;
         REQUIRE(finish(keeper, heard));
         EXPECT_EQ(heard, 1);
         EXPECT(stands_still(first));
     }},

    {"a thread pays for the time that it runs itself, not for that of its equals",
     [] {
         L4_ThreadId_t const limited = start_worker();
         L4_ThreadId_t const equal = start_worker();
         L4_Time_t const slice = L4_TimePeriod(short_slice_us);
         REQUIRE(post(limited, spin, first.address()));
         REQUIRE(post(equal, spin, second.address()));
         REQUIRE(allow(limited, slice, quantum()));
         REQUIRE(allow(equal, slice, L4_Never));
         Word const before = L4_SystemClock().raw;
         Word when = 0;
         REQUIRE(told_of(limited, patience(), when));
         EXPECT(when - before >= quantum_us + quantum_us / 2);
         EXPECT(first.count > 0 && second.count > 0);
     }},

    {"who calls pays for the callee; its IPC is completed without quantum",
     [] {
         L4_ThreadId_t const server = start_worker();
         L4_ThreadId_t const client = start_worker();
         second.address();
         REQUIRE(post(server, serve_late, client.raw));
         REQUIRE(reaches(server, PINYON_SCHED_WAITING));
         REQUIRE(post(client, call_thread, server.raw));
         // Less than what the tester sleeps: its waking up ends the donation.
         REQUIRE(allow(client, L4_Never, L4_TimePeriod(moment_us / 2)));
         EXPECT(eventually([client] { return quantum_left(client) == L4_ZeroTime.raw; }));
         EXPECT_EQ(state_of(client), PINYON_SCHED_WAITING);
         EXPECT(moves(second));
         stop_spinning = true;
         Word error = ~Word{0};
         REQUIRE(finish(server, error));
         EXPECT_EQ(error, no_error);
         REQUIRE(told_of(client));
         REQUIRE(allow(client, L4_Never, L4_Never));
         REQUIRE(finish(client, error));
         EXPECT_EQ(error, no_error);
     }},
};

}  // namespace

constexpr Suite quantum_suite =
    suite_of("total quantum", "4.6, 6.3, 8", cases, Where::one_processor);

}  // namespace conformance
