// SPDX-License-Identifier: BSD-2-Clause
// Tests of two processors: each has its own threads and queues, and wakes the other by a poke.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

struct CoreProcessors : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        here = &spawn(100, 0);
        there = &spawn(100, 1);
    }
    bool poked(unsigned n) { return host::machine().cpus[n].poked; }

    Tcb *here = nullptr, *there = nullptr;
};

TEST_F(CoreProcessors, a_new_thread_lives_on_the_processor_of_its_creator)
{
    EXPECT_EQ(here->home, CpuId{0});
    EXPECT_EQ(there->home, CpuId{1});
    EXPECT_EQ(there->utcb.read(PINYON_TCR_PROCESSOR_NO), 1u);
    EXPECT_EQ(Arch::home_of(there->frame), CpuId{1}) << "its start state leaves that alone";
    run(*there);
    EXPECT_EQ(current(1), there);
    EXPECT_EQ(current(0), &root(0));
}

TEST_F(CoreProcessors, ping_pong_across_processors_loses_nothing)
{
    receive(*there, anythread);
    for (Word i = 0; i < 1000; ++i) {
        call_ipc(*here, there->id, {i, i + 1});
        ASSERT_EQ(outcome(*there), (Outcome{here->id.raw(), tag_of(2).raw(), 0}));
        ASSERT_EQ(words(*there, 2), (Words{i, i + 1}));
        interrupt(1);
        reply_wait(*there, here->id, anythread, {~i});
        ASSERT_EQ(words(*here, 1), (Words{~i}));
        interrupt(0);
    }
}

TEST_F(CoreProcessors, a_message_to_an_idle_processor_pokes_it_and_it_runs_the_receiver)
{
    receive(*there, anythread);
    park(1);
    EXPECT_EQ(current(1), nullptr);
    EXPECT_FALSE(poked(1));
    send(*here, there->id);
    EXPECT_TRUE(poked(1));
    EXPECT_EQ(current(1), nullptr) << "only its own event changes who runs there";
    interrupt(1);
    EXPECT_EQ(current(1), there);
    EXPECT_FALSE(poked(1));
}

TEST_F(CoreProcessors, a_sender_queued_across_processors_is_poked_awake_when_it_is_served)
{
    send(*there, here->id, {3});
    park(1);
    EXPECT_EQ(current(1), nullptr);
    receive(*here, anythread);
    EXPECT_EQ(words(*here, 1), (Words{3}));
    EXPECT_TRUE(poked(1));
    interrupt(1);
    EXPECT_EQ(current(1), there);
}

TEST_F(CoreProcessors, whoever_is_woken_from_afar_preempts_only_lower_threads)
{
    Tcb &low = spawn(99, 1), &high = spawn(101, 1);
    for (Tcb* t : {&low, &high})
        receive(*t, anythread);
    park(1);
    ASSERT_EQ(current(1), there);
    send(*here, low.id);
    interrupt(1);
    EXPECT_EQ(current(1), there);
    send(*here, high.id);
    interrupt(1);
    EXPECT_EQ(current(1), &high);
}

TEST_F(CoreProcessors, a_partner_on_the_other_processor_gets_no_donated_time)
{
    receive(*there, anythread);
    park(0);
    park(1);
    call_ipc(*here, there->id);
    EXPECT_EQ(current(0), nullptr);
    interrupt(1);
    EXPECT_EQ(cpu(1).slice_owner, there);
}

TEST_F(CoreProcessors, each_processor_has_its_own_timeouts)
{
    receive(*here, anythread, IpcTime::period(100));
    receive(*there, anythread, IpcTime::period(200));
    EXPECT_LE(host::machine().cpus[0].deadline, host::machine().now + 100);
    EXPECT_LE(host::machine().cpus[1].deadline, host::machine().now + 200);
    advance(200);
    interrupt(0);
    EXPECT_EQ(schedule_state(*there), Word{PINYON_SCHED_WAITING});
    EXPECT_EQ(outcome(*here), failure(IpcFault::timeout, IpcPhase::receive));
    interrupt(1);
    EXPECT_EQ(outcome(*there), failure(IpcFault::timeout, IpcPhase::receive));
}

TEST_F(CoreProcessors, a_timeout_is_cancelled_from_the_other_processor)
{
    receive(*there, anythread, IpcTime::period(100));
    send(*here, there->id, {1});
    receive(*there, anythread);
    elapse(100, 1);
    EXPECT_EQ(schedule_state(*there), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreProcessors, a_switch_to_a_thread_of_another_processor_is_a_switch_to_nobody)
{
    Tcb& equal = spawn(100, 0);
    park(0);
    ASSERT_EQ(current(0), here);
    thread_switch(*here, there->id);
    EXPECT_EQ(current(0), &equal);
    EXPECT_EQ(current(1), &root(1));
}

TEST_F(CoreProcessors, a_waiting_thread_is_deleted_from_the_other_processor)
{
    receive(*there, here->id);
    receive(*here, there->id);
    ThreadId const id = there->id;
    remove(id);
    EXPECT_EQ(find(id), nullptr);
    EXPECT_EQ(outcome(*here), failure(IpcFault::no_partner, IpcPhase::receive));
}

TEST_F(CoreProcessors, a_priority_is_changed_from_the_other_processor)
{
    Tcb& other = spawn(90, 1);
    park(1);
    ASSERT_EQ(current(1), there);
    EXPECT_NE(schedule(root(0), other.id, {.priority = 110}).state, 0u);
    EXPECT_TRUE(poked(1));
    interrupt(1);
    EXPECT_EQ(current(1), &other);
}

TEST_F(CoreProcessors, pages_are_mapped_across_processors)
{
    give(*here, 0x1000'0000, 4);
    accept_all(*there);
    receive(*there, here->id);
    Words const item = pages_item(0x1000'0000, 12, 0x2000'0000 + 0x1000'0000);
    ipc(*here, {.to = there->id, .tag = tag_of(0, 2), .words = item});
    EXPECT_EQ(translation(*there, 0x3000'0000).address, user_ram + 4 * page_size);
}

}  // namespace
}  // namespace pinyon::test
