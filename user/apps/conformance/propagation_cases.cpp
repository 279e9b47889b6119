// SPDX-License-Identifier: BSD-2-Clause
// Section 4.9, propagation: threads that send in the name of others.
#include "propagation.h"
#include "suite.h"
#include "test_memory.h"

namespace conformance {
namespace {

// What a worker is to send, as the tester left it: images are shared by all spaces.
struct Order {
    L4_ThreadId_t to;
    L4_ThreadId_t name;
};
constinit Order order;

Word carry_out_order(Word)
{
    load(0x123, {4, 5});
    return send_in_name_of(order.name, order.to, L4_Never);
}

bool post_order(L4_ThreadId_t worker, L4_ThreadId_t name, L4_ThreadId_t to)
{
    order = {to, name};
    return post(worker, carry_out_order);
}

// The tester gets a message of the worker, sent in that name, if the kernel lets it.
Delivery deliver(L4_ThreadId_t worker, L4_ThreadId_t name, L4_ThreadId_t specifier = L4_anythread)
{
    EXPECT(post_order(worker, name, tester()));
    Delivery const got = receive_delivery(specifier, patience());
    EXPECT_EQ(got.error, no_error);
    Word error = ~Word{0};
    EXPECT(finish(worker, error));
    EXPECT_EQ(error, no_error);
    return got;
}

// The tester's own message to `to` in that name.
Word send_as(L4_ThreadId_t name, L4_ThreadId_t to, L4_Time_t time)
{
    load(0);
    return send_in_name_of(name, to, time);
}

bool finishes(L4_ThreadId_t worker)
{
    Word error = ~Word{0};
    return finish(worker, error) && error == no_error;
}

Word map_in_name_of_tester(Word fault_taker)
{
    load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window));
    return send_in_name_of(tester(), {fault_taker}, patience());
}

Word start_in_name_of_tester(Word id)
{
    load(0, {worker_entry(), stack_of({id})});
    return send_in_name_of(tester(), {id}, patience());
}

Word receive_local(Word)
{
    return receive_delivery(L4_anylocalthread, L4_Never).error;
}

constexpr Case cases[] = {
    {"in one space: `from` is the virtual sender, ActualSender the sender, both local, p is set",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const other = start_worker();
         Delivery const got = deliver(worker, other);
         EXPECT(got.propagated());
         EXPECT_EQ(got.from.raw, L4_LocalIdOf(other).raw);
         EXPECT_EQ(got.actual.raw, L4_LocalIdOf(worker).raw);
     }},

    {"a thread may send in the name of one of its own space; both ids are global elsewhere",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const other = start_beside(worker);
         Delivery const got = deliver(worker, other);
         EXPECT(got.propagated());
         EXPECT_EQ(got.from.raw, other.raw);
         EXPECT_EQ(got.actual.raw, worker.raw);
     }},

    {"a thread may send in the name of one of the receiver's space",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const other = start_worker();
         Delivery const got = deliver(worker, other);
         EXPECT(got.propagated());
         EXPECT_EQ(got.from.raw, L4_LocalIdOf(other).raw);
         EXPECT_EQ(got.actual.raw, worker.raw);
     }},

    {"in the name of a thread of a third space a message goes in the sender's own",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         Delivery const got = deliver(worker, start_foreign_worker());
         EXPECT(!got.propagated());
         EXPECT_EQ(got.from.raw, worker.raw);
     }},

    {"in the name of nobody a message goes in the sender's own",
     [] {
         L4_ThreadId_t const worker = start_worker();
         for (L4_ThreadId_t const name : {L4_nilthread, L4_anythread, nobody()}) {
             Delivery const got = deliver(worker, name);
             EXPECT(!got.propagated());
             EXPECT_EQ(got.from.raw, L4_LocalIdOf(worker).raw);
         }
     }},

    {"an inactive thread may be the virtual sender",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const inactive = fresh_id();
         REQUIRE(thread_control(inactive, worker, tester(), L4_nilthread) == 0);
         Delivery const got = deliver(worker, inactive);
         EXPECT(got.propagated());
         EXPECT_EQ(got.from.raw, inactive.raw);
     }},

    {"the virtual sender may be named by its local id",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const other = start_worker();
         Delivery const got = deliver(worker, L4_LocalIdOf(other));
         EXPECT(got.propagated());
         EXPECT_EQ(got.from.raw, L4_LocalIdOf(other).raw);
     }},

    {"label and words arrive as sent",
     [] {
         L4_ThreadId_t const worker = start_worker();
         Delivery const got = deliver(worker, start_worker(), worker);
         EXPECT_EQ(plain(got.tag), Word{0x123} << 16 | PINYON_TAG_PROPAGATED | 2);
     }},

    {"a closed receive from the virtual sender takes the message",
     [] {
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const other = start_worker();
         EXPECT_EQ(deliver(worker, other, other).from.raw, L4_LocalIdOf(other).raw);
     }},

    {"a closed receive finds a message of that name behind others in the queue",
     [] {
         L4_ThreadId_t const first = start_worker();
         L4_ThreadId_t const worker = start_worker();
         L4_ThreadId_t const other = start_worker();
         REQUIRE(post(first, send_to, tester().raw));
         REQUIRE(reaches(first, PINYON_SCHED_PENDING_SEND));
         REQUIRE(post_order(worker, other, tester()));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         Delivery const got = receive_delivery(other, L4_ZeroTime);
         EXPECT_EQ(got.error, no_error);
         EXPECT_EQ(got.actual.raw, L4_LocalIdOf(worker).raw);
         EXPECT_EQ(receive_delivery(other, L4_ZeroTime).error, receive_timeout);
         EXPECT_EQ(receive_delivery(first, patience()).error, no_error);
     }},

    {"anylocalthread takes what a stranger sends in a local thread's name",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const local = start_worker();
         Delivery const got = deliver(worker, local, L4_anylocalthread);
         EXPECT_EQ(got.from.raw, L4_LocalIdOf(local).raw);
     }},

    {"a queued message loses the name of a thread that is deleted",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const other = start_beside(worker);
         REQUIRE(post_order(worker, other, tester()));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         REQUIRE(delete_thread(other) == 0);
         Delivery const got = receive_delivery(L4_anythread, patience());
         EXPECT(!got.propagated());
         EXPECT_EQ(got.from.raw, worker.raw);
     }},

    {"a queued message loses the name of a thread that gets a new version",
     [] {
         L4_ThreadId_t const worker = start_foreign_worker();
         L4_ThreadId_t const other = start_beside(worker);
         REQUIRE(post_order(worker, other, tester()));
         REQUIRE(reaches(worker, PINYON_SCHED_PENDING_SEND));
         L4_ThreadId_t const renewed = L4_GlobalId(L4_ThreadNo(other), L4_Version(other) + 64);
         REQUIRE(thread_control(renewed, other, L4_nilthread, L4_nilthread) == 0);
         EXPECT_EQ(receive_delivery(renewed, L4_ZeroTime).error, receive_timeout);
         EXPECT_EQ(receive_delivery(L4_anythread, patience()).from.raw, worker.raw);
     }},

    {"a virtual sender that waits for the sender then waits for the receiver",
     [] {
         L4_ThreadId_t const client = start_worker();
         L4_ThreadId_t const helper = start_foreign_worker();
         REQUIRE(post(client, call_other, tester().raw));
         REQUIRE(receive_delivery(client, patience()).error == no_error);
         REQUIRE(post(helper, answer_one));
         REQUIRE(send_as(client, helper, patience()) == no_error);
         EXPECT(finishes(helper));
         EXPECT(finishes(client));
     }},

    {"and no longer for the sender",
     [] {
         L4_ThreadId_t const client = start_worker();
         L4_ThreadId_t const helper = start_worker();
         REQUIRE(post(client, call_other, tester().raw));
         REQUIRE(receive_delivery(client, patience()).error == no_error);
         REQUIRE(post(helper, receive_from, client.raw));
         REQUIRE(send_as(client, helper, patience()) == no_error);
         EXPECT(finishes(helper));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(client, moment())), send_timeout);
         EXPECT(reaches(client, PINYON_SCHED_WAITING));
     }},

    {"an open wait of the virtual sender is not turned",
     [] {
         L4_ThreadId_t const open = start_worker();
         L4_ThreadId_t const helper = start_worker();
         REQUIRE(post(open, receive_local));
         REQUIRE(reaches(open, PINYON_SCHED_WAITING));
         REQUIRE(post(helper, receive_from, open.raw));
         REQUIRE(send_as(open, helper, patience()) == no_error);
         EXPECT(finishes(helper));
         load(0);
         EXPECT_EQ(error_of(L4_Send_Timeout(open, patience())), no_error);
         EXPECT(finishes(open));
     }},

    {"a propagation that times out turns no wait",
     [] {
         L4_ThreadId_t const client = start_worker();
         L4_ThreadId_t const busy = start_worker();
         REQUIRE(post(busy, receive_from, start_worker().raw));
         REQUIRE(reaches(busy, PINYON_SCHED_WAITING));
         REQUIRE(post(client, call_other, tester().raw));
         REQUIRE(receive_delivery(client, patience()).error == no_error);
         EXPECT_EQ(send_as(client, busy, L4_ZeroTime), send_timeout);
         load(0);
         EXPECT_EQ(error_of(L4_Reply(client)), no_error);
         EXPECT(finishes(client));
     }},

    {"a page fault may be answered in the pager's name",
     [] {
         L4_ThreadId_t const client = start_worker();
         L4_ThreadId_t const helper = start_worker();
         word_at(scratch()) = 88;
         REQUIRE(post(client, peek, window));
         REQUIRE(receive_delivery(client, patience()).error == no_error);
         REQUIRE(post(helper, map_in_name_of_tester, client.raw));
         Word value = 0;
         EXPECT(finish(client, value));
         EXPECT_EQ(value, 88);
         EXPECT(finishes(helper));
     }},

    {"a page fault that the pager passes on may be answered by whom it goes to",
     [] {
         L4_ThreadId_t const client = start_worker();
         L4_ThreadId_t const helper = start_worker();
         word_at(scratch()) = 99;
         REQUIRE(post(client, peek, window));
         REQUIRE(receive_delivery(client, patience()).error == no_error);
         REQUIRE(post(
             helper,
             [](Word client_id) -> Word {
                 Delivery const got = receive_delivery({client_id}, patience());
                 load_item(L4_MapItem(fpage(scratch()) + L4_ReadWriteOnly, window));
                 return got.error != no_error ? got.error : error_of(L4_Reply({client_id}));
             },
             client.raw));
         REQUIRE(send_as(client, helper, patience()) == no_error);
         EXPECT(finishes(helper));
         Word value = 0;
         EXPECT(finish(client, value));
         EXPECT_EQ(value, 99);
     }},

    {"a start message may come in the pager's name",
     [] {
         L4_ThreadId_t const helper = start_worker();
         L4_ThreadId_t const fresh = fresh_id();
         Word const utcb = reinterpret_cast<Word>(utcb_of(fresh));
         REQUIRE(thread_control(fresh, tester(), tester(), tester(), utcb) == 0);
         REQUIRE(post(helper, start_in_name_of_tester, fresh.raw));
         // Were the tester waiting for the helper, that wait would be turned to the new thread.
         REQUIRE(reaches(helper, PINYON_SCHED_PENDING_SEND));
         EXPECT(finishes(helper));
         EXPECT_EQ(run(fresh, same_word, 66), 66);
     }},
};

}  // namespace

constexpr Suite propagation_suite = suite_of("propagation", "4.9", cases);

}  // namespace conformance
