// SPDX-License-Identifier: BSD-2-Clause
// Section 4.9: who meets whom in Ipc, and what its errors say.
#include "suite.h"
#include "words.h"

namespace conformance {
namespace {

constexpr Word lone_error_flag = PINYON_TAG_ERROR;

Word call_other(Word thread)
{
    load(0);
    return ipc_error({thread}, {thread}, L4_Never, L4_Never);
}

constexpr Word rounds = 100;

constexpr Case cases[] = {
    {"neither partner given: nothing happens, successfully",
     [] {
         load(0);
         EXPECT_EQ(ipc_error(L4_nilthread, L4_nilthread, L4_ZeroTime, L4_ZeroTime), no_error);
     }},

    {"a send to a thread that does not exist fails with error 2",
     [] {
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(nobody(), patience())), send_no_partner);
     }},

    {"a receive from a thread that does not exist fails with error 2 in the receive phase",
     [] { EXPECT_EQ(error_of(L4_Receive_Timeout(nobody(), patience())), receive_no_partner); }},

    {"a wildcard is no destination",
     [] {
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(L4_anythread, patience())), send_no_partner);
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(L4_anylocalthread, patience())), send_no_partner);
     }},

    {"a send in an old version's name fails with error 2",
     [] {
         L4_ThreadId_t const worker = start_worker();
         load(0);
         L4_ThreadId_t const other = L4_GlobalId(L4_ThreadNo(worker), L4_Version(worker) + 64);
         EXPECT_EQ(error_of(L4_Send_Timeout(other, moment())), send_no_partner);
     }},

    {"an error of kind 1 or 2 leaves nothing in the tag but E",
     [] {
         load(0x1234, {1, 2, 3});
         EXPECT_EQ(L4_Send_Timeout(nobody(), patience()).raw, lone_error_flag);
         EXPECT_EQ(L4_Receive_Timeout(L4_Myself(), L4_ZeroTime).raw, lone_error_flag);
     }},

    {"a failed send skips the receive phase",
     [] {
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_to, tester().raw));
         load(0);
         EXPECT_EQ(ipc_error(nobody(), L4_anythread, patience(), patience()), send_no_partner);
         EXPECT_EQ(error_of(L4_Receive_Timeout(sender, patience())), no_error);
     }},

    {"an open wait receives from anyone, and `from` is a local id in the same space",
     [] {
         L4_ThreadId_t const sender = start_worker();
         REQUIRE(post(sender, send_to, tester().raw));
         L4_ThreadId_t from = L4_nilthread;
         REQUIRE(L4_IpcSucceeded(L4_Wait_Timeout(patience(), &from)));
         EXPECT_EQ(from.raw, L4_LocalIdOf(sender).raw);
     }},

    {"`from` is a global id when the sender is in another space",
     [] {
         L4_ThreadId_t const sender = start_foreign_worker();
         REQUIRE(post(sender, send_to, tester().raw));
         L4_ThreadId_t from = L4_nilthread;
         REQUIRE(L4_IpcSucceeded(L4_Wait_Timeout(patience(), &from)));
         EXPECT_EQ(from.raw, sender.raw);
     }},

    {"a partner may be named by its local id",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const local = L4_LocalIdOf(worker);
         REQUIRE(post(worker, echo_messages, 1));
         load(0, {5});
         L4_MsgTag_t const tag = L4_Call_Timeouts(local, patience(), patience());
         EXPECT_EQ(error_of(tag), no_error);
         EXPECT_EQ(mr(1), ~Word{5});
     }},

    {"a closed receive leaves other senders waiting",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const second = start_worker();
         REQUIRE(post(first, send_to, tester().raw));
         REQUIRE(post(second, send_to, tester().raw));
         REQUIRE(reaches(first, PINYON_SCHED_PENDING_SEND));
         EXPECT_EQ(error_of(L4_Receive_Timeout(second, patience())), no_error);
         EXPECT_EQ(state_of(first), PINYON_SCHED_PENDING_SEND);
         EXPECT_EQ(error_of(L4_Receive_Timeout(first, patience())), no_error);
     }},

    {"anylocalthread matches threads of the own space only",
     [] {
         L4_ThreadId_t const stranger = start_foreign_worker();
         L4_ThreadId_t const neighbour = start_worker();
         REQUIRE(post(stranger, send_to, tester().raw));
         REQUIRE(reaches(stranger, PINYON_SCHED_PENDING_SEND));
         EXPECT_EQ(ipc_error(L4_nilthread, L4_anylocalthread, L4_Never, moment()), receive_timeout);
         REQUIRE(post(neighbour, send_to, tester().raw));
         EXPECT_EQ(ipc_error(L4_nilthread, L4_anylocalthread, L4_Never, patience()), no_error);
         EXPECT_EQ(ipc_error(L4_nilthread, stranger, L4_Never, patience()), no_error);
     }},

    {"a reply without patience always finds the caller",
     [] {
         for (L4_ThreadId_t const worker : {start_worker(), start_foreign_worker()}) {
             REQUIRE(post(worker, echo_messages, rounds));
             for (Word i = 0; i < rounds; ++i) {
                 load(0, {i});
                 REQUIRE(L4_IpcSucceeded(L4_Call_Timeouts(worker, patience(), patience())));
                 EXPECT_EQ(mr(1), ~i);
             }
             Word error = ~Word{0};
             REQUIRE(finish(worker, error));
             EXPECT_EQ(error, no_error);
         }
     }},

    {"reply and wait answers one client and takes the next that is queued",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const second = start_worker();
         L4_ThreadId_t from;
         REQUIRE(post(first, call_other, tester().raw));
         REQUIRE(L4_IpcSucceeded(L4_Receive_Timeout(first, patience())));
         REQUIRE(post(second, call_other, tester().raw));
         REQUIRE(reaches(second, PINYON_SCHED_PENDING_SEND));
         load(0);
         L4_MsgTag_t const tag = L4_ReplyWait_Timeout(first, patience(), &from);
         REQUIRE(L4_IpcSucceeded(tag));
         EXPECT_EQ(L4_GlobalIdOf(from).raw, second.raw);
     }},

    {"Lipc transfers like Ipc",
     [] {
         L4_ThreadId_t const worker = start_worker();
         REQUIRE(post(worker, echo_messages, 1));
         load(0x77, {1, 2});
         L4_ThreadId_t from;
         L4_MsgTag_t const tag =
             L4_Lipc(worker, worker, L4_Timeouts(patience(), patience()), &from);
         EXPECT_EQ(error_of(tag), no_error);
         EXPECT_EQ(L4_Label(tag), 0x77);
         EXPECT_EQ(mr(2), ~Word{2});
     }},

    {"the receiver's end wakes a thread that calls it, with error 2",
     [] {
         L4_ThreadId_t const caller = start_worker();
         L4_ThreadId_t const queued = start_worker();
         L4_ThreadId_t const receiver = start_worker();
         REQUIRE(post(caller, receive_from, receiver.raw));
         REQUIRE(post(queued, send_to, receiver.raw));
         REQUIRE(reaches(caller, PINYON_SCHED_WAITING));
         REQUIRE(reaches(queued, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(receiver) == 0);
         Word error = no_error;
         REQUIRE(finish(caller, error));
         EXPECT_EQ(error, receive_no_partner);
         REQUIRE(finish(queued, error));
         EXPECT_EQ(error, send_no_partner);
     }},
};

}  // namespace

constexpr Suite ipc_suite = suite_of("ipc", "4.9", cases);

}  // namespace conformance
