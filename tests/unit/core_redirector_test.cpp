// SPDX-License-Identifier: BSD-2-Clause
// Tests of the redirector as SpaceControl sets it: what it may be, and what becomes of senders when
// it changes or goes, or when threads move.
#include "core_redirection.h"

namespace pinyon::test {
namespace {

struct CoreRedirector : RedirectionTest {};

// ---- The redirector goes -----------------------------------------------------------------------

TEST_F(CoreRedirector, senders_are_held_when_the_redirector_dies_and_go_on_with_a_new_one)
{
    send(*a, d->id, {1});
    lose_redirector();
    EXPECT_TRUE(held(*a));
    EXPECT_TRUE(sends(*a));
    EXPECT_EQ(next(*d), nothing);
    send(*mate, d->id, {2});
    EXPECT_TRUE(held(*mate)) << "who sends only now is held too";
    Tcb& successor = spawn();
    receive(successor, anythread);
    ASSERT_EQ(redirect(*a, successor.id), succeeded);
    EXPECT_EQ(outcome(successor), redirected(a->id, 1));
    EXPECT_EQ(next(successor), redirected(mate->id, 1));
    EXPECT_EQ(words(successor, 1), (Words{2}));
    EXPECT_TRUE(runs(*a) && runs(*mate));
}

TEST_F(CoreRedirector, without_a_redirector_held_messages_go_to_their_destinations)
{
    lose_redirector();
    send(*a, d->id, {1});
    send(*mate, d->id, {2});
    receive(*d, anythread);
    ASSERT_EQ(redirect(*a, anythread), succeeded);
    EXPECT_EQ(outcome(*d), message(a->id, 0, 1));
    EXPECT_EQ(next(*d), message(mate->id, 0, 1));
}

TEST_F(CoreRedirector, held_senders_have_their_timeouts_and_can_be_aborted)
{
    lose_redirector();
    send(*a, d->id, {}, time_zero);
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
    send(*a, d->id, {}, IpcTime::period(10));
    elapse(9);
    EXPECT_TRUE(held(*a));
    elapse(1);
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
    send(*a, d->id);
    EXPECT_EQ(exchange(*mate, {.dest = a->id, .control = PINYON_EXREGS_SEND}).control,
              Word{PINYON_EXREGS_SEND});
    EXPECT_EQ(outcome(*a), failure(IpcFault::cancelled, IpcPhase::send));
}

TEST_F(CoreRedirector, a_timeout_survives_the_way_from_queue_to_queue)
{
    send(*a, d->id, {}, IpcTime::period(100));
    lose_redirector();
    Tcb& successor = spawn();
    advance(60);
    ASSERT_EQ(redirect(*a, successor.id), succeeded);
    EXPECT_EQ(a->operation().peer, &successor);
    elapse(39);
    EXPECT_TRUE(sends(*a));
    elapse(1);
    EXPECT_EQ(outcome(*a), failure(IpcFault::timeout, IpcPhase::send));
}

TEST_F(CoreRedirector, whoever_gets_the_id_of_a_lost_redirector_is_not_the_redirector)
{
    ThreadId const old = r->id;
    lose_redirector();
    send(*a, d->id);
    ASSERT_EQ(thread_control(root(), {.dest = old, .space = old, .scheduler = root().id}),
              succeeded);
    EXPECT_TRUE(held(*a));
    EXPECT_EQ(a->space->redirector, lost_redirector);
}

TEST_F(CoreRedirector, a_redirector_with_a_new_id_is_lost)
{
    send(*a, d->id);
    ThreadId const renewed = ThreadId::global(r->id.number(), 2);
    ASSERT_EQ(thread_control(root(), {.dest = renewed, .space = r->id}), succeeded);
    EXPECT_TRUE(held(*a));
    EXPECT_EQ(next(*r), nothing);
    ASSERT_EQ(redirect(*a, renewed), succeeded);
    EXPECT_EQ(next(*r), redirected(a->id));
}

TEST_F(CoreRedirector, a_caller_turned_to_the_redirector_is_told_of_its_death)
{
    receive(*r, anythread);
    call_ipc(*a, d->id);
    lose_redirector();
    EXPECT_EQ(outcome(*a), failure(IpcFault::no_partner, IpcPhase::receive));
}

TEST_F(CoreRedirector, the_death_of_the_destination_is_told_to_redirected_and_held_senders)
{
    Tcb& other = spawn();
    send(*a, d->id);
    remove(*d);
    EXPECT_EQ(outcome(*a), failure(IpcFault::no_partner, IpcPhase::send));
    EXPECT_EQ(next(*r), nothing);
    lose_redirector();
    send(*a, other.id);
    remove(other);
    EXPECT_EQ(outcome(*a), failure(IpcFault::no_partner, IpcPhase::send));
}

TEST_F(CoreRedirector, queued_messages_follow_a_change_of_the_redirector)
{
    Tcb& other = spawn();
    send(*a, d->id, {1});
    ASSERT_EQ(redirect(*a, other.id), succeeded);
    EXPECT_EQ(next(*r), nothing);
    EXPECT_EQ(next(other), redirected(a->id, 1));
    send(*a, d->id, {2});
    ASSERT_EQ(redirect(*a, anythread), succeeded);
    EXPECT_EQ(next(other), nothing);
    EXPECT_EQ(next(*d), message(a->id, 0, 1));
    send(*a, d->id, {3});
    ASSERT_EQ(redirect(*a, r->id), succeeded);
    EXPECT_EQ(next(*d), nothing);
    EXPECT_EQ(next(*r), redirected(a->id, 1));
}

TEST_F(CoreRedirector, queued_messages_follow_threads_that_move)
{
    Tcb &host = spawn(), &anchor = spawn_with(*r);
    send(*a, d->id, {1});
    move(*r, *d);
    EXPECT_EQ(next(*d), message(a->id, 0, 1)) << "its space is the redirector's now";
    move(*r, anchor);
    send(*a, d->id, {2});
    move(*d, *a);
    EXPECT_EQ(next(*d), message(ThreadId{a->utcb_pointer.raw()}, 0, 1)) << "inside the space";
    send(*a, d->id, {3});
    move(*d, host);
    EXPECT_EQ(next(*d), nothing);
    EXPECT_EQ(next(*r), redirected(a->id, 1));
}

TEST_F(CoreRedirector, two_hundred_held_senders_are_released_in_steps)
{
    lose_redirector();
    std::vector<Tcb*> all{a};
    while (all.size() < 12)
        all.push_back(&spawn_with(*a));
    Tcb* crowd = d;
    for (unsigned i = 0; i < 190; ++i)
        crowd = i % 10 == 0 ? &spawn() : &spawn_with(*crowd);
    for (Tcb* t : all)
        send(*t, d->id);
    unsigned const before = host::machine().preemption_points;
    ASSERT_EQ(redirect(*a, anythread), succeeded);
    EXPECT_GE(host::machine().preemption_points - before, 200u / 64);
    for (Tcb* t : all)
        EXPECT_EQ(next(*d), message(t->id));
}

// ---- SpaceControl ------------------------------------------------------------------------------

TEST_F(CoreRedirector, nil_leaves_the_redirector_as_it_is)
{
    EXPECT_EQ(redirect(*a, nilthread), succeeded);
    EXPECT_EQ(a->space->redirector, r->id);
    EXPECT_EQ(redirect(*a, anythread), succeeded);
    EXPECT_EQ(a->space->redirector, nilthread);
}

TEST_F(CoreRedirector, what_is_no_thread_with_a_space_is_refused_with_error_3)
{
    ThreadId const irq = ThreadId::global(7, 1);
    ASSERT_EQ(thread_control(root(), {.dest = irq, .space = irq, .pager = d->id}), succeeded);
    for (ThreadId const bad : {fresh_id(), irq, anylocalthread, ThreadId{0x12340}})
        EXPECT_EQ(redirect(*a, bad), refused(ErrorCode::invalid_space));
    EXPECT_EQ(a->space->redirector, r->id);
}

TEST_F(CoreRedirector, the_redirector_may_be_named_by_a_local_id_of_the_caller)
{
    Tcb& servant = spawn_with(root());
    EXPECT_EQ(redirect(*a, ThreadId{servant.utcb_pointer.raw()}), succeeded);
    EXPECT_EQ(a->space->redirector, servant.id);
}

TEST_F(CoreRedirector, rings_are_refused_with_error_3)
{
    EXPECT_EQ(redirect(*a, mate->id), refused(ErrorCode::invalid_space));
    EXPECT_EQ(redirect(*r, a->id), refused(ErrorCode::invalid_space));
    ASSERT_EQ(redirect(*r, d->id), succeeded);
    EXPECT_EQ(redirect(*d, mate->id), refused(ErrorCode::invalid_space));
    EXPECT_EQ(d->space->redirector, nilthread);
}

TEST_F(CoreRedirector, a_chain_of_more_than_eight_is_refused_with_error_3)
{
    std::vector<Tcb*> chain{&spawn()};
    while (chain.size() < longest_redirection) {
        chain.push_back(&spawn());
        ASSERT_EQ(redirect(*chain.back(), chain[chain.size() - 2]->id), succeeded);
    }
    Tcb &last = spawn(), &one_more = spawn();
    EXPECT_EQ(redirect(last, chain.back()->id), succeeded);
    EXPECT_EQ(redirect(one_more, last.id), refused(ErrorCode::invalid_space));
    EXPECT_TRUE(redirects_for(kernel(), *chain.front(), *last.space));
}

TEST_F(CoreRedirector, only_privileged_threads_set_a_redirector)
{
    EXPECT_EQ(space_control(*d, a->id, Fpage{}, Fpage{}, d->id), refused(ErrorCode::no_privilege));
    EXPECT_EQ(a->space->redirector, r->id);
}

TEST_F(CoreRedirector, areas_that_are_refused_leave_the_redirector_as_it_is)
{
    Tcb& fresh = spawn_inactive();
    EXPECT_EQ(space_control(root(), fresh.id, Fpage{}, Fpage{}, r->id).result, 0u);
    EXPECT_EQ(fresh.space->redirector, nilthread);
    EXPECT_EQ(space_control(root(), fresh.id, Fpage::make(kip_at, 12),
                            Fpage::make(utcbs_at, utcbs_log2), r->id),
              succeeded);
    EXPECT_EQ(fresh.space->redirector, r->id);
}

TEST_F(CoreRedirector, a_ring_that_a_move_closes_hurts_only_its_own_messages)
{
    spawn_with(*r);  // keeps the space that it leaves
    move(*r, *a);
    send(*r, d->id, {}, IpcTime::period(5));
    EXPECT_TRUE(sends(*r)) << "its own redirector";
    elapse(5);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::send));
    receive(*r, anythread);
    send(*a, d->id, {}, time_zero);
    EXPECT_EQ(outcome(*r).tag, Word{PINYON_TAG_REDIRECTED});
    EXPECT_EQ(intended(*r), d->id);
}

// `busy`, a second privileged thread, is interrupted in the middle of a deletion.
TEST_F(CoreRedirector, a_call_that_has_to_wait_for_a_deletion_is_made_with_its_own_parameters)
{
    Tcb &busy = spawn_with(root(), 100), &urgent = spawn_with(root(), 200), &mortal = spawn();
    give(mortal, 0x1000'0000, 0, 100);
    receive(urgent, urgent.id, IpcTime::period(100));
    park();
    run(busy);
    host::Machine& machine = host::machine();
    machine.preempt_at = [&](unsigned) {
        if (kernel().dying.space && machine.cpus[0].deadline > machine.now)
            advance(100);
        return machine.cpus[0].deadline <= machine.now;
    };
    (void)thread_control(busy, {.dest = mortal.id});
    machine.preempt_at = nullptr;
    ASSERT_EQ(current(), &urgent);
    ASSERT_NE(kernel().dying.space, nullptr);
    EXPECT_EQ(space_control(urgent, a->id, Fpage{}, Fpage{}, d->id), succeeded);
    EXPECT_EQ(kernel().dying.space, nullptr);
    EXPECT_EQ(a->space->redirector, d->id);
    unpark(urgent);
}

}  // namespace
}  // namespace pinyon::test
