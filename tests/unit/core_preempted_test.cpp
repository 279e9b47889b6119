// SPDX-License-Identifier: BSD-2-Clause
// Tests of the messages that tell of a preemption.
#include "core_preempted.h"

namespace pinyon::test {
namespace {

using CorePreempted = PreemptedTest;

TEST_F(CorePreempted, a_preempted_thread_that_wants_it_has_its_handler_told_when_it_goes_on)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn(100);
    Tcb& handler = handler_of(worker, 130);
    set_flags(worker, PINYON_PREEMPT_SIGNAL);
    park();
    elapse(wake_after);
    ASSERT_EQ(current(), &sleeper);
    Word const when = host::machine().now.raw();
    advance(500);
    receive(sleeper, anythread);
    EXPECT_EQ(current(), &handler);
    EXPECT_EQ(outcome(handler), signal_of(worker));
    EXPECT_EQ(words(handler, 2), (Words{when, 0}));
    receive(handler, anythread);
    EXPECT_EQ(current(), &worker) << "nobody answers";
}

TEST_F(CorePreempted, a_handler_that_does_not_wait_misses_it)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn(100);
    Tcb& handler = handler_of(worker, 50);
    set_flags(worker, PINYON_PREEMPT_SIGNAL);
    send(root(), handler.id);
    park();
    elapse(wake_after);
    fill(worker, 0x70);
    receive(sleeper, anythread);
    EXPECT_EQ(current(), &worker);
    EXPECT_TRUE(filled(worker, 0x70, 0));
    receive(worker, worker.id);
    receive(handler, worker.id, time_zero);
    EXPECT_EQ(outcome(handler), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CorePreempted, the_end_of_a_slice_is_a_preemption_only_if_somebody_else_runs)
{
    Tcb& worker = spawn(100);
    Tcb& handler = handler_of(worker, 130);
    set_flags(worker, PINYON_PREEMPT_SIGNAL);
    park();
    elapse(slice);
    EXPECT_EQ(current(), &worker);
    unpark(worker);
    Tcb& equal = spawn(100);
    park();
    run(worker);
    for (unsigned i = 0; i < 3 && current() == &worker; ++i)
        elapse(slice);
    ASSERT_EQ(current(), &equal);
    elapse(slice);
    EXPECT_EQ(current(), &handler);
    EXPECT_EQ(outcome(handler), signal_of(worker));
}

TEST_F(CorePreempted, what_a_thread_does_itself_is_no_preemption)
{
    Tcb &receiver = spawn(120), &equal = spawn(100), &worker = spawn(100);
    Tcb& handler = handler_of(worker, 130);
    receive(receiver, anythread);
    set_flags(worker, PINYON_PREEMPT_SIGNAL);
    park();
    run(worker);
    send(worker, receiver.id);
    receive(receiver, anythread);
    ASSERT_EQ(current(), &worker);
    thread_switch(worker, nilthread);
    ASSERT_EQ(current(), &equal);
    thread_switch(equal, worker.id);
    EXPECT_EQ(current(), &worker);
    EXPECT_EQ(schedule_state(handler), Word{PINYON_SCHED_WAITING});
}

TEST_F(CorePreempted, a_thread_with_both_flags_is_told_of_the_preemption_and_then_asked_about_it)
{
    Tcb &sleeper = spawn_sleeper(120), &worker = spawn_delaying();
    Tcb& handler = handler_of(worker, 130);
    set_flags(worker, PINYON_PREEMPT_DELAY | PINYON_PREEMPT_SIGNAL);
    park();
    elapse(wake_after);
    elapse(delay);
    ASSERT_EQ(current(), &sleeper);
    receive(sleeper, anythread);
    ASSERT_EQ(current(), &handler);
    EXPECT_EQ(outcome(handler), signal_of(worker));
    receive(handler, anythread);
    EXPECT_EQ(outcome(handler).tag, exception_tag().raw());
}

// ---- Interrupt threads
// ----------------------------------------------------------------------------

// The third of a chain of messages is that of an interrupt thread: it is current while it goes on.
TEST_F(CorePreempted, an_interrupt_thread_in_a_transfer_is_preempted_like_any_other)
{
    ThreadId const irq = ThreadId::global(4, 1);
    Tcb &first = spawn(100), &taker = spawn(100), &driver = spawn(100);
    ASSERT_EQ(thread_control(root(), {.dest = irq, .space = irq, .pager = driver.id}), succeeded);
    sensitivity(*find(irq), 150, delay);
    set_priority(*find(irq), 100);
    receive(taker, first.id);
    ipc(driver, {.to = first.id, .from = anythread});
    host::raise(IrqLine{4});
    interrupt();
    park();
    ASSERT_EQ(current(), &first);
    ipc(first, {.to = taker.id, .from = driver.id});
    ASSERT_TRUE(find(irq)->drives_transfer());
    host::Machine& machine = host::machine();
    machine.preempt_at = [&](unsigned point) {
        if (point == 0)
            advance(slice);
        return machine.cpus[0].deadline <= machine.now;
    };
    machine.preemption_points = 0;
    for (unsigned i = 0; i < 4 && find(irq)->drives_transfer(); ++i)
        thread_switch(*current(), nilthread);
    machine.preempt_at = nullptr;
    EXPECT_FALSE(find(irq)->drives_transfer());
}

}  // namespace
}  // namespace pinyon::test
