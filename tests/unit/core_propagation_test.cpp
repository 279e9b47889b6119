// SPDX-License-Identifier: BSD-2-Clause
// Tests of propagation: whose name a message bears, who takes it, and whose waits it turns.
#include "core_names.h"

namespace pinyon::test {
namespace {

struct CorePropagation : NamesTest {};

// ---- The rule, and what the receiver is told ---------------------------------------------------

TEST_F(CorePropagation, names_are_local_or_global_by_the_space_of_the_thread_that_is_named)
{
    Tcb& a = spawn();
    Tcb& b = spawn_with(a);
    Tcb &c = spawn_with(a), &stranger = spawn();
    EXPECT_EQ(deliver(a, b.id, c), propagated(local(b)));
    EXPECT_EQ(actual_sender(c), local(a).raw());
    EXPECT_EQ(deliver(a, b.id, stranger), propagated(b.id));
    EXPECT_EQ(actual_sender(stranger), a.id.raw());
    EXPECT_EQ(deliver(stranger, b.id, c), propagated(local(b)));
    EXPECT_EQ(actual_sender(c), stranger.id.raw());
}

TEST_F(CorePropagation, the_virtual_sender_may_be_named_by_its_local_id)
{
    Tcb& a = spawn();
    Tcb &b = spawn_with(a), &r = spawn();
    EXPECT_EQ(deliver(a, local(b), r), propagated(b.id));
}

TEST_F(CorePropagation, the_name_of_a_thread_of_a_third_space_is_not_allowed)
{
    Tcb &s = spawn(), &v = spawn(), &r = spawn();
    EXPECT_EQ(deliver(s, v.id, r), plain(s.id));
    EXPECT_EQ(actual_sender(r), poison) << "without p there is nothing to say";
}

TEST_F(CorePropagation, names_of_nobody_are_dropped)
{
    Tcb& s = spawn();
    Tcb& r = spawn_with(s);
    for (ThreadId const v : {nilthread, anythread, anylocalthread, fresh_id(),
                             ThreadId::global(s.id.number(), 2), ThreadId{0x123440}})
        EXPECT_EQ(deliver(s, v, r), plain(local(s))) << std::hex << v.raw();
}

TEST_F(CorePropagation, one_may_bear_ones_own_name)
{
    Tcb &s = spawn(), &r = spawn();
    EXPECT_EQ(deliver(s, s.id, r), propagated(s.id));
    EXPECT_EQ(actual_sender(r), s.id.raw());
}

TEST_F(CorePropagation, an_inactive_thread_lends_its_global_id)
{
    Tcb &s = spawn(), &r = spawn();
    ThreadId const v = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = v, .space = s.id, .scheduler = s.id}), succeeded);
    EXPECT_EQ(deliver(s, v, r), propagated(v));
    Tcb& neighbour = spawn_with(s);
    EXPECT_EQ(deliver(s, v, neighbour), propagated(v));
}

TEST_F(CorePropagation, interrupt_threads_lend_their_names_to_nobody)
{
    Tcb &s = spawn(), &handler = spawn();
    ThreadId const irq = ThreadId::global(7, 1), other = ThreadId::global(8, 1);
    for (ThreadId const line : {irq, other})
        ASSERT_EQ(thread_control(root(), {.dest = line, .space = line, .pager = handler.id}),
                  succeeded);
    EXPECT_EQ(deliver(s, irq, handler), plain(s.id));
    receive(handler, irq);
    send_as(s, irq, {.to = handler.id, .send = time_zero});
    EXPECT_TRUE(waits(handler));
    // Neither has a space; that is not the same space.
    send_as(s, irq, {.to = other, .send = IpcTime::period(10)});
    EXPECT_EQ(virtual_sender(kernel(), s), nullptr);
    elapse(10);
}

TEST_F(CorePropagation, the_kernel_clears_other_flags_and_keeps_label_and_words)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    receive(r, anythread);
    MsgTag const tag = tag_of(2, 0, 0xABC);
    send_as(s, v.id, {.to = r.id, .tag = tag.with_flag(0xE000), .words = {5, 6}});
    EXPECT_EQ(outcome(r), (Outcome{v.id.raw(), tag.raw() | PINYON_TAG_PROPAGATED, 0}));
    EXPECT_EQ(words(r, 2), (Words{5, 6}));
    EXPECT_EQ(mr(s, 0), 0u);
}

TEST_F(CorePropagation, an_overflow_reports_no_flag_but_E)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    receive(v, s.id);
    receive(r, anythread);
    MsgTag const tag = tag_of(0, 2);
    send_as(s, v.id, {.to = r.id, .tag = tag, .words = pages_item(0x10'0000, 12, 0)});
    EXPECT_EQ(outcome(r).tag, tag.raw() | PINYON_TAG_ERROR);
    EXPECT_EQ(outcome(r).error, 0x9u);
    send(s, v.id, {}, time_zero);
    EXPECT_EQ(outcome(v), plain(local(s))) << "its wait was not turned";
}

// ---- Who takes the message ---------------------------------------------------------------------

TEST_F(CorePropagation, a_closed_receive_takes_a_message_under_both_names_and_no_other)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &x = spawn_with(s), &r = spawn();
    receive(r, v.id);
    send_as(s, v.id, {.to = r.id, .send = time_zero});
    EXPECT_EQ(outcome(r), propagated(v.id));
    receive(r, s.id);
    send_as(s, v.id, {.to = r.id, .send = time_zero});
    EXPECT_EQ(outcome(r), propagated(v.id));
    receive(r, x.id);
    send_as(s, v.id, {.to = r.id, .send = time_zero});
    EXPECT_EQ(outcome(s), failure(IpcFault::timeout, IpcPhase::send));
    EXPECT_TRUE(waits(r));
}

TEST_F(CorePropagation, a_closed_receive_finds_a_queued_propagator_of_that_name)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &x = spawn(), &y = spawn(), &r = spawn();
    send(x, r.id, {1});
    send_as(s, v.id, {.to = r.id, .tag = tag_of(1), .words = {2}});
    send(y, r.id, {3});
    receive(r, v.id, time_zero);
    EXPECT_EQ(outcome(r), propagated(v.id, 1));
    EXPECT_EQ(words(r, 1), (Words{2}));
    receive(r, v.id, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::receive));
    receive(r, anythread);
    EXPECT_EQ(outcome(r), plain(x.id, 1));
}

TEST_F(CorePropagation, a_closed_receive_takes_the_oldest_under_the_name)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    send_as(s, v.id, {.to = r.id, .tag = tag_of(1), .words = {1}});
    send(v, r.id, {2});
    receive(r, v.id);
    EXPECT_EQ(outcome(r), propagated(v.id, 1));
    receive(r, v.id);
    EXPECT_EQ(outcome(r), plain(v.id, 1));
}

TEST_F(CorePropagation, anylocalthread_goes_by_the_space_of_the_virtual_sender)
{
    Tcb& r = spawn();
    Tcb &v = spawn_with(r), &s = spawn();
    receive(r, anylocalthread);
    send_as(s, v.id, {.to = r.id, .send = time_zero});
    EXPECT_EQ(outcome(r), propagated(local(v)));
    send(s, r.id, {}, IpcTime::period(5));
    receive(r, anylocalthread, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::receive));
    elapse(5);
    send_as(s, v.id, {.to = r.id});
    receive(r, anylocalthread, time_zero);
    EXPECT_EQ(outcome(r), propagated(local(v)));
}

TEST_F(CorePropagation, the_name_of_a_virtual_sender_that_dies_falls_off_a_queued_message)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn(), &hopeful = spawn();
    send_as(s, v.id, {.to = r.id});
    receive(hopeful, v.id);
    remove(v);
    EXPECT_EQ(outcome(hopeful), failure(IpcFault::no_partner, IpcPhase::receive));
    receive(r, anythread);
    EXPECT_EQ(outcome(r), plain(s.id));
}

TEST_F(CorePropagation, so_does_a_name_that_changes_and_one_that_moves_to_a_third_space)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &w = spawn_with(s), &third = spawn(), &r = spawn();
    send_as(s, v.id, {.to = r.id});
    ThreadId const renewed = ThreadId::global(v.id.number(), 2);
    ASSERT_EQ(thread_control(root(), {.dest = renewed, .space = v.id}), succeeded);
    receive(r, renewed, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::receive));
    receive(r, anythread);
    EXPECT_EQ(outcome(r), plain(s.id));

    send_as(s, w.id, {.to = r.id});
    move(w, third);
    receive(r, w.id, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::receive));
    receive(r, s.id);
    EXPECT_EQ(outcome(r), plain(s.id));
}

TEST_F(CorePropagation, a_name_that_fell_off_does_not_come_back)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &w = spawn(), &r = spawn();
    ThreadId const name = v.id;
    send_as(s, name, {.to = r.id});
    remove(v);
    ASSERT_EQ(thread_control(root(), {.dest = name, .space = r.id, .scheduler = s.id}), succeeded);
    EXPECT_EQ(r.propagators, 0u);
    receive(r, name, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::receive));
    receive(r, anythread);
    EXPECT_EQ(outcome(r), plain(s.id));
    // Nor does one that was not allowed at the call become so later.
    send_as(s, w.id, {.to = r.id});
    move(w, s);
    receive(r, anythread);
    EXPECT_EQ(outcome(r), plain(s.id));
}

TEST_F(CorePropagation, a_waiting_receiver_is_found_when_the_virtual_sender_moves_into_its_space)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    send_as(s, v.id, {.to = r.id, .tag = tag_of(1), .words = {9}});
    receive(r, anylocalthread);
    ASSERT_TRUE(waits(r));
    move(v, r);
    EXPECT_EQ(outcome(r), propagated(local(v), 1));
    EXPECT_EQ(state(s), Word{PINYON_SCHED_RUNNING});
}

// ---- Turned waits ------------------------------------------------------------------------------

TEST_F(CorePropagation, who_waits_for_the_propagator_then_waits_for_the_receiver)
{
    Tcb& server = spawn();
    Tcb &helper = spawn(), &client = spawn_with(helper);
    receive(server, anythread);
    call_ipc(client, server.id);
    receive(helper, anythread);
    // The server hands the client's request on to the helper, which answers directly.
    send_as(server, client.id, {.to = helper.id, .send = time_zero});
    EXPECT_EQ(outcome(helper), propagated(local(client)));
    send(server, client.id, {}, time_zero);
    EXPECT_EQ(outcome(server), failure(IpcFault::timeout, IpcPhase::send));
    send(helper, client.id, {7}, time_zero);
    EXPECT_EQ(outcome(client), plain(local(helper), 1));
}

TEST_F(CorePropagation, open_waits_and_waits_for_others_are_not_turned)
{
    Tcb& s = spawn();
    Tcb &open = spawn_with(s), &other = spawn_with(s), &r = spawn(), &x = spawn();
    receive(open, anythread);
    receive(other, x.id);
    for (Tcb* v : {&open, &other}) {
        EXPECT_EQ(deliver(s, v->id, r), propagated(v->id));
        send(x, v->id, {}, time_zero);
        EXPECT_EQ(outcome(*v), plain(x.id));
    }
}

TEST_F(CorePropagation, a_send_that_fails_turns_nothing)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    receive(v, s.id);
    send_as(s, v.id, {.to = r.id, .send = time_zero});
    EXPECT_EQ(outcome(s), failure(IpcFault::timeout, IpcPhase::send));
    send(s, v.id, {}, time_zero);
    EXPECT_EQ(outcome(v), plain(local(s)));
}

TEST_F(CorePropagation, a_turned_wait_keeps_its_deadline)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    receive(v, s.id, IpcTime::period(100));
    advance(60);
    EXPECT_EQ(deliver(s, v.id, r), propagated(v.id));
    elapse(39);
    EXPECT_TRUE(waits(v));
    elapse(1);
    EXPECT_EQ(outcome(v), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CorePropagation, a_turned_wait_finds_what_is_queued_in_the_receivers_name)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn(), &early = spawn_with(r);
    receive(v, s.id);
    send_as(early, r.id, {.to = v.id, .tag = tag_of(1), .words = {3}});
    ASSERT_TRUE(waits(v));
    EXPECT_EQ(deliver(s, v.id, r), propagated(v.id));
    run(v);
    EXPECT_EQ(outcome(v), propagated(r.id, 1));
}

TEST_F(CorePropagation, the_receive_phase_of_the_propagator_is_its_own)
{
    Tcb& s = spawn();
    Tcb &v = spawn_with(s), &r = spawn();
    receive(v, s.id);
    receive(r, anythread);
    send_as(s, v.id, {.to = r.id, .from = r.id});
    send(r, s.id, {4}, time_zero);
    EXPECT_EQ(outcome(s), plain(r.id, 1));
    EXPECT_TRUE(waits(v));
}

TEST_F(CorePropagation, sleeping_is_not_turned_by_ones_own_message)
{
    Tcb& s = spawn();
    Tcb& r = spawn();
    receive(r, anythread);
    send_as(s, s.id, {.to = r.id, .from = s.id, .receive = IpcTime::period(10)});
    send(r, s.id, {}, time_zero);
    EXPECT_EQ(outcome(r), failure(IpcFault::timeout, IpcPhase::send));
    elapse(10);
    EXPECT_EQ(outcome(s), failure(IpcFault::timeout, IpcPhase::receive));
}

// ---- Operations of the kernel ------------------------------------------------------------------

TEST_F(CorePropagation, a_page_fault_can_be_answered_by_whom_the_pager_passes_it_to)
{
    Tcb& t = spawn();
    Tcb &pager = spawn(), &helper = spawn();
    t.utcb.write(PINYON_TCR_PAGER, pager.id.raw());
    receive(pager, anythread);
    fault(t, 0x50'0000, rights_r);
    ASSERT_EQ(outcome(pager).from, t.id.raw());
    // The pager may use the name only towards the space that it is of.
    EXPECT_EQ(deliver(pager, t.id, helper), plain(pager.id));
    Tcb& neighbour = spawn_with(t);
    EXPECT_EQ(deliver(pager, t.id, neighbour), propagated(local(t)));
    send(pager, t.id, {}, time_zero);
    EXPECT_EQ(outcome(pager), failure(IpcFault::timeout, IpcPhase::send));
    send(neighbour, t.id, {}, time_zero);
    EXPECT_EQ(outcome(neighbour).error, 0u) << "the fault's answer is now expected from it";
    EXPECT_EQ(state(t), Word{PINYON_SCHED_RUNNING});
}

TEST_F(CorePropagation, an_answer_in_the_pagers_name_is_the_pagers)
{
    Tcb& t = spawn();
    Tcb &pager = spawn(), &worker = spawn_with(pager);
    give(worker, 0x30'0000, 0);
    t.utcb.write(PINYON_TCR_PAGER, pager.id.raw());
    receive(pager, anythread);
    fault(t, 0x50'0000, rights_r);
    send(worker, t.id, {}, time_zero);
    EXPECT_EQ(outcome(worker), failure(IpcFault::timeout, IpcPhase::send));
    send_as(worker, pager.id,
            {.to = t.id, .tag = tag_of(0, 2), .words = pages_item(0x30'0000, 12, 0x50'0000)});
    EXPECT_EQ(state(t), Word{PINYON_SCHED_RUNNING});
    EXPECT_TRUE(maps(t, 0x50'0000));
}

TEST_F(CorePropagation, a_start_message_and_an_acknowledgement_may_come_in_anothers_name)
{
    Tcb& pager = spawn();
    Tcb &worker = spawn_with(pager), &t = spawn_inactive();
    activate(t, pager.id);
    send_as(worker, pager.id,
            {.to = t.id, .send = time_zero, .tag = tag_of(2), .words = {first_ip, first_sp}});
    EXPECT_EQ(Arch::ip(t.frame), first_ip);
    EXPECT_EQ(state(t), Word{PINYON_SCHED_RUNNING});

    ThreadId const irq = ThreadId::global(7, 1);
    ASSERT_EQ(thread_control(root(), {.dest = irq, .space = irq, .pager = pager.id}), succeeded);
    receive(pager, irq);
    host::raise(IrqLine{7});
    interrupt();
    ASSERT_FALSE(host::machine().unmasked.contains(7));
    send_as(worker, pager.id, {.to = irq, .send = time_zero});
    EXPECT_TRUE(host::machine().unmasked.contains(7));
}

}  // namespace
}  // namespace pinyon::test
