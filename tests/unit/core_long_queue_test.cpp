// SPDX-License-Identifier: BSD-2-Clause
// Tests of the search for a sender in a long queue: it goes on in steps, whatever happens between.
#include "core_names.h"

namespace pinyon::test {
namespace {

constexpr Word first_leaves_at = 200, others_leave_at = 1000;

// A receiver with a queue of many senders and, behind them, one that propagates. `urgent` can
// be made to wake up while the receiver looks through them.
struct CoreLongQueue : NamesTest {
    void SetUp() override
    {
        NamesTest::SetUp();
        r = &spawn(100);
        s = &spawn(90);
        v = &spawn_with(*s, 90);
        urgent = &spawn_with(*r, 200);
        while (queue.size() < 200) {
            queue.push_back(&(queue.size() % 10 == 0 ? spawn(90) : spawn_with(*queue.back(), 90)));
            send(*queue.back(), r->id, {queue.size()}, patience(queue.size() - 1));
        }
        send_as(*s, v->id, {.to = r->id, .send = patience(200), .tag = tag_of(1), .words = {77}});
    }
    // Those that the first step does not look at leave some time.
    static IpcTime patience(std::size_t i)
    {
        if (i < search_budget)
            return time_never;
        return IpcTime::period(i == search_budget ? first_leaves_at : others_leave_at);
    }
    // `r` receives; after its first step `urgent` runs.
    void interrupted_receive(ThreadId from, IpcTime time = time_never)
    {
        receive(*urgent, urgent->id, IpcTime::period(100));
        park();
        run(*r);
        host::Machine& machine = host::machine();
        machine.preempt_at = [&](unsigned) {
            if (r->searching && machine.cpus[0].deadline > machine.now)
                advance(100);
            return machine.cpus[0].deadline <= machine.now;
        };
        receive(*r, from, time);
        machine.preempt_at = nullptr;
        ASSERT_EQ(current(), urgent);
        ASSERT_TRUE(r->searching);
        EXPECT_EQ(state(*r), Word{PINYON_SCHED_WAITING});
    }
    // `urgent` has done what it wanted; the search goes on.
    void go_on()
    {
        receive(*urgent, urgent->id, IpcTime::period(1000));
        EXPECT_FALSE(r->searching);
    }
    Tcb *r = nullptr, *s = nullptr, *v = nullptr, *urgent = nullptr;
    std::vector<Tcb*> queue;
};

TEST_F(CoreLongQueue, the_search_takes_several_steps_and_finds_the_sender)
{
    unsigned const before = host::machine().preemption_points;
    receive(*r, v->id, time_zero);
    EXPECT_EQ(outcome(*r), propagated(v->id, 1));
    EXPECT_GE(host::machine().preemption_points - before, 200u / search_budget);
    EXPECT_EQ(r->propagators, 0u);
}

TEST_F(CoreLongQueue, without_propagators_a_closed_receive_looks_at_nobody)
{
    receive(*r, s->id);
    unsigned const before = host::machine().preemption_points;
    receive(*r, v->id, time_zero);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::receive));
    EXPECT_LE(host::machine().preemption_points - before, 1u);
}

TEST_F(CoreLongQueue, a_sender_that_arrives_during_the_search_is_taken_at_once)
{
    interrupted_receive(urgent->id);
    send(*urgent, r->id, {5}, time_zero);
    EXPECT_EQ(outcome(*r), plain(local(*urgent), 1));
    EXPECT_FALSE(r->searching);
}

TEST_F(CoreLongQueue, a_sender_that_leaves_does_not_derail_the_search)
{
    interrupted_receive(v->id);
    ASSERT_EQ(r->search, queue[search_budget]);
    elapse(first_leaves_at - 100);
    EXPECT_EQ(r->search, queue[search_budget + 1]);
    go_on();
    EXPECT_EQ(outcome(*r), propagated(v->id, 1));
}

TEST_F(CoreLongQueue, a_search_whose_last_senders_leave_comes_to_its_end)
{
    interrupted_receive(v->id, time_zero);
    advance(others_leave_at);
    while (r->search)
        interrupt();
    EXPECT_TRUE(r->searching);
    EXPECT_EQ(r->senders, queue.front()) << "those that it had looked at";
    go_on();
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreLongQueue, a_scan_of_the_reaper_may_find_the_sender_first)
{
    interrupted_receive(v->id);
    unpark(*urgent);
    queue[search_budget]->relied_on = true;  // else its end asks nobody
    remove(*queue[search_budget]);
    EXPECT_EQ(outcome(*r), propagated(v->id, 1));
    EXPECT_FALSE(r->searching);
}

TEST_F(CoreLongQueue, a_search_ends_by_its_deadline_and_by_abort)
{
    interrupted_receive(v->id, IpcTime::period(150));
    elapse(50);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::receive));
    EXPECT_FALSE(r->searching);
    unpark(*urgent);
    interrupted_receive(v->id);
    exchange(*urgent, {.dest = r->id, .control = PINYON_EXREGS_RECEIVE});
    EXPECT_EQ(outcome(*r), failure(IpcFault::cancelled, IpcPhase::receive));
    EXPECT_FALSE(r->searching);
}

TEST_F(CoreLongQueue, anylocalthread_searches_in_steps_too)
{
    Tcb& friendly = spawn_with(*r, 90);
    send(friendly, r->id, {6});
    receive(*r, anylocalthread, time_zero);
    EXPECT_EQ(outcome(*r), plain(local(friendly), 1));
    receive(*r, anylocalthread, time_zero);
    EXPECT_EQ(outcome(*r), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreLongQueue, a_receiver_can_be_deleted_while_it_searches)
{
    interrupted_receive(v->id);
    unpark(*urgent);
    remove(*r);
    for (Tcb* t : queue)
        ASSERT_EQ(outcome(*t), failure(IpcFault::no_partner, IpcPhase::send));
    EXPECT_EQ(outcome(*s), failure(IpcFault::no_partner, IpcPhase::send));
}

}  // namespace
}  // namespace pinyon::test
