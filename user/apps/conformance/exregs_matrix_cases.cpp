// SPDX-License-Identifier: BSD-2-Clause
// Section 4.2 row by row: each control bit, each state of the target, each wrong id.
#include "exchange.h"
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/schedule.h>

namespace conformance {
namespace {

constexpr Word cut_both = PINYON_EXREGS_RECEIVE | PINYON_EXREGS_SEND;

// The error of an exchange that must be refused, and must leave nothing behind but that.
Word refusal(L4_ThreadId_t dest)
{
    L4_ThreadId_t const result = exchange(dest, PINYON_EXREGS_DELIVER).result;
    return result.raw == 0 ? L4_ErrorCode() : 0;
}

// A worker that waits for the tester's next task, in a receive.
L4_ThreadId_t start_idle_worker()
{
    L4_ThreadId_t const worker = start_worker();
    EXPECT(reaches(worker, PINYON_SCHED_WAITING));
    return worker;
}

Word answer_after_call(Word thread)
{
    load(0);
    return ipc_error({thread}, {thread}, L4_Never, L4_Never);
}

Word read_self(Word)
{
    Registers const own = exchange(L4_Myself(), PINYON_EXREGS_DELIVER);
    Word here = 0;
    Word const frame = reinterpret_cast<Word>(&here);
    bool const near = own.sp <= frame + 4096 && own.sp + 4096 >= frame;
    return near && phase_of(own) == 0 && own.result == L4_MyLocalId() ? 1 : 0;
}

Word raise_exception(Word)
{
    L4_Set_ExceptionHandler(tester());
    machine::illegal_instruction();
    return 1;
}

struct Change {
    Word bit;
    Word Registers::*word;
    Word value;
};

constexpr Change changes[] = {
    {PINYON_EXREGS_SET_SP, &Registers::sp, 0x7000'1000},
    {PINYON_EXREGS_SET_IP, &Registers::ip, 0x7000'2000},
    {PINYON_EXREGS_SET_HANDLE, &Registers::handle, 0x7000'3000},
};

constexpr Case cases[] = {
    // ---- Whom it finds

    {"neither nil, wildcards, stale ids nor made-up local ids are threads: error 2",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(refusal(L4_nilthread), L4_ErrInvalidThread);
         EXPECT_EQ(refusal(L4_anythread), L4_ErrInvalidThread);
         EXPECT_EQ(refusal(L4_anylocalthread), L4_ErrInvalidThread);
         EXPECT_EQ(refusal(L4_GlobalId(L4_ThreadNo(worker), L4_Version(worker) + 1)),
                   L4_ErrInvalidThread);
         Word const unused = reinterpret_cast<Word>(utcb_of(fresh_id()));
         EXPECT_EQ(refusal({unused + PINYON_UTCB_POINTER_OFFSET}), L4_ErrInvalidThread);
         EXPECT_EQ(refusal({L4_LocalIdOf(worker).raw + 64}), L4_ErrInvalidThread);
         EXPECT_EQ(refusal({scratch() + 64}), L4_ErrInvalidThread);
     }},

    {"a deleted thread is refused with error 2 under both of its ids",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const local = L4_LocalIdOf(worker);
         REQUIRE(delete_thread(worker) == 0);
         EXPECT_EQ(refusal(worker), L4_ErrInvalidThread);
         EXPECT_EQ(refusal(local), L4_ErrInvalidThread);
     }},

    {"a success leaves the error code alone",
     [] {
         EXPECT_EQ(refusal(nobody()), L4_ErrInvalidThread);
         EXPECT(exchange(L4_Myself(), 0).result == L4_MyLocalId());
         EXPECT_EQ(L4_ErrorCode(), L4_ErrInvalidThread);
     }},

    {"a thread may name itself by either id and read its own registers",
     [] {
         EXPECT(exchange(L4_MyLocalId(), 0).result == L4_Myself());
         EXPECT_EQ(run(start_worker(), read_self), 1);
     }},

    // ---- What it sets

    {"each bit sets its own register and no other, and the old values come back",
     [] {
         L4_ThreadId_t const worker = start_idle_worker();
         for (Change const& change : changes) {
             Registers const before = exchange(worker, PINYON_EXREGS_DELIVER);
             Registers const old =
                 exchange(worker, change.bit | PINYON_EXREGS_DELIVER, change.value, change.value,
                          change.value, L4_nilthread, change.value);
             Registers const after = exchange(worker, PINYON_EXREGS_DELIVER);
             for (Change const& each : changes) {
                 EXPECT_EQ(old.*each.word, before.*each.word);
                 bool const set = each.bit == change.bit;
                 EXPECT_EQ(after.*each.word, set ? change.value : before.*each.word);
             }
             EXPECT_EQ(after.pager.raw, before.pager.raw);
             EXPECT_EQ(after.flags, before.flags);
         }
         EXPECT_EQ(state_of(worker), PINYON_SCHED_WAITING);
     }},

    {"without control bits all operands are ignored",
     [] {
         L4_ThreadId_t const worker = start_idle_worker();
         Registers const before = exchange(worker, PINYON_EXREGS_DELIVER);
         exchange(worker, PINYON_EXREGS_HALT, 1, 2, 3, nobody(), ~Word{0});
         Registers const after = exchange(worker, PINYON_EXREGS_DELIVER);
         EXPECT_EQ(after.control, before.control);
         EXPECT_EQ(after.ip, before.ip);
         EXPECT_EQ(after.sp, before.sp);
         EXPECT_EQ(after.flags, before.flags);
         EXPECT_EQ(after.handle, before.handle);
         EXPECT_EQ(after.pager.raw, before.pager.raw);
         EXPECT_EQ(run(worker, same_word, 3), 3);
     }},

    {"of the flags only those of the user are set",
     [] {
         L4_ThreadId_t const worker = start_idle_worker();
         constexpr Word set = PINYON_EXREGS_SET_FLAGS;
         exchange(worker, set, 0, 0, 0, L4_nilthread, ~Word{0});
         Word const all = exchange(worker, set, 0, 0, 0, L4_nilthread, 0).flags;
         Word const none = exchange(worker, 0).flags;
         EXPECT_EQ(all & none, none);
         EXPECT(all != ~Word{0});
         EXPECT_EQ(run(worker, same_word, 4), 4);
     }},

    {"a nil pager can be set: the next fault halts the thread",
     [] {
         L4_ThreadId_t const worker = start_idle_worker();
         exchange(worker, PINYON_EXREGS_SET_PAGER);
         REQUIRE(post(worker, peek, window));
         EXPECT(eventually([worker] { return is_halted(worker); }));
     }},

    {"new registers take effect when the IPC that goes on is over, which they do not disturb",
     [] {
         L4_ThreadId_t const worker = start_idle_worker();
         exchange(worker, PINYON_EXREGS_SET_SP | PINYON_EXREGS_SET_IP, stack_of(worker),
                  worker_entry());
         EXPECT_EQ(state_of(worker), PINYON_SCHED_WAITING);
         // This message ends the receive; the thread begins anew instead of doing the task.
         REQUIRE(post(worker, same_word, 1));
         EXPECT(reaches(worker, PINYON_SCHED_WAITING));
         EXPECT_EQ(run(worker, same_word, 2), 2);
     }},

    // ---- What it cuts

    {"S and R do nothing to a thread that is in no IPC",
     [] {
         static constinit Word volatile count;
         count = 0;
         L4_ThreadId_t const spinner = start_worker();
         REQUIRE(post(spinner, spin, reinterpret_cast<Word>(&count)));
         EXPECT(eventually([] { return count > 0; }));
         EXPECT_EQ(phase_of(exchange(spinner, cut_both)), 0);
         Word const then = count;
         EXPECT(eventually([then] { return count != then; }));
         stop_spinning = true;
         Word result = 0;
         EXPECT(finish(spinner, result));
     }},

    {"S and R together cut whatever goes on, each with its own phase in the error",
     [] {
         L4_ThreadId_t const sender = start_stuck(send_to, PINYON_SCHED_PENDING_SEND);
         EXPECT_EQ(phase_of(exchange(sender, cut_both)), PINYON_EXREGS_SEND);
         L4_ThreadId_t const receiver = start_stuck(receive_from, PINYON_SCHED_WAITING);
         EXPECT_EQ(phase_of(exchange(receiver, cut_both)), PINYON_EXREGS_RECEIVE);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_cancelled);
         REQUIRE(finish(receiver, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"the second half of a call is a receive phase",
     [] {
         L4_ThreadId_t const caller = start_worker();
         REQUIRE(post(caller, answer_after_call, tester().raw));
         REQUIRE(error_of(L4_Receive_Timeout(caller, patience())) == no_error);
         EXPECT(reaches(caller, PINYON_SCHED_WAITING));
         EXPECT_EQ(phase_of(exchange(caller, PINYON_EXREGS_SEND)), PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(state_of(caller), PINYON_SCHED_WAITING);
         exchange(caller, PINYON_EXREGS_RECEIVE);
         Word error = no_error;
         REQUIRE(finish(caller, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"a cut send is withdrawn from the receiver's queue",
     [] {
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_to, tester().raw));
         EXPECT(reaches(sender, PINYON_SCHED_PENDING_SEND));
         exchange(sender, PINYON_EXREGS_SEND);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_cancelled);
     }},

    {"a thread that waits for its pager shows its phase, and R has it fault again",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         EXPECT(reaches(worker, PINYON_SCHED_PENDING_SEND));
         EXPECT_EQ(phase_of(exchange(worker, PINYON_EXREGS_RECEIVE)), PINYON_EXREGS_SEND);
         EXPECT_EQ(fault_address(worker), window);
         EXPECT(reaches(worker, PINYON_SCHED_WAITING));
         EXPECT_EQ(phase_of(exchange(worker, PINYON_EXREGS_SEND)), PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(state_of(worker), PINYON_SCHED_WAITING);
         exchange(worker, PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(fault_address(worker), window);
         L4_Start_SpIp(worker, stack_of(worker), worker_entry());
         EXPECT_EQ(run(worker, same_word, 5), 5);
     }},

    // ---- Start

    {"registers set while a thread waits for its start message survive the message",
     [] {
         L4_ThreadId_t const young = start_unborn();
         EXPECT_EQ(phase_of(exchange(young, 0)), PINYON_EXREGS_RECEIVE);
         exchange(young, PINYON_EXREGS_SET_IP, 0, worker_entry());
         EXPECT_EQ(state_of(young), PINYON_SCHED_WAITING);
         REQUIRE(start_thread(young, 0, stack_of(young)));
         EXPECT_EQ(run(young, same_word, 6), 6);
     }},

    {"an instruction pointer set while a thread waits for its handler survives the answer",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, raise_exception, 0));
         L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
         REQUIRE(L4_IpcSucceeded(tag));
         L4_Msg_t registers;
         L4_MsgStore(tag, &registers);
         exchange(worker, PINYON_EXREGS_SET_IP | PINYON_EXREGS_SET_SP, stack_of(worker),
                  worker_entry());
         L4_MsgLoad(&registers);
         EXPECT_EQ(error_of(L4_Reply(worker)), no_error);
         EXPECT_EQ(run(worker, same_word, 8), 8);
     }},

};

}  // namespace

constexpr Suite exregs_matrix_suite = suite_of("ExchangeRegisters in full", "4.2, 5.3", cases);

}  // namespace conformance
