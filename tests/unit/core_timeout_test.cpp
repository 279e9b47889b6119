// SPDX-License-Identifier: BSD-2-Clause
// Tests of IPC timeouts: periods, points, expiry by the clock with and without its interrupt.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Outcome send_timed_out = failure(IpcFault::timeout, IpcPhase::send);
constexpr Outcome receive_timed_out = failure(IpcFault::timeout, IpcPhase::receive);

struct CoreTimeouts : CoreTest {
    Word state(Tcb const& t) { return schedule_state(t); }
    static bool timed_out(Tcb const& t) { return outcome(t) == receive_timed_out; }
    Clock deadline() { return host::machine().cpus[0].deadline; }

    // A point in time `us` from now, which has to be a multiple of 2^e.
    IpcTime point(Word us, unsigned e)
    {
        Word const moment = (host::machine().now + us).raw();
        Word const c = moment >> (e + 10) & 1;
        return IpcTime{0x8000 | Word{e} << 11 | c << 10 | (moment >> e & 0x3FF)};
    }
};

TEST_F(CoreTimeouts, a_receive_ends_when_its_period_is_over_and_not_a_microsecond_before)
{
    Tcb& a = spawn();
    receive(a, anythread, IpcTime::period(1000));
    elapse(999);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    elapse(1);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, a_send_ends_when_its_period_is_over_and_leaves_the_receiver_alone)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, b.id);
    send(a, b.id, {1}, IpcTime::period(500));
    elapse(500);
    EXPECT_EQ(outcome(a), send_timed_out);
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreTimeouts, a_closed_receive_from_oneself_is_a_sleep)
{
    Tcb& a = spawn();
    receive(a, a.id, IpcTime::period(250));
    elapse(249);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    elapse(1);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, the_timer_is_set_to_the_earliest_timeout)
{
    Tcb &a = spawn(), &b = spawn();
    receive(a, anythread, IpcTime::period(900));
    receive(b, anythread, IpcTime::period(300));
    EXPECT_LE(deadline(), host::machine().now + 300);
    elapse(300);
    EXPECT_EQ(outcome(b), receive_timed_out);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    EXPECT_LE(deadline(), host::machine().now + 600);
}

TEST_F(CoreTimeouts, the_timer_is_set_though_no_slice_ends_before)
{
    Tcb &a = spawn(), &b = spawn();
    EXPECT_NE(schedule(root(), a.id, {.time = 0}).state, 0u) << "an endless slice";
    park();
    receive(b, anythread);
    ipc(a, {.to = b.id, .from = b.id, .receive = IpcTime::period(300), .tag = tag_of(0)});
    EXPECT_EQ(current(), &b);
    EXPECT_EQ(deadline(), host::machine().now + 300);
    elapse(300);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, every_coding_of_zero_fails_at_once_in_both_phases)
{
    Tcb &a = spawn(), &b = spawn();
    for (Word e = 1; e < 32; ++e) {
        IpcTime const zero{e << 10};
        send(a, b.id, {}, zero);
        ASSERT_EQ(outcome(a), send_timed_out) << e;
        receive(a, anythread, zero);
        ASSERT_EQ(outcome(a), receive_timed_out) << e;
    }
}

TEST_F(CoreTimeouts, a_receive_without_time_takes_a_sender_who_is_there)
{
    Tcb &a = spawn(), &b = spawn();
    send(a, b.id, {3});
    receive(b, anythread, time_zero);
    EXPECT_EQ(outcome(b), (Outcome{a.id.raw(), tag_of(1).raw(), 0}));
}

TEST_F(CoreTimeouts, a_receiver_whose_time_is_over_is_not_met_although_no_interrupt_came)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, anythread, IpcTime::period(100));
    advance(100);
    send(a, b.id, {1}, time_zero);
    EXPECT_EQ(outcome(a), send_timed_out);
    interrupt();
    EXPECT_EQ(outcome(b), receive_timed_out);
}

TEST_F(CoreTimeouts, a_sender_queues_at_a_receiver_whose_time_is_over_and_is_served_next_time)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, anythread, IpcTime::period(100));
    advance(100);
    send(a, b.id, {1});
    EXPECT_EQ(state(a), Word{PINYON_SCHED_PENDING_SEND});
    interrupt();
    EXPECT_EQ(outcome(b), receive_timed_out);
    receive(b, anythread, time_zero);
    EXPECT_EQ(words(b, 1), (Words{1}));
}

TEST_F(CoreTimeouts, the_receive_period_counts_from_the_end_of_the_send_phase)
{
    Tcb &a = spawn(), &b = spawn();
    ipc(a, {.to = b.id, .from = b.id, .receive = IpcTime::period(100), .tag = tag_of(0)});
    elapse(50);
    receive(b, a.id);
    elapse(99);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    elapse(1);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, a_message_in_time_cancels_the_timeout)
{
    Tcb &a = spawn(), &b = spawn();
    receive(b, a.id, IpcTime::period(100));
    send(a, b.id, {1});
    receive(b, a.id);
    elapse(200);
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
    send(a, b.id, {2}, time_zero);
    EXPECT_EQ(words(b, 1), (Words{2}));
}

TEST_F(CoreTimeouts, a_point_in_time_ends_a_wait_at_that_moment)
{
    advance(5000);
    Tcb &a = spawn(), &b = spawn();
    receive(a, anythread, point(600, 3));
    send(b, a.id, {}, point(400, 3));
    EXPECT_EQ(outcome(b).error, 0u) << "met";
    receive(a, b.id, point(600, 3));
    elapse(599);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    elapse(1);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, a_point_in_the_next_window_is_waited_for)
{
    advance(1000);
    Tcb& a = spawn();
    receive(a, anythread, point(200, 0));
    elapse(199);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_WAITING});
    elapse(1);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, a_point_that_has_passed_is_no_time_at_all)
{
    advance(900);
    Tcb &a = spawn(), &b = spawn();
    IpcTime const past = point(Word(-100), 0);
    send(a, b.id, {}, past);
    EXPECT_EQ(outcome(a), send_timed_out);
    receive(a, anythread, past);
    EXPECT_EQ(outcome(a), receive_timed_out);
}

TEST_F(CoreTimeouts, the_window_of_a_receive_point_is_that_of_the_call)
{
    advance(600);
    Tcb &a = spawn(), &b = spawn();
    IpcTime const at_1000 = point(400, 0);
    ipc(a, {.to = b.id, .from = b.id, .receive = at_1000, .tag = tag_of(0)});
    elapse(800);  // in the window after the one of the call
    receive(b, a.id);
    EXPECT_EQ(outcome(a), receive_timed_out) << "1000 has passed; 3048 is not meant";
}

TEST_F(CoreTimeouts, forty_timeouts_of_one_moment_all_expire)
{
    Tcb& first = spawn();
    std::vector<Tcb*> sleepers{&first};
    while (sleepers.size() < 40)
        sleepers.push_back(&(sleepers.size() % 10 == 0 ? spawn() : spawn_with(*sleepers.back())));
    for (Tcb* t : sleepers)
        receive(*t, anythread, IpcTime::period(1000));
    advance(1000);
    unsigned interrupts = 0;
    for (; interrupts < 10 && deadline() <= host::machine().now; ++interrupts)
        interrupt();
    EXPECT_TRUE(
        std::all_of(sleepers.begin(), sleepers.end(), [](Tcb const* t) { return timed_out(*t); }));
    EXPECT_GT(interrupts, 1u) << "no event is longer than a batch";
}

TEST_F(CoreTimeouts, never_means_never)
{
    Tcb &a = spawn(), &b = spawn();
    send(a, b.id, {1}, time_never);
    receive(b, b.id, time_never);
    elapse(Word{1} << 45);
    EXPECT_EQ(state(a), Word{PINYON_SCHED_PENDING_SEND});
    EXPECT_EQ(state(b), Word{PINYON_SCHED_WAITING});
}

}  // namespace
}  // namespace pinyon::test
