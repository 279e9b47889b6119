// SPDX-License-Identifier: BSD-2-Clause
// Tests of delayed preemption.
#include "core_preempted.h"

namespace pinyon::test {
namespace {

using CorePreemption = PreemptedTest;

TEST_F(CorePreemption, a_newcomer_up_to_the_sensitive_priority_waits_until_the_delay_is_over)
{
    for (Word const priority : {101, 150}) {
        Tcb &sleeper = spawn_sleeper(priority), &worker = spawn_delaying();
        park();
        ASSERT_EQ(current(), &worker);
        elapse(wake_after);
        EXPECT_EQ(current(), &worker);
        EXPECT_TRUE(pending(worker));
        EXPECT_EQ(host::machine().cpus[0].deadline, host::machine().now + delay);
        elapse(delay - 1);
        EXPECT_EQ(current(), &worker);
        elapse(1);
        EXPECT_EQ(current(), &sleeper);
        unpark(sleeper);
        remove(sleeper);
        remove(worker);
    }
}

TEST_F(CorePreemption, a_newcomer_above_the_sensitive_priority_overrules)
{
    Tcb &sleeper = spawn_sleeper(151), &worker = spawn_delaying();
    park();
    elapse(wake_after);
    EXPECT_EQ(current(), &sleeper);
    EXPECT_EQ(flags(worker), Word{PINYON_PREEMPT_DELAY}) << "no flag changes";
    receive(sleeper, anythread);
    EXPECT_EQ(current(), &worker);
}

TEST_F(CorePreemption, it_needs_the_flag_and_a_maximum_delay_and_a_sensitive_priority)
{
    struct Variant {
        Word flag, priority, microseconds;
    };
    for (Variant const v : {Variant{0, 150, delay}, Variant{PINYON_PREEMPT_DELAY, 150, 0},
                            Variant{PINYON_PREEMPT_DELAY, 100, delay}}) {
        Tcb &sleeper = spawn_sleeper(120), &worker = spawn(100);
        sensitivity(worker, v.priority, v.microseconds);
        set_flags(worker, v.flag);
        park();
        elapse(wake_after);
        EXPECT_EQ(current(), &sleeper);
        EXPECT_EQ(flags(worker), v.flag) << "pending is told only with a delay";
        unpark(sleeper);
        remove(sleeper);
        remove(worker);
    }
}

TEST_F(CorePreemption, the_end_of_the_slice_is_delayed_too)
{
    Tcb &worker = spawn_delaying(), &equal = spawn(100);
    park();
    ASSERT_EQ(current(), &worker);
    elapse(slice);
    EXPECT_EQ(current(), &worker);
    EXPECT_TRUE(pending(worker));
    elapse(delay);
    EXPECT_EQ(current(), &equal);
}

TEST_F(CorePreemption, a_slice_that_ends_with_nobody_to_follow_is_no_preemption)
{
    Tcb &worker = spawn_delaying(), &lower = spawn(99);
    park();
    elapse(slice);
    EXPECT_EQ(current(), &worker);
    EXPECT_FALSE(pending(worker));
    EXPECT_EQ(cpu().delaying, nullptr);
    EXPECT_EQ(remaining(cpu(), worker).slice, slice);
    EXPECT_EQ(lower.queue, Tcb::Queue::ready);
}

TEST_F(CorePreemption, a_sensitive_priority_below_the_own_one_has_no_effect)
{
    Tcb &worker = spawn(100), &equal = spawn(100);
    sensitivity(worker, 99, delay);
    set_flags(worker, PINYON_PREEMPT_DELAY);
    park();
    elapse(slice);
    EXPECT_EQ(current(), &equal);
}

TEST_F(CorePreemption, a_delay_starts_once_however_many_newcomers_there_are)
{
    Tcb &first = spawn_sleeper(120), &second = spawn_sleeper(140, wake_after + delay / 2);
    Tcb& worker = spawn_delaying();
    park();
    elapse(wake_after);
    elapse(delay / 2);
    EXPECT_EQ(current(), &worker);
    elapse(delay / 2);
    EXPECT_EQ(current(), &second);
    receive(second, anythread);
    EXPECT_EQ(current(), &first);
}

TEST_F(CorePreemption, giving_up_the_processor_ends_the_delay_and_renews_it)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    park();
    elapse(wake_after);
    elapse(delay / 2);
    ASSERT_EQ(current(), &worker);
    thread_switch(worker, nilthread);
    EXPECT_EQ(current(), &sleeper);
    EXPECT_EQ(flags(worker), Word{PINYON_PREEMPT_DELAY});
    receive(sleeper, anythread, IpcTime::period(wake_after));
    ASSERT_EQ(current(), &worker);
    elapse(wake_after);
    elapse(delay - 1);
    EXPECT_EQ(current(), &worker) << "all of the delay is there again";
    elapse(1);
    EXPECT_EQ(current(), &sleeper);
}

TEST_F(CorePreemption, what_was_used_of_the_delay_is_not_given_again_without_that)
{
    Tcb &sleeper = spawn_sleeper(120), &high = spawn_sleeper(160, wake_after + 300);
    Tcb& worker = spawn_delaying();
    park();
    elapse(wake_after);
    elapse(300);
    ASSERT_EQ(current(), &high) << "overruled";
    receive(high, anythread);
    ASSERT_EQ(current(), &sleeper);
    receive(sleeper, anythread, IpcTime::period(wake_after));
    ASSERT_EQ(current(), &worker);
    elapse(wake_after);
    ASSERT_EQ(current(), &worker);
    elapse(delay - 300 - 1);
    EXPECT_EQ(current(), &worker);
    elapse(1);
    EXPECT_EQ(current(), &sleeper);
}

TEST_F(CorePreemption, a_delay_that_is_over_is_an_exception_with_the_flags_cleared)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    Tcb& handler = handler_of(worker, 130);
    park();
    elapse(wake_after);
    elapse(delay);
    ASSERT_EQ(current(), &sleeper);
    EXPECT_EQ(flags(worker), 0u);
    receive(sleeper, anythread);
    EXPECT_EQ(current(), &handler) << "told when the thread would go on";
    EXPECT_EQ(outcome(handler), (Outcome{worker.id.raw(), exception_tag().raw(), 0}));
    EXPECT_EQ(mr(handler, 1), Arch::ip(worker.frame));
    receive(handler, anythread);
    EXPECT_EQ(current(), nullptr) << "it waits for the answer";
}

TEST_F(CorePreemption, an_answered_exception_lets_the_thread_go_on)
{
    Tcb& worker = spawn_delaying();
    Tcb &equal = spawn(100), &handler = handler_of(worker, 130);
    park();
    elapse(slice);
    elapse(delay);
    ASSERT_EQ(current(), &equal);
    receive(equal, anythread);
    ASSERT_EQ(current(), &handler);
    reply_wait(handler, worker.id, anythread, {0x1234});
    EXPECT_EQ(current(), &worker);
    EXPECT_EQ(Arch::ip(worker.frame), 0x1234u);
}

TEST_F(CorePreemption, without_a_handler_a_thread_that_delays_for_too_long_is_halted)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    park();
    elapse(wake_after);
    elapse(delay);
    receive(sleeper, anythread);
    EXPECT_EQ(current(), nullptr);
    EXPECT_TRUE(worker.halted);
}

TEST_F(CorePreemption, a_thread_that_takes_its_flag_back_is_preempted_without_an_exception)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    park();
    elapse(wake_after);
    set_flags(worker, PINYON_PREEMPT_PENDING);
    elapse(delay);
    EXPECT_EQ(current(), &sleeper);
    receive(sleeper, anythread);
    EXPECT_EQ(current(), &worker);
}

TEST_F(CorePreemption, a_message_to_somebody_higher_is_not_delayed)
{
    Tcb &receiver = spawn(120), &worker = spawn_delaying();
    receive(receiver, anythread);
    park();
    send(worker, receiver.id);
    EXPECT_EQ(current(), &receiver);
    EXPECT_FALSE(pending(worker));
}

TEST_F(CorePreemption, who_waits_in_its_delay_keeps_the_rest_of_it)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    park();
    elapse(wake_after);
    advance(100);
    receive(worker, anythread, IpcTime::period(50));
    EXPECT_EQ(current(), &sleeper);
    EXPECT_EQ(worker.delay_left, delay - 100);
    EXPECT_EQ(cpu().delaying, nullptr);
}

TEST_F(CorePreemption, other_bits_of_the_flags_word_are_the_users)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    constexpr Word others = 0xABCD'0000'0000'FF1F;
    set_flags(worker, others | PINYON_PREEMPT_DELAY);
    park();
    elapse(wake_after);
    EXPECT_EQ(flags(worker), others | PINYON_PREEMPT_DELAY | PINYON_PREEMPT_PENDING);
    elapse(delay);
    EXPECT_EQ(flags(worker), others);
    EXPECT_EQ(current(), &sleeper);
}

TEST_F(CorePreemption, a_deleted_thread_takes_its_delay_along)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    Tcb& killer = spawn_sleeper(160, wake_after + 10);
    park();
    elapse(wake_after);
    ASSERT_EQ(cpu().delaying, &worker);
    elapse(10);
    unpark(killer);
    remove(worker);
    EXPECT_EQ(cpu().delaying, nullptr);
    EXPECT_EQ(sleeper.queue, Tcb::Queue::ready);
}

TEST_F(CorePreemption, a_delay_ends_when_another_processor_halts_the_thread)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    Tcb& neighbour = spawn_with(worker, 100, 1);
    park();
    elapse(wake_after);
    ASSERT_EQ(cpu().delaying, &worker);
    (void)exchange(neighbour,
                   {.dest = worker.id, .control = PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT});
    EXPECT_EQ(cpu().delaying, nullptr);
    interrupt();
    EXPECT_EQ(current(), &sleeper);
}

}  // namespace
}  // namespace pinyon::test
