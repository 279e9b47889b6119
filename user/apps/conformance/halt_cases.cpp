// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.2 and 5.1: threads are halted and resumed in every state; a halted thread's IPC goes
// on.
#include "exchange.h"
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

namespace conformance {
namespace {

Word halt_self(Word answer)
{
    exchange(L4_MyLocalId(), halt);
    return answer;
}

Word raise_exception(Word)
{
    L4_Set_ExceptionHandler(tester());
    machine::illegal_instruction();
    return 3;
}

Word sleep_twenty_moments(Word)
{
    return error_of(L4_Receive_Timeout(L4_Myself(), L4_TimePeriod(20 * moment_us)));
}

constexpr Case cases[] = {
    {"a thread that is halted before its start message runs when it is resumed",
     [] {
         L4_ThreadId_t const young = start_unborn();
         exchange(young, halt);
         REQUIRE(start_thread(young, worker_entry(), stack_of(young)));
         EXPECT_EQ(exchange(young, 0).control, PINYON_EXREGS_HALT);
         EXPECT_EQ(exchange(young, 0).ip, worker_entry());
         exchange(young, resume);
         EXPECT_EQ(run(young, same_word, 7), 7);
     }},

    {"a thread that is halted in a send still delivers, and then stands still",
     [] {
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_to, tester().raw));
         EXPECT(reaches(sender, PINYON_SCHED_PENDING_SEND));
         exchange(sender, halt);
         EXPECT_EQ(exchange(sender, 0).control, PINYON_EXREGS_HALT | PINYON_EXREGS_SEND);
         EXPECT_EQ(error_of(L4_Receive_Timeout(sender, patience())), no_error);
         EXPECT_EQ(exchange(sender, 0).control, PINYON_EXREGS_HALT);
         EXPECT(silent(sender));
         exchange(sender, resume);
         Word error = send_cancelled;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, no_error);
     }},

    {"a cut IPC of a halted thread shows its error only when the thread is resumed",
     [] {
         L4_ThreadId_t const victim = start_stuck(receive_from, PINYON_SCHED_WAITING);
         exchange(victim, halt | PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(exchange(victim, 0).control, PINYON_EXREGS_HALT);
         EXPECT(silent(victim));
         exchange(victim, resume);
         Word error = no_error;
         REQUIRE(finish(victim, error));
         EXPECT_EQ(error, receive_cancelled);
     }},

    {"a thread that is halted in a fault gets its answer and goes on when it is resumed",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, peek, window));
         EXPECT_EQ(fault_address(worker), window);
         exchange(worker, halt);
         load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window));
         EXPECT_EQ(error_of(L4_Reply(worker)), no_error);
         EXPECT_EQ(exchange(worker, 0).control, PINYON_EXREGS_HALT);
         EXPECT(silent(worker));
         exchange(worker, resume);
         Word result = 1;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 0);
     }},

    {"a thread that is halted in an exception gets its answer and goes on when it is resumed",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, raise_exception));
         REQUIRE(error_of(L4_Receive_Timeout(worker, patience())) == no_error);
         Word const ip = mr(1);
         exchange(worker, halt);
         L4_LoadMR(1, ip + machine::illegal_instruction_bytes);
         L4_Set_MsgTag(L4_MsgTag_t{machine::exception_words});
         EXPECT_EQ(error_of(L4_Reply(worker)), no_error);
         EXPECT_EQ(exchange(worker, 0).control, PINYON_EXREGS_HALT);
         EXPECT_EQ(exchange(worker, 0).ip, ip + machine::illegal_instruction_bytes);
         EXPECT(silent(worker));
         exchange(worker, resume);
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 3);
     }},

    {"the timeout of a halted thread runs on, and its error shows when it is resumed",
     [] {
         L4_ThreadId_t const sleeper = start_worker();
         REQUIRE(post(sleeper, sleep_twenty_moments));
         REQUIRE(reaches(sleeper, PINYON_SCHED_WAITING));
         exchange(sleeper, halt);
         EXPECT(eventually([sleeper] { return phase_of(exchange(sleeper, 0)) == 0; }));
         EXPECT(silent(sleeper));
         exchange(sleeper, resume);
         Word error = no_error;
         REQUIRE(finish(sleeper, error));
         EXPECT_EQ(error, receive_timeout);
     }},

    {"a message to a halted thread that is in no receive waits for it",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Word volatile count = 0;
         REQUIRE(post(worker, spin, reinterpret_cast<Word>(&count)));
         REQUIRE(eventually([&count] { return count > 0; }));
         exchange(worker, halt);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(worker, moment())), send_timeout);
         stop_spinning = true;
         EXPECT(silent(worker));
         exchange(worker, resume);
         Word result;
         EXPECT(finish(worker, result));
     }},

    {"to halt or resume a thread again changes nothing",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         exchange(worker, resume);
         EXPECT_EQ(exchange(worker, halt).control, PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(exchange(worker, halt).control, PINYON_EXREGS_HALT | PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(exchange(worker, PINYON_EXREGS_HALT).control,
                   PINYON_EXREGS_HALT | PINYON_EXREGS_RECEIVE);
         exchange(worker, resume);
         EXPECT_EQ(exchange(worker, PINYON_EXREGS_HALT).control, PINYON_EXREGS_RECEIVE);
         EXPECT_EQ(run(worker, same_word, 6), 6);
     }},

    {"a thread can halt itself, and goes on behind the call when it is resumed",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, halt_self, 11));
         EXPECT(eventually([worker] { return is_halted(worker); }));
         exchange(worker, resume);
         Word result = 0;
         REQUIRE(finish(worker, result));
         EXPECT_EQ(result, 11);
     }},

    // ---- The standard control values

    {"the stopping functions tell the state, cut what they name, and halt",
     [] {
         L4_ThreadId_t const receiver = start_stuck(receive_from, PINYON_SCHED_WAITING);
         L4_ThreadId_t const sender = start_stuck(send_to, PINYON_SCHED_PENDING_SEND);
         L4_ThreadState_t state = L4_Stop(receiver);
         EXPECT(!L4_ThreadWasHalted(state) && L4_ThreadWasReceiving(state));
         EXPECT_EQ(state_of(receiver), PINYON_SCHED_WAITING);
         state = L4_AbortSend_and_stop(receiver);
         EXPECT(L4_ThreadWasHalted(state) && L4_ThreadWasIpcing(state));
         EXPECT_EQ(state_of(receiver), PINYON_SCHED_WAITING);
         state = L4_AbortReceive_and_stop(receiver);
         EXPECT(L4_ThreadWasHalted(state) && L4_ThreadWasReceiving(state));
         EXPECT_EQ(state_of(receiver), PINYON_SCHED_RUNNING);
         state = L4_AbortReceive_and_stop(sender);
         EXPECT(!L4_ThreadWasHalted(state) && L4_ThreadWasSending(state));
         EXPECT_EQ(state_of(sender), PINYON_SCHED_PENDING_SEND);
         state = L4_AbortIpc_and_stop(sender);
         EXPECT(L4_ThreadWasSending(state));
         EXPECT(is_halted(sender) && state_of(sender) == PINYON_SCHED_RUNNING);
         L4_Start(sender);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_cancelled);
     }},
};

}  // namespace

constexpr Suite halt_suite = suite_of("halted threads", "4.2, 5.1", cases);

}  // namespace conformance
