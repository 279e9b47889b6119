// SPDX-License-Identifier: BSD-2-Clause
// Tests of the total quantum: what uses it up, what happens then, and how a thread gets more.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word slice = default_slice;
constexpr Word quantum = 3000;

Word times(IpcTime slice_time, IpcTime quantum_time)
{
    return Word{slice_time.raw()} << 16 | quantum_time.raw();
}

struct CoreQuantum : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        keeper = &spawn(200);
        t = &spawn(100);
        ASSERT_EQ(thread_control(root(), {.dest = t->id, .space = t->id, .scheduler = keeper->id}),
                  succeeded);
        allow(quantum);
    }
    // The keeper cannot set more than its own priority, but times.
    void allow(Word length) { refill(root(), IpcTime::period(length)); }
    void refill(Tcb& by, IpcTime length)
    {
        EXPECT_NE(schedule(by, t->id, {.time = times(IpcTime::period(slice), length)}).state, 0u);
    }
    // The keeper waits, and the thread has the processor.
    void go()
    {
        receive(*keeper, anythread);
        park();
        ASSERT_EQ(current(), t);
    }
    Word left() { return remaining(cpu(), *t).quantum; }
    Outcome message() const
    {
        MsgTag const tag = tag_of(2, 0, protocol_label(PINYON_PROTO_PREEMPTION));
        return {t->id.raw(), tag.raw(), 0};
    }
    Tcb *keeper = nullptr, *t = nullptr;
};

TEST_F(CoreQuantum, a_thread_stops_at_the_end_of_its_quantum_and_its_scheduler_is_told_when)
{
    go();
    advance(500);
    elapse(quantum - 501);
    EXPECT_EQ(current(), t);
    EXPECT_EQ(left(), 1u);
    elapse(1);
    EXPECT_EQ(current(), keeper);
    EXPECT_EQ(outcome(*keeper), message());
    EXPECT_EQ(words(*keeper, 2), (Words{host::machine().now.raw(), 0}));
    receive(*keeper, anythread);
    EXPECT_EQ(current(), nullptr) << "the message has no answer; the thread stays off";
    elapse(10 * slice);
    EXPECT_EQ(current(), nullptr);
}

TEST_F(CoreQuantum, a_new_quantum_lets_it_go_on_where_it_was)
{
    go();
    Word const ip = Arch::ip(t->frame);
    fill(*t, 0x30);
    elapse(quantum);
    refill(*keeper, IpcTime::period(700));
    receive(*keeper, anythread);
    EXPECT_EQ(current(), t);
    EXPECT_EQ(Arch::ip(t->frame), ip);
    EXPECT_TRUE(filled(*t, 0x30, 0)) << "its own registers know nothing of the message";
    elapse(699);
    EXPECT_EQ(current(), t);
    elapse(1);
    EXPECT_EQ(current(), keeper);
    refill(*keeper, time_never);
    receive(*keeper, anythread);
    elapse(100 * slice);
    EXPECT_EQ(current(), t) << "never is without end";
}

TEST_F(CoreQuantum, the_time_of_others_is_not_charged)
{
    Tcb& equal = spawn(100);
    receive(*keeper, anythread);
    park();
    Tcb* const first = current();
    ASSERT_TRUE(first == t || first == &equal);
    elapse(1000);
    thread_switch(*first, nilthread);
    elapse(1000);
    EXPECT_EQ(left(), quantum - 1000);
}

TEST_F(CoreQuantum, a_slice_that_ends_leaves_the_quantum_running)
{
    allow(slice + 240);
    go();
    elapse(slice);
    EXPECT_EQ(current(), t);
    EXPECT_EQ(left(), 240u);
    EXPECT_EQ(remaining(cpu(), *t).slice, slice);
    elapse(240);
    EXPECT_EQ(current(), keeper);
}

TEST_F(CoreQuantum, yielding_gives_a_fresh_slice_but_no_quantum)
{
    go();
    advance(1000);
    thread_switch(*t, nilthread);
    EXPECT_EQ(left(), quantum - 1000);
    EXPECT_EQ(remaining(cpu(), *t).slice, slice);
}

TEST_F(CoreQuantum, the_timer_is_set_to_whatever_ends_first)
{
    go();
    EXPECT_EQ(host::machine().cpus[0].deadline, host::machine().now + quantum);
}

TEST_F(CoreQuantum, a_donor_pays_for_whoever_runs_on_its_time)
{
    Tcb& server = spawn(50);
    receive(server, anythread);
    go();
    call_ipc(*t, server.id);
    ASSERT_EQ(current(), &server);
    elapse(1000);
    EXPECT_EQ(left(), quantum - 1000);
    elapse(quantum - 1000);
    EXPECT_EQ(current(), &server) << "now on its own time";
    EXPECT_EQ(cpu().slice_owner, &server);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_WAITING}) << "its IPC goes on";
    reply_wait(server, t->id);
    EXPECT_EQ(current(), keeper) << "it would go on, and has no time";
    EXPECT_EQ(outcome(*keeper), message());
    EXPECT_EQ(outcome(*t).from, server.id.raw()) << "the answer is there";
}

TEST_F(CoreQuantum, a_thread_with_no_quantum_at_all_never_runs)
{
    allow(0);
    receive(*keeper, anythread);
    park();
    EXPECT_EQ(current(), keeper);
    EXPECT_EQ(outcome(*keeper), message());
    receive(*keeper, anythread);
    EXPECT_EQ(current(), nullptr);
}

TEST_F(CoreQuantum, a_thread_that_the_scheduler_does_not_listen_to_waits_to_send)
{
    receive(*keeper, keeper->id);
    park();
    ASSERT_EQ(current(), t);
    elapse(quantum);
    EXPECT_EQ(current(), nullptr);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_PENDING_SEND});
    EXPECT_EQ(t->kernel.phase(), Phase::send_wait);
}

TEST_F(CoreQuantum, a_refill_takes_the_queued_message_back)
{
    Tcb& watcher = spawn(150);
    receive(watcher, anythread, IpcTime::period(quantum + 100));
    receive(*keeper, keeper->id, IpcTime::period(quantum + 200));
    park();
    elapse(quantum);
    ASSERT_EQ(t->kernel.phase(), Phase::send_wait);
    elapse(100);
    unpark(watcher);
    allow(quantum);
    EXPECT_EQ(t->kernel_op, KernelOp::none);
    EXPECT_TRUE(t->runs_user_code());
    elapse(100);
    park();
    run(*keeper);
    receive(*keeper, anythread, time_zero);
    EXPECT_EQ(outcome(*keeper), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreQuantum, cutting_the_message_does_not_give_time)
{
    Tcb& neighbour = spawn_with(*t, 90);
    receive(*keeper, keeper->id);
    park();
    elapse(quantum);
    ASSERT_EQ(current(), &neighbour);
    RegisterParameters const old =
        exchange(neighbour, {.dest = t->id, .control = PINYON_EXREGS_SEND});
    EXPECT_EQ(old.control & PINYON_EXREGS_SEND, Word{PINYON_EXREGS_SEND});
    EXPECT_EQ(t->kernel.phase(), Phase::none);
    EXPECT_TRUE(t->exhausted());
    EXPECT_EQ(current(), &neighbour);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_RUNNING});
}

TEST_F(CoreQuantum, without_a_scheduler_that_lives_it_just_stops)
{
    Tcb& watcher = spawn(90);
    remove(*keeper);
    park();
    elapse(quantum);
    EXPECT_EQ(current(), &watcher);
    EXPECT_TRUE(t->exhausted());
    unpark(watcher);
    allow(quantum);
    EXPECT_TRUE(t->runs_user_code());
}

TEST_F(CoreQuantum, a_scheduler_that_dies_with_the_message_queued_leaves_it_stopped)
{
    receive(*keeper, keeper->id);
    Tcb& watcher = spawn(90);
    park();
    elapse(quantum);
    ASSERT_EQ(t->kernel.phase(), Phase::send_wait);
    unpark(watcher);
    remove(*keeper);
    EXPECT_EQ(t->kernel.phase(), Phase::none);
    EXPECT_TRUE(t->exhausted());
    remove(*t);
}

TEST_F(CoreQuantum, what_is_left_is_told_as_a_period)
{
    EXPECT_EQ(schedule(root(), t->id).old_time,
              times(IpcTime::period(slice), IpcTime::period(quantum)));
    go();
    elapse(1000);
    unpark(*t);
    EXPECT_EQ(schedule(root(), t->id).old_time,
              times(IpcTime::period(slice - 1000), IpcTime::period(quantum - 1000)));
    EXPECT_EQ(schedule(root(), t->id, {.time = times(time_never, time_never)}).error, 0u);
    EXPECT_EQ(schedule(root(), t->id).old_time, times(time_never, time_never));
}

TEST_F(CoreQuantum, a_transfer_is_completed_although_the_quantum_ends_in_it)
{
    constexpr Word pages_at = 0x1000'0000;
    give(*t, pages_at, 0, 32);
    Tcb& taker = spawn(100);
    accept_all(taker);
    receive(taker, t->id);
    receive(*keeper, anythread);
    park();
    ASSERT_EQ(current(), t);
    elapse(quantum - 1);
    host::Machine& machine = host::machine();
    machine.preempt_at = [&](unsigned point) {
        if (point == 0)
            advance(1);
        return machine.cpus[0].deadline <= machine.now;
    };
    ipc(*t, {.to = taker.id, .tag = tag_of(0, 2), .words = pages_item(pages_at, 17, pages_at)});
    machine.preempt_at = nullptr;
    EXPECT_TRUE(maps(taker, pages_at + 31 * page_size));
    EXPECT_EQ(schedule_state(taker), Word{PINYON_SCHED_RUNNING});
    EXPECT_TRUE(t->exhausted());
    EXPECT_EQ(outcome(*keeper), message());
}

}  // namespace
}  // namespace pinyon::test
