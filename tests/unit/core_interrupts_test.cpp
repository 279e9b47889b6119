// SPDX-License-Identifier: BSD-2-Clause
// Tests of interrupts as IPC: attached, pending, delivered, acknowledged, and handlers that go away
// in each of these states.
#include "core_kernel.h"

#include <set>

namespace pinyon::test {
namespace {

constexpr IrqLine line{7};
const ThreadId irq = ThreadId::global(7, 1);
const Word label = protocol_label(PINYON_PROTO_INTERRUPT);

struct CoreInterrupts : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        handler = &spawn();
    }
    Answer attach(ThreadId to, ThreadId which = irq)
    {
        return thread_control(root(), {.dest = which, .space = which, .pager = to});
    }
    Answer detach() { return attach(irq); }
    void fire()
    {
        host::raise(line);
        interrupt();
    }
    bool enabled() { return host::machine().unmasked.contains(line.raw()); }
    bool waits() { return schedule_state(*handler) == PINYON_SCHED_WAITING; }
    Outcome delivered() { return {irq.raw(), tag_of(0, 0, label).raw(), 0}; }

    Tcb* handler = nullptr;
};

TEST_F(CoreInterrupts, attaching_unmasks_the_line_and_detaching_masks_it)
{
    EXPECT_FALSE(enabled());
    EXPECT_EQ(attach(handler->id), succeeded);
    EXPECT_TRUE(enabled());
    EXPECT_EQ(detach(), succeeded);
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, a_waiting_handler_gets_the_message_and_the_line_stays_masked)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    receive(*handler, irq);
    fire();
    EXPECT_EQ(outcome(*handler), delivered());
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, an_acknowledgement_unmasks_and_waiting_for_the_next_is_one_call)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    receive(*handler, anythread);
    for (unsigned i = 0; i < 3; ++i) {
        fire();
        ASSERT_EQ(outcome(*handler), delivered());
        ASSERT_FALSE(enabled());
        reply_wait(*handler, irq, irq);
        ASSERT_TRUE(enabled());
        ASSERT_TRUE(waits());
    }
}

TEST_F(CoreInterrupts, an_interrupt_waits_for_a_busy_handler_and_is_served_before_other_senders)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    Tcb& other = spawn();
    send(other, handler->id, {1});
    fire();
    receive(*handler, anythread);
    EXPECT_EQ(outcome(*handler), delivered());
    receive(*handler, anythread);
    EXPECT_EQ(outcome(*handler).from, other.id.raw());
}

TEST_F(CoreInterrupts, while_one_is_pending_or_delivered_no_second_one_comes)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    fire();
    fire();
    receive(*handler, irq);
    fire();
    receive(*handler, irq, time_zero);
    EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::receive));
    send(*handler, irq, {}, time_zero);
    EXPECT_EQ(outcome(*handler).error, 0u);
    interrupt();
    receive(*handler, irq, time_zero);
    EXPECT_EQ(outcome(*handler), delivered()) << "the edge that came meanwhile";
}

TEST_F(CoreInterrupts, any_message_of_the_handler_acknowledges)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    receive(*handler, irq);
    fire();
    ipc(*handler, {.to = irq, .send = time_zero, .tag = tag_of(1, 2), .words = {1, 0x8, 0}});
    EXPECT_EQ(outcome(*handler).error, 0x8u) << "an interrupt takes no pages";
    EXPECT_TRUE(enabled());
}

TEST_F(CoreInterrupts, somebody_elses_acknowledgement_waits_and_does_nothing)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    receive(*handler, irq);
    fire();
    Tcb& other = spawn();
    send(other, irq, {}, IpcTime::period(100));
    EXPECT_FALSE(enabled());
    elapse(100);
    EXPECT_EQ(outcome(other), failure(IpcFault::timeout, IpcPhase::send));
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, an_acknowledgement_of_nothing_times_out)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    send(*handler, irq, {}, time_zero);
    EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::send));
}

TEST_F(CoreInterrupts, an_acknowledgement_in_advance_is_taken_by_the_next_interrupt)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    Tcb& neighbour = spawn_with(*handler);
    ASSERT_EQ(attach(neighbour.id), succeeded);
    send(neighbour, irq);
    EXPECT_EQ(schedule_state(neighbour), Word{PINYON_SCHED_PENDING_SEND});
    fire();
    EXPECT_EQ(schedule_state(neighbour), Word{PINYON_SCHED_PENDING_SEND}) << "nobody has received";
}

TEST_F(CoreInterrupts, a_line_without_handler_stays_masked)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    ASSERT_EQ(detach(), succeeded);
    fire();
    receive(*handler, irq, time_zero);
    EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::receive));
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, a_handler_deleted_in_any_state_leaves_its_interrupt_to_the_next_one)
{
    enum class State { armed, pending, delivered };
    for (State const state : {State::armed, State::pending, State::delivered}) {
        Tcb& mortal = spawn();
        ASSERT_EQ(attach(mortal.id), succeeded);
        if (state == State::delivered)
            receive(mortal, irq);
        if (state != State::armed)
            fire();
        remove(mortal);
        fire();
        EXPECT_FALSE(enabled());
        EXPECT_EQ(attach(handler->id), succeeded);
        EXPECT_FALSE(enabled());
        receive(*handler, irq, time_zero);
        EXPECT_EQ(outcome(*handler), delivered());
        send(*handler, irq, {}, time_zero);
        EXPECT_TRUE(enabled());
        EXPECT_EQ(detach(), succeeded);
    }
}

TEST_F(CoreInterrupts, a_handler_with_a_new_version_is_gone)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    fire();
    ThreadId const renewed = ThreadId::global(handler->id.number(), 2);
    ASSERT_EQ(thread_control(root(), {.dest = renewed, .space = handler->id}), succeeded);
    receive(*handler, anythread, time_zero);
    EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::receive));
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, attaching_anew_passes_on_what_is_not_acknowledged)
{
    Tcb& second = spawn();
    enum class State { armed, pending, delivered };
    for (State const state : {State::armed, State::pending, State::delivered}) {
        ASSERT_EQ(attach(handler->id), succeeded);
        if (state == State::delivered)
            receive(*handler, irq);
        bool const fired = state != State::armed;
        if (fired)
            fire();
        ASSERT_EQ(attach(second.id), succeeded);
        EXPECT_EQ(enabled(), !fired);
        receive(*handler, irq, time_zero);
        EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::receive));
        receive(second, irq);
        if (!fired)
            fire();
        EXPECT_EQ(outcome(second), delivered());
        ASSERT_EQ(detach(), succeeded);
    }
}

TEST_F(CoreInterrupts, detaching_forgets_what_was_not_acknowledged)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    fire();
    ASSERT_EQ(detach(), succeeded);
    ASSERT_EQ(attach(handler->id), succeeded);
    EXPECT_TRUE(enabled());
    receive(*handler, irq, time_zero);
    EXPECT_EQ(outcome(*handler), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreInterrupts, interrupt_messages_wake_their_handler_at_its_priority)
{
    Tcb& worker = spawn(150);
    set_priority(*handler, 200);
    ASSERT_EQ(attach(handler->id), succeeded);
    receive(*handler, irq);
    park();
    ASSERT_EQ(current(), &worker);
    fire();
    EXPECT_EQ(current(), handler);
}

TEST_F(CoreInterrupts, several_lines_that_fire_together_are_all_delivered)
{
    for (Word const n : {3, 5, 9})
        ASSERT_EQ(attach(handler->id, ThreadId::global(n, 1)), succeeded);
    for (std::uint32_t const n : {9u, 5u, 3u})
        host::raise(IrqLine{n});
    interrupt();
    std::set<Word> from;
    for (unsigned i = 0; i < 3; ++i) {
        receive(*handler, anythread, time_zero);
        from.insert(outcome(*handler).from);
    }
    EXPECT_EQ(from.size(), 3u);
    EXPECT_TRUE(from.contains(ThreadId::global(9, 1).raw()));
}

TEST_F(CoreInterrupts, what_is_wrong_with_an_attachment_is_told)
{
    ThreadId const id = handler->id;
    EXPECT_EQ(attach(id, ThreadId::global(0, 1)), refused(ErrorCode::invalid_thread));
    EXPECT_EQ(attach(id, ThreadId::global(7, 2)), refused(ErrorCode::invalid_thread));
    EXPECT_EQ(attach(fresh_id()), refused(ErrorCode::invalid_thread));
    EXPECT_EQ(attach(nilthread), refused(ErrorCode::invalid_thread));
    EXPECT_EQ(thread_control(root(), {.dest = irq, .space = id, .pager = id}),
              refused(ErrorCode::invalid_space));
    EXPECT_EQ(thread_control(*handler, {.dest = irq, .space = irq, .pager = id}),
              refused(ErrorCode::no_privilege));
    EXPECT_FALSE(enabled());
}

TEST_F(CoreInterrupts, an_interrupt_thread_is_no_handler_and_has_no_space)
{
    ASSERT_EQ(attach(handler->id), succeeded);
    ThreadId const other = ThreadId::global(8, 1);
    EXPECT_EQ(attach(irq, other), refused(ErrorCode::invalid_thread));
    EXPECT_EQ(thread_control(root(), {.dest = fresh_id(), .space = irq, .scheduler = root().id}),
              refused(ErrorCode::invalid_space));
    EXPECT_EQ(space_control(root(), irq, Fpage::make(kip_at, 12), Fpage::make(utcbs_at, 14)),
              refused(ErrorCode::invalid_space));
}

}  // namespace
}  // namespace pinyon::test
