// SPDX-License-Identifier: BSD-2-Clause
// Tests of who is relied on: the end of a thread that nobody waits for asks no other thread.
#include "core_redirection.h"

namespace pinyon::test {
namespace {

struct CoreReliance : CoreTest {
    // Threads that wait for somebody else, ten in a space.
    void crowd(unsigned count)
    {
        Tcb& awaited = spawn();
        Tcb* first = nullptr;
        for (unsigned i = 0; i < count; ++i) {
            Tcb& t = i % 10 == 0 ? spawn() : spawn_with(*first);
            first = i % 10 == 0 ? &t : first;
            receive(t, awaited.id);
        }
    }
    // Preemption points of the deletion, which are as many as its steps.
    unsigned steps_of_removing(Tcb& t)
    {
        unsigned const before = host::machine().preemption_points;
        remove(t);
        return host::machine().preemption_points - before;
    }
};

TEST_F(CoreReliance, the_end_of_a_client_takes_no_step_however_many_threads_there_are)
{
    Tcb& server = spawn();
    Tcb& client = spawn_with(server);
    crowd(200);
    receive(server, anythread);
    call_ipc(client, server.id);
    EXPECT_FALSE(client.relied_on);
    EXPECT_EQ(steps_of_removing(client), 0u);
}

TEST_F(CoreReliance, the_end_of_a_server_looks_at_all_threads)
{
    Tcb& server = spawn();
    Tcb& client = spawn_with(server);
    crowd(200);
    receive(server, anythread);
    call_ipc(client, server.id);
    EXPECT_GE(steps_of_removing(server), 200u / 64);
    EXPECT_EQ(outcome(client), failure(IpcFault::no_partner, IpcPhase::receive));
}

TEST_F(CoreReliance, who_waits_for_anyone_is_relied_on_before_a_message_comes)
{
    Tcb& t = spawn();
    EXPECT_FALSE(t.relied_on);
    receive(t, anylocalthread, time_zero);
    EXPECT_TRUE(t.relied_on);
}

TEST_F(CoreReliance, a_rename_tells_those_who_wait_and_the_new_id_is_relied_on_like_the_old)
{
    Tcb &t = spawn(), &before = spawn(), &behind = spawn();
    receive(before, t.id);
    ThreadId const next = ThreadId::global(t.id.number(), 7);
    ASSERT_EQ(thread_control(root(), {.dest = next, .space = next}), succeeded);
    EXPECT_EQ(outcome(before), failure(IpcFault::no_partner, IpcPhase::receive));
    receive(behind, next);
    remove(next);
    EXPECT_EQ(outcome(behind), failure(IpcFault::no_partner, IpcPhase::receive));
}

TEST_F(CoreReliance, a_start_awaited_from_a_pager_that_was_not_born_yet_ends_with_it)
{
    Tcb& t = spawn_inactive();
    ThreadId const unborn = ThreadId::global(t.id.number() + 1, 1);
    ASSERT_EQ(find(unborn), nullptr);
    activate(t, unborn);
    EXPECT_EQ(t.kernel_op, KernelOp::start);
    ASSERT_EQ(thread_control(root(), {.dest = unborn, .space = t.id, .scheduler = root().id}),
              succeeded);
    remove(unborn);
    EXPECT_EQ(t.kernel_op, KernelOp::none);
}

using CoreRedirectorReliance = RedirectionTest;

TEST_F(CoreRedirectorReliance, a_redirector_is_relied_on_though_nobody_waits_for_it)
{
    EXPECT_TRUE(r->relied_on);
    remove(*r);
    EXPECT_EQ(a->space->redirector, lost_redirector);
}

TEST_F(CoreRedirectorReliance, a_name_is_relied_on_while_a_message_waits_under_it)
{
    EXPECT_FALSE(mate->relied_on);
    ASSERT_EQ(redirect(*a, anythread), succeeded);
    send_as(*a, mate->id, {.to = d->id});
    EXPECT_TRUE(mate->relied_on);
    remove(*mate);
    EXPECT_EQ(a->user.virtual_sender, nilthread);
}

}  // namespace
}  // namespace pinyon::test
