// SPDX-License-Identifier: BSD-2-Clause
// Tests of IPC: who meets whom, and what both sides find in their registers afterwards.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

struct CoreIpc : CoreTest {
    Word state(Tcb const& t) { return schedule_state(t); }
};

// ---- Rendezvous --------------------------------------------------------------------------------

TEST_F(CoreIpc, a_message_to_a_waiting_receiver_arrives_word_for_word_and_leaves_the_rest_alone)
{
    Tcb &a = spawn(), &b = spawn();
    for (unsigned u = 0; u <= 63; ++u) {
        fill(b, 0x1000);
        receive(b, a.id);
        fill(a, 0x2000);
        ipc(a, {.to = b.id, .tag = tag_of(u, 0, 0x1234'5678'9ABC)});
        ASSERT_EQ(outcome(b), (Outcome{a.id.raw(), tag_of(u, 0, 0x1234'5678'9ABC).raw(), 0}));
        for (unsigned i = 1; i <= u; ++i)
            ASSERT_EQ(mr(b, i), 0x2000 + i) << "word " << i << " of " << u;
        ASSERT_TRUE(filled_behind(b, 0x1000, u + 1)) << "registers above " << u;
        ASSERT_EQ(mr(a, 0), 0u);
        ASSERT_TRUE(filled(a, 0x2000, 1));
    }
}

TEST_F(CoreIpc, a_sender_that_comes_first_waits_and_delivers_when_the_receiver_comes)
{
    Tcb &a = spawn(), &b = spawn();
    send(a, b.id, {7, 8, 9});
    EXPECT_EQ(state(a), Word{PINYON_SCHED_PENDING_SEND});
    receive(b, anythread);
    EXPECT_EQ(outcome(b), (Outcome{a.id.raw(), tag_of(3).raw(), 0}));
    EXPECT_EQ(words(b, 3), (Words{7, 8, 9}));
    EXPECT_EQ(state(a), Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(mr(a, 0), 0u);
}

TEST_F(CoreIpc, a_closed_receiver_is_not_disturbed_by_others)
{
    Tcb &a = spawn(), &b = spawn(), &c = spawn();
    receive(b, a.id);
    send(c, b.id, {1});
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
    EXPECT_EQ(state(c), Word{PINYON_SCHED_PENDING_SEND});
    send(a, b.id, {2});
    EXPECT_EQ(outcome(b).from, a.id.raw());
    receive(b, c.id);
    EXPECT_EQ(words(b, 1), (Words{1}));
}

TEST_F(CoreIpc, a_closed_receive_takes_its_sender_out_of_the_middle_of_the_queue)
{
    Tcb &b = spawn(), &x = spawn(), &y = spawn(), &z = spawn();
    for (Tcb* s : {&x, &y, &z})
        send(*s, b.id, {s->id.raw()});
    receive(b, y.id);
    EXPECT_EQ(words(b, 1), (Words{y.id.raw()}));
    receive(b, anythread);
    EXPECT_EQ(words(b, 1), (Words{x.id.raw()}));
    receive(b, anythread);
    EXPECT_EQ(words(b, 1), (Words{z.id.raw()}));
}

TEST_F(CoreIpc, queued_senders_are_served_in_the_order_in_which_they_came)
{
    Tcb& b = spawn();
    std::vector<Tcb*> senders;
    for (Word i = 0; i < 12; ++i) {
        senders.push_back(&spawn(100 + i % 3));
        send(*senders.back(), b.id, {i});
    }
    for (Word i = 0; i < 12; ++i) {
        receive(b, anythread);
        ASSERT_EQ(outcome(b).from, senders[i]->id.raw());
        ASSERT_EQ(words(b, 1), (Words{i}));
    }
}

TEST_F(CoreIpc, anylocalthread_takes_senders_of_the_own_space_only)
{
    Tcb& b = spawn();
    Tcb &stranger = spawn(), &friendly = spawn_with(b);
    send(stranger, b.id, {1});
    receive(b, anylocalthread);
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
    send(friendly, b.id, {2});
    EXPECT_EQ(outcome(b).from, friendly.utcb_pointer.raw());
    EXPECT_EQ(words(b, 1), (Words{2}));
    send(friendly, b.id, {3});
    receive(b, anylocalthread);
    EXPECT_EQ(words(b, 1), (Words{3}));
    EXPECT_EQ(state(stranger), Word{PINYON_SCHED_PENDING_SEND});
}

TEST_F(CoreIpc, from_is_the_local_id_in_the_same_space_and_the_global_id_elsewhere)
{
    Tcb& a = spawn();
    Tcb &neighbour = spawn_with(a), &stranger = spawn();
    receive(neighbour, anythread);
    send(a, neighbour.id);
    EXPECT_EQ(outcome(neighbour).from, a.utcb_pointer.raw());
    receive(stranger, anythread);
    send(a, stranger.id);
    EXPECT_EQ(outcome(stranger).from, a.id.raw());
}

TEST_F(CoreIpc, local_ids_name_partners_in_both_parameters)
{
    Tcb& a = spawn();
    Tcb& b = spawn_with(a);
    ThreadId const a_local{a.utcb_pointer.raw()}, b_local{b.utcb_pointer.raw()};
    receive(b, a_local);
    send(a, b_local, {5});
    EXPECT_EQ(outcome(b), (Outcome{a_local.raw(), tag_of(1).raw(), 0}));
}

TEST_F(CoreIpc, a_local_id_of_another_space_names_nobody)
{
    Tcb &a = spawn(), &b = spawn();
    Tcb& second = spawn_with(b);
    send(a, ThreadId{second.utcb_pointer.raw()}, {}, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::no_partner, IpcPhase::send));
    receive(a, ThreadId{utcbs_at + 64}, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::no_partner, IpcPhase::receive)) << "inside a UTCB";
}

TEST_F(CoreIpc, the_flags_of_a_tag_are_the_kernels_and_do_not_travel)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, a.id);
    ipc(a, {.to = b.id, .tag = MsgTag{tag_of(1, 0, 3).raw() | 0xF000}, .words = {4}});
    EXPECT_EQ(outcome(b), (Outcome{a.id.raw(), tag_of(1, 0, 3).raw(), 0}));
}

// ---- Both phases -------------------------------------------------------------------------------

TEST_F(CoreIpc, a_call_is_answered_by_a_reply_without_timeout)
{
    Tcb &client = spawn(), &server = spawn();
    receive(server, anythread);
    call_ipc(client, server.id, {1, 2});
    EXPECT_EQ(words(server, 2), (Words{1, 2}));
    EXPECT_EQ(state(client), Word{PINYON_SCHED_WAITING});
    reply_wait(server, client.id, anythread, {3});
    EXPECT_EQ(outcome(client), (Outcome{server.id.raw(), tag_of(1).raw(), 0}));
    EXPECT_EQ(words(client, 1), (Words{3}));
    EXPECT_EQ(state(server), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreIpc, a_caller_that_had_to_queue_is_waiting_when_the_server_replies)
{
    Tcb &client = spawn(), &server = spawn();
    call_ipc(client, server.id, {1});
    receive(server, anythread);
    EXPECT_EQ(state(client), Word{PINYON_SCHED_WAITING});
    send(server, client.id, {2}, time_zero);
    EXPECT_EQ(outcome(client), (Outcome{server.id.raw(), tag_of(1).raw(), 0}));
    EXPECT_EQ(mr(server, 0), 0u);
}

TEST_F(CoreIpc, reply_and_wait_replies_and_takes_the_next_queued_request_in_one_call)
{
    Tcb &server = spawn(), &first = spawn(), &second = spawn();
    receive(server, anythread);
    call_ipc(first, server.id, {1});
    call_ipc(second, server.id, {2});
    reply_wait(server, first.id, anythread, {10});
    EXPECT_EQ(words(first, 1), (Words{10}));
    EXPECT_EQ(outcome(server), (Outcome{second.id.raw(), tag_of(1).raw(), 0}));
    EXPECT_EQ(words(server, 1), (Words{2}));
    EXPECT_EQ(state(second), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreIpc, a_failed_send_phase_skips_the_receive_phase)
{
    Tcb &a = spawn(), &b = spawn(), &c = spawn();
    send(c, a.id, {1});
    reply_wait(a, b.id);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::send));
    EXPECT_EQ(state(c), Word{PINYON_SCHED_PENDING_SEND});
    receive(a, c.id, time_zero);
    EXPECT_EQ(words(a, 1), (Words{1}));
}

TEST_F(CoreIpc, two_threads_that_call_each_other_wait_until_one_gives_up)
{
    Tcb &a = spawn(), &b = spawn();
    call_ipc(a, b.id, {1});
    ipc(b, {.to = a.id, .from = a.id, .send = IpcTime::period(100), .tag = tag_of(0)});
    EXPECT_EQ(state(a), Word{PINYON_SCHED_PENDING_SEND});
    EXPECT_EQ(state(b), Word{PINYON_SCHED_PENDING_SEND});
    elapse(100);
    EXPECT_EQ(outcome(b), failure(IpcFault::timeout, IpcPhase::send));
    receive(b, anythread);
    EXPECT_EQ(words(b, 1), (Words{1}));
}

TEST_F(CoreIpc, a_long_chain_of_queued_senders_is_served_in_pieces_to_its_end)
{
    Tcb& head = spawn();
    std::vector<Tcb*> chain{&head};
    // Each sends to its predecessor and then takes from its successor.
    for (unsigned i = 0; i < 20; ++i) {
        chain.push_back(&spawn());
        ipc(*chain.back(), {.to = chain[i]->id, .from = anythread, .tag = tag_of(1), .words = {i}});
    }
    park();
    receive(head, anythread);
    EXPECT_EQ(words(head, 1), (Words{0}));
    EXPECT_EQ(state(*chain[19]), Word{PINYON_SCHED_PENDING_SEND}) << "not all in one event";
    for (unsigned turns = 0; turns < 100; ++turns)
        thread_switch(*current(), nilthread);
    for (unsigned i = 1; i < 20; ++i)
        EXPECT_EQ(words(*chain[i], 1), (Words{i})) << i;
    EXPECT_EQ(state(*chain[20]), Word{PINYON_SCHED_WAITING});
}

// ---- Nobody there ------------------------------------------------------------------------------

TEST_F(CoreIpc, sending_to_ids_that_name_nobody_fails_at_once)
{
    Tcb& a = spawn();
    ThreadId const stale = ThreadId::global(a.id.number(), 2);
    ThreadId const beyond = ThreadId::global(a.id.number() + (Word{1} << 10), 1);
    for (ThreadId const to : {stale, beyond, fresh_id(), anythread, anylocalthread, ThreadId{64}}) {
        send(a, to, {1});
        EXPECT_EQ(outcome(a), failure(IpcFault::no_partner, IpcPhase::send)) << to.raw();
    }
}

TEST_F(CoreIpc, a_closed_receive_from_nobody_fails_at_once_and_after_its_send_phase_has_been_done)
{
    Tcb &a = spawn(), &b = spawn();
    receive(a, fresh_id());
    EXPECT_EQ(outcome(a), failure(IpcFault::no_partner, IpcPhase::receive));
    receive(b, a.id);
    ipc(a, {.to = b.id, .from = fresh_id(), .tag = tag_of(1), .words = {9}});
    EXPECT_EQ(outcome(a), failure(IpcFault::no_partner, IpcPhase::receive));
    EXPECT_EQ(words(b, 1), (Words{9}));
}

TEST_F(CoreIpc, an_inactive_thread_is_a_partner_that_never_answers)
{
    Tcb& a = spawn();
    Tcb& sleeper = spawn_inactive();
    send(a, sleeper.id, {}, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::send));
    receive(a, sleeper.id, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreIpc, an_ipc_without_phases_does_nothing_whatever_its_tag)
{
    Tcb& a = spawn();
    fill(a, 0x700);
    ipc(a, {.tag = MsgTag{~Word{0}}});
    EXPECT_EQ(outcome(a), (Outcome{0, 0, 0}));
    EXPECT_TRUE(filled(a, 0x700, 1));
    EXPECT_EQ(state(a), Word{PINYON_SCHED_RUNNING});
}

TEST_F(CoreIpc, a_message_of_more_than_sixty_three_words_overflows_for_its_sender_only)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, a.id);
    MsgTag const tag = tag_of(60, 4, 0x77);
    ipc(a, {.to = b.id, .from = b.id, .tag = tag});
    EXPECT_EQ(outcome(a), (Outcome{0, tag.raw() | PINYON_TAG_ERROR, 0x8}));
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreIpc, sending_to_oneself_never_succeeds)
{
    Tcb& a = spawn();
    send(a, a.id, {1}, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::send));
    ipc(a, {.to = a.id, .from = a.id, .send = IpcTime::period(50), .tag = tag_of(0)});
    EXPECT_EQ(state(a), Word{PINYON_SCHED_PENDING_SEND});
    elapse(50);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::send));
}

TEST_F(CoreIpc, errors_leave_the_message_registers_above_the_tag_as_they_were)
{
    Tcb &a = spawn(), &b = spawn();
    fill(a, 0x900);
    ipc(a, {.to = b.id, .send = time_zero, .tag = tag_of(5)});
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::send));
    EXPECT_TRUE(filled(a, 0x900, 1));
    receive(a, b.id, time_zero);
    EXPECT_EQ(outcome(a), failure(IpcFault::timeout, IpcPhase::receive));
    EXPECT_TRUE(filled(a, 0x900, 1));
}

}  // namespace
}  // namespace pinyon::test
