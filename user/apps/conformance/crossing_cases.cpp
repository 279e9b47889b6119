// SPDX-License-Identifier: BSD-2-Clause
// Sections 4.5, 4.9 and 9: messages between processors, in every form, and how they fail.
#include "child_pager.h"
#include "crossing.h"
#include "exchange.h"
#include "propagation.h"
#include "string_work.h"
#include "suite.h"

namespace conformance {
namespace {

// A task: calls the tester with one word, and tells the flags of the answer.
Word call_tester(Word word)
{
    load(0, {word});
    L4_MsgTag_t const tag = L4_Call_Timeouts(tester(), patience(), patience());
    return L4_IpcFailed(tag) ? L4_ErrorCode() : tag.raw & 0xF000;
}

// A task: whether the next message from the tester came from another processor.
Word see_crossing(Word)
{
    return crossed(L4_Receive_Timeout(tester(), patience()));
}

// Sends an empty message to a worker that is to look at it; what it saw.
Word crossing_seen_by(L4_ThreadId_t worker)
{
    Word seen = ~Word{0};
    EXPECT(post(worker, see_crossing));
    load(0);
    EXPECT_EQ(error_of(L4_Send_Timeout(worker, patience())), no_error);
    EXPECT(finish(worker, seen));
    return seen;
}

// Messages of so many words go to the worker and come back inverted.
void exchange_words(L4_ThreadId_t worker, Word words)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    for (Word i = 0; i < words; ++i)
        L4_MsgAppendWord(&message, i * 0x0101'0101);
    L4_MsgLoad(&message);
    L4_MsgTag_t const tag = L4_Call_Timeouts(worker, patience(), patience());
    EXPECT_EQ(error_of(tag), no_error);
    EXPECT(crossed(tag));
    EXPECT_EQ(L4_UntypedWords(tag), words);
    L4_MsgStore(tag, &message);
    for (Word i = 0; i < words; ++i)
        EXPECT_EQ(L4_MsgWord(&message, i), ~(i * 0x0101'0101));
}

// A string of one worker to another, between processors.
void pass_string(Word bytes)
{
    L4_ThreadId_t const sender = start_on(other_processor());
    L4_ThreadId_t const receiver = start_worker();
    Plan& plan = new_plan(sender, receiver);
    fill_bytes(scratch(), bytes, 5);
    accept({string_header(bytes), scratch(8)});
    EXPECT_ENDS(transfer_from(scratch(), bytes), delivered);
    EXPECT(L4_IpcXcpu({plan.tag}) != 0);
    EXPECT(has_bytes(scratch(8), bytes, 5));
}

constexpr Case cases[] = {
    {"a message from another processor has the flag X, and the answer to it, too",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(post(worker, call_tester, 7));
         L4_MsgTag_t const tag = L4_Receive_Timeout(worker, patience());
         EXPECT_EQ(error_of(tag), no_error);
         EXPECT(crossed(tag));
         EXPECT_EQ(mr(1), 7);
         load(0);
         REQUIRE(error_of(L4_Reply(worker)) == no_error);
         Word flags = 0;
         REQUIRE(finish(worker, flags));
         EXPECT_EQ(flags, PINYON_TAG_CROSS_CPU);
     }},

    {"a message from the same processor has it not, whatever the sender writes into his tag",
     [] {
         L4_ThreadId_t const worker = start_worker();
         EXPECT_EQ(crossing_seen_by(worker), 0);
         REQUIRE(post(worker, see_crossing));
         L4_Set_MsgTag(L4_MsgTag_t{PINYON_TAG_CROSS_CPU});
         EXPECT_EQ(ipc_error(worker, L4_nilthread, patience(), L4_Never), no_error);
         Word seen = 1;
         REQUIRE(finish(worker, seen));
         EXPECT_EQ(seen, 0);
     }},

    {"the flag tells where both are when the message goes",
     [] {
         L4_ThreadId_t const worker = start_worker();
         for (Word n = 0; n < processors(); ++n) {
             REQUIRE(move_to(worker, n) == 0);
             EXPECT_EQ(crossing_seen_by(worker), n != L4_ProcessorNo());
         }
     }},

    {"messages of all lengths arrive whole, and so do their answers",
     [] {
         constexpr Word lengths[] = {0, 1, 2, 3, 7, 8, 9, 31, 62, 63};
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(post(worker, echo_messages, sizeof lengths / sizeof lengths[0]));
         for (Word const words : lengths)
             exchange_words(worker, words);
         Word error = ~Word{0};
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, no_error);
     }},

    {"an answer without timeout always finds its caller waiting",
     [] {
         constexpr Word calls = 200;
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(post(worker, echo_messages, calls));
         for (Word n = 0; n < calls; ++n)
             exchange_words(worker, n % 4);
         Word error = ~Word{0};
         REQUIRE(finish(worker, error));
         EXPECT_EQ(error, no_error);
     }},

    {"a short string arrives, with X", [] { pass_string(40); }},

    {"a string of several pages arrives, with X", [] { pass_string(3 * page_bytes + 100); }},

    {"a mapped page arrives, and can be used on the other processor",
     [] {
         L4_ThreadId_t const worker = start_foreign_on(other_processor());
         word_at(scratch()) = 0x77;
         REQUIRE(give(worker, scratch(), L4_FullyAccessible, window));
         EXPECT_EQ(run(worker, peek, window), 0x77);
     }},

    {"a granted page arrives, and is gone where it was",
     [] {
         L4_ThreadId_t const giver = start_foreign_on(other_processor());
         L4_ThreadId_t const taker = start_foreign_on(other_processor(1));
         word_at(scratch()) = 0x78;
         REQUIRE(give(giver, scratch(), L4_FullyAccessible, window));
         REQUIRE(pass(
             {giver, taker, Kind::grant, fpage(window) + L4_FullyAccessible, 0, fpage(window)}));
         EXPECT_EQ(run(taker, peek, window), 0x78);
         Fault fault;
         REQUIRE(post(giver, peek, window));
         EXPECT(caught(giver, fault) && fault.address == window);
     }},

    {"an open wait takes messages from all processors",
     [] {
         Word const workers = processors() < 8 ? processors() : 8;
         for (Word n = 0; n < workers; ++n)
             REQUIRE(post(start_on(n), send_to, tester().raw));
         Word from_elsewhere = 0;
         for (Word n = 0; n < workers; ++n) {
             L4_ThreadId_t from;
             L4_MsgTag_t const tag = L4_Wait_Timeout(patience(), &from);
             EXPECT_EQ(error_of(tag), no_error);
             from_elsewhere += crossed(tag);
         }
         EXPECT_EQ(from_elsewhere, workers - 1);
     }},

    {"who does not wait gets no message without timeout, on another processor either",
     [] {
         L4_ThreadId_t const busy = start_on(other_processor());
         REQUIRE(post(busy, receive_from, start_worker().raw));
         REQUIRE(reaches(busy, PINYON_SCHED_WAITING));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(busy, L4_ZeroTime)), send_timeout);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(busy, moment())), send_timeout);
     }},

    {"a receive from a thread of another processor ends with its timeout",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(reaches(worker, PINYON_SCHED_WAITING));
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, L4_ZeroTime)), receive_timeout);
         EXPECT_EQ(error_of(L4_Receive_Timeout(worker, moment())), receive_timeout);
     }},

    {"timeouts of many threads of all processors end, each with its own error",
     [] {
         auto const try_in_vain = [](Word partner) -> Word {
             load(0);
             Word const sent = ipc_error({partner}, L4_nilthread, moment(), L4_Never);
             Word const received = ipc_error(L4_nilthread, {partner}, L4_Never, moment());
             return sent << 8 | received;
         };
         L4_ThreadId_t const deaf = start_stuck(receive_from, PINYON_SCHED_WAITING);
         L4_ThreadId_t workers[6];
         for (Word n = 0; n < 6; ++n) {
             workers[n] = start_on(n % processors());
             REQUIRE(post(workers[n], try_in_vain, deaf.raw));
         }
         for (L4_ThreadId_t const worker : workers) {
             Word errors = 0;
             REQUIRE(finish(worker, errors));
             EXPECT_EQ(errors, send_timeout << 8 | receive_timeout);
         }
     }},

    {"the end of a partner is told on other processors: error 2 in each phase",
     [] {
         L4_ThreadId_t const partner = start_stuck(receive_from, PINYON_SCHED_WAITING);
         L4_ThreadId_t const sender = start_on(other_processor());
         L4_ThreadId_t const receiver = start_on(other_processor(1));
         REQUIRE(post(sender, send_to, partner.raw));
         REQUIRE(post(receiver, receive_from, partner.raw));
         REQUIRE(reaches(sender, PINYON_SCHED_PENDING_SEND));
         REQUIRE(reaches(receiver, PINYON_SCHED_WAITING));
         EXPECT_EQ(delete_thread(partner), 0);
         Word error = no_error;
         REQUIRE(finish(sender, error));
         EXPECT_EQ(error, send_no_partner);
         REQUIRE(finish(receiver, error));
         EXPECT_EQ(error, receive_no_partner);
     }},

    {"a message in the name of a third thread comes from where its sender runs",
     [] {
         L4_ThreadId_t const name = start_worker();
         L4_ThreadId_t const helper = start_on(other_processor());
         auto const send_propagated = [](Word in_name_of) -> Word {
             load(0, {5});
             return send_in_name_of({in_name_of}, tester(), patience());
         };
         REQUIRE(post(helper, send_propagated, name.raw));
         Delivery const got = receive_delivery(name, patience());
         EXPECT_EQ(got.error, no_error);
         EXPECT(got.propagated() && crossed(got.tag));
         EXPECT_EQ(got.actual.raw, L4_LocalIdOf(helper).raw);
         Word error = ~Word{0};
         REQUIRE(finish(helper, error));
         EXPECT_EQ(error, no_error);
     }},

    {"Lipc to a thread of another processor is an Ipc",
     [] {
         L4_ThreadId_t const worker = start_on(other_processor());
         REQUIRE(post(worker, echo_messages, 1));
         load(0, {6});
         L4_MsgTag_t const tag = L4_Lcall(L4_LocalIdOf(worker));
         EXPECT_EQ(error_of(tag), no_error);
         EXPECT(crossed(tag));
         EXPECT_EQ(mr(1), ~Word{6});
         Word error = ~Word{0};
         REQUIRE(finish(worker, error));
     }},

    {"ThreadSwitch to a thread of another processor returns",
     [] {
         static constinit Word volatile count;
         L4_ThreadId_t const spinner = start_counting(other_processor(), count);
         L4_ThreadSwitch(spinner);
         EXPECT(advances(count));
     }},

    {"the clock is the same on all processors",
     [] {
         auto const read_clock = [](Word) -> Word { return L4_SystemClock().raw; };
         L4_ThreadId_t const worker = start_worker();
         for (Word n = 0; n < processors(); ++n) {
             REQUIRE(move_to(worker, n) == 0);
             Word const before = L4_SystemClock().raw;
             Word const there = run(worker, read_clock);
             Word const after = L4_SystemClock().raw;
             EXPECT(before <= there && there <= after);
         }
     }},
};

}  // namespace

constexpr Suite crossing_suite =
    suite_of("messages between processors", "4.5, 4.9, 9", cases, Where::several);

}  // namespace conformance
