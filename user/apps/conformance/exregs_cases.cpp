// SPDX-License-Identifier: BSD-2-Clause
// Section 4.2: ExchangeRegisters reads, changes, halts and frees threads of the own space.
#include "exchange.h"
#include "suite.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constinit Word volatile count;

L4_ThreadId_t start_spinner()
{
    count = 0;
    L4_ThreadId_t const spinner = start_worker();
    EXPECT(post(spinner, spin, reinterpret_cast<Word>(&count)));
    EXPECT(eventually([] { return count > 0; }));
    return spinner;
}

bool advances()
{
    Word const before = count;
    return eventually([before] { return count != before; });
}

bool stands_still()
{
    Word const before = count;
    L4_Sleep(moment());
    return count == before;
}

Word exchange_stranger(Word thread)
{
    return exchange({thread}, PINYON_EXREGS_DELIVER).result.raw == 0 ? L4_ErrorCode() : 0;
}

constexpr Case cases[] = {
    {"the result is the other form of the id",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const local = exchange(worker, 0).result;
         EXPECT_EQ(local.raw, reinterpret_cast<Word>(utcb_of(worker)) + PINYON_UTCB_POINTER_OFFSET);
         EXPECT_EQ(exchange(local, 0).result.raw, worker.raw);
     }},

    {"a thread that does not exist is refused with error 2",
     [] {
         EXPECT_EQ(exchange(nobody(), 0).result.raw, 0);
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidThread);
     }},

    {"an inactive thread is refused with error 2",
     [] {
         L4_ThreadId_t const id = fresh_id();
         REQUIRE(thread_control(id, tester(), tester(), L4_nilthread) == 0);
         EXPECT_EQ(exchange(id, 0).result.raw, 0);
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidThread);
     }},

    {"a thread of another space is refused with error 2, in both directions",
     [] {
         L4_ThreadId_t const stranger = start_foreign_worker();
         EXPECT_EQ(exchange(stranger, 0).result.raw, 0);
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidThread);
         EXPECT_EQ(run(stranger, exchange_stranger, tester().raw), L4_ErrInvalidThread);
     }},

    {"the user-defined handle can be set and read, from inside and from outside",
     [] {
         L4_ThreadId_t const worker = start_worker();
         exchange(worker, PINYON_EXREGS_SET_HANDLE, 0, 0, 0x1234);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_UserDefinedHandle(); }), 0x1234);
         run(
             worker, [](Word handle) -> Word { return L4_Set_UserDefinedHandle(handle), 0; }, 7);
         EXPECT_EQ(exchange(worker, PINYON_EXREGS_DELIVER).handle, 7);
     }},

    {"the pager can be set and read",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const pager = start_worker();
         Registers const old =
             exchange(worker, PINYON_EXREGS_SET_PAGER | PINYON_EXREGS_DELIVER, 0, 0, 0, pager);
         EXPECT_EQ(old.pager.raw, tester().raw);
         EXPECT_EQ(run(worker, [](Word) -> Word { return L4_Pager().raw; }), pager.raw);
     }},

    {"an activated thread can be started without its pager",
     [] {
         L4_ThreadId_t const id = fresh_id();
         Word const utcb = reinterpret_cast<Word>(utcb_of(id));
         REQUIRE(thread_control(id, tester(), tester(), tester(), utcb) == 0);
         L4_Start_SpIp(id, stack_of(id), worker_entry());
         EXPECT_EQ(run(id, same_word, 8), 8);
     }},

    {"a halted thread stands still until it is resumed",
     [] {
         L4_ThreadId_t const spinner = start_spinner();
         REQUIRE(advances());
         exchange(spinner, halt);
         EXPECT(stands_still());
         exchange(spinner, resume);
         EXPECT(advances());
     }},

    {"the control word tells whether the thread was halted",
     [] {
         L4_ThreadId_t const spinner = start_spinner();
         EXPECT_EQ(exchange(spinner, halt).control & PINYON_EXREGS_HALT, 0);
         EXPECT_EQ(exchange(spinner, halt).control & PINYON_EXREGS_HALT, PINYON_EXREGS_HALT);
         exchange(spinner, resume);
         EXPECT_EQ(exchange(spinner, 0).control & PINYON_EXREGS_HALT, 0);
     }},

    {"the old stack and instruction pointers are delivered",
     [] {
         L4_ThreadId_t const spinner = start_spinner();
         Registers const old = exchange(spinner, halt | PINYON_EXREGS_DELIVER);
         Word const code = reinterpret_cast<Word>(spin);
         EXPECT(old.ip >= code && old.ip < code + 128);
         EXPECT(old.sp <= stack_of(spinner) && old.sp > stack_of(spinner) - 8192);
     }},

    {"a running thread continues at a new instruction pointer",
     [] {
         L4_ThreadId_t const spinner = start_spinner();
         L4_Start_SpIp(spinner, stack_of(spinner), worker_entry());
         EXPECT_EQ(run(spinner, same_word, 6), 6);
         EXPECT(stands_still());
     }},

    {"R ends a receive with error 3, and the control word tells the phase",
     [] {
         L4_ThreadId_t const victim = start_stuck(receive_from, PINYON_SCHED_WAITING);
         EXPECT_EQ(phase_of(exchange(victim, PINYON_EXREGS_RECEIVE)), PINYON_EXREGS_RECEIVE);
         Word error = no_error;
         REQUIRE(finish(victim, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"S ends a send with error 3, and the control word tells the phase",
     [] {
         L4_ThreadId_t const victim = start_stuck(send_to, PINYON_SCHED_PENDING_SEND);
         EXPECT_EQ(phase_of(exchange(victim, PINYON_EXREGS_SEND)), PINYON_EXREGS_SEND);
         Word error = no_error;
         REQUIRE(finish(victim, error));
         EXPECT_EQ(error, send_cancelled);
     }},

    {"R leaves a thread in its send phase alone, and S one in its receive phase",
     [] {
         L4_ThreadId_t const sender = start_stuck(send_to, PINYON_SCHED_PENDING_SEND);
         L4_ThreadId_t const receiver = start_stuck(receive_from, PINYON_SCHED_WAITING);
         exchange(sender, PINYON_EXREGS_RECEIVE);
         exchange(receiver, PINYON_EXREGS_SEND);
         EXPECT_EQ(state_of(sender), PINYON_SCHED_PENDING_SEND);
         EXPECT_EQ(state_of(receiver), PINYON_SCHED_WAITING);
     }},

    {"a thread that is halted in a receive still gets its message, and acts when resumed",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT(reaches(worker, PINYON_SCHED_WAITING));
         exchange(worker, halt);
         EXPECT(post(worker, same_word, 4));
         EXPECT(silent(worker));
         exchange(worker, resume);
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 4);
     }},
};

}  // namespace

constexpr Suite exregs_suite = suite_of("ExchangeRegisters", "4.2", cases);

}  // namespace conformance
