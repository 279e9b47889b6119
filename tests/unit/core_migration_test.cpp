// SPDX-License-Identifier: BSD-2-Clause
// Tests of threads that move to another space in the middle of something.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

constexpr Word pages_at = 0x1000'0000;
constexpr unsigned page_count = 100;

struct CoreMigration : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
        old_neighbour = &spawn_with(*t);
        host = &spawn();
        urgent = &spawn_with(root(), 200);
    }
    Answer move(Tcb& by)
    {
        Word const utcb = free_utcb(*host->space);
        return thread_control(by, {.dest = t->id, .space = host->id, .utcb = utcb});
    }
    Word mapped(Tcb const& member)
    {
        Word count = 0;
        for (unsigned i = 0; i < page_count; ++i)
            count += maps(member, pages_at + i * page_size);
        return count;
    }
    Tcb *t = nullptr, *old_neighbour = nullptr, *host = nullptr, *urgent = nullptr;
};

TEST_F(CoreMigration, an_unmap_that_goes_on_does_not_reach_the_new_space)
{
    give(*t, pages_at, 0, page_count);
    give(*host, pages_at, 200, page_count);
    receive(*urgent, urgent->id, IpcTime::period(100));
    park();
    run(*t);
    host::Machine& machine = host::machine();
    machine.preempt_at = [&](unsigned) {
        advance(100);
        return machine.cpus[0].deadline <= machine.now;
    };
    unmap_begin(*t, {Fpage::make(pages_at, 19, rights_all).raw()}, true);
    machine.preempt_at = nullptr;
    ASSERT_EQ(current(), urgent);
    ASSERT_EQ(t->long_op.kind, LongOp::Kind::unmap);
    Word const left = mapped(*old_neighbour);
    ASSERT_GT(left, 0u);
    ASSERT_EQ(move(*urgent), succeeded);
    receive(*urgent, urgent->id, IpcTime::period(1));
    EXPECT_TRUE(t->runs_user_code());
    EXPECT_EQ(mapped(*host), page_count);
    EXPECT_EQ(mapped(*old_neighbour), left);
}

TEST_F(CoreMigration, a_thread_that_moves_itself_goes_on_with_its_new_utcb)
{
    run(*urgent);
    Word const utcb = free_utcb(*host->space);
    ASSERT_EQ(thread_control(*urgent, {.dest = urgent->id, .space = host->id, .utcb = utcb}),
              succeeded);
    ASSERT_EQ(current(), urgent);
    EXPECT_EQ(urgent->utcb_pointer.raw(), utcb + PINYON_UTCB_POINTER_OFFSET);
    EXPECT_EQ(host::machine().cpus[0].utcb, urgent->utcb_pointer);
}

TEST_F(CoreMigration, a_fault_that_waits_is_repeated_in_the_new_space)
{
    fault(*t, pages_at, rights_r);
    ASSERT_EQ(schedule_state(*t), Word{PINYON_SCHED_PENDING_SEND});
    ASSERT_EQ(move(root()), succeeded);
    EXPECT_EQ(schedule_state(*t), Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(t->senders, nullptr);
    run(*t);
}

TEST_F(CoreMigration, a_thread_that_moves_itself_goes_on_in_the_new_space)
{
    Tcb& self = *urgent;
    ASSERT_EQ(
        thread_control(self, {.dest = self.id, .space = host->id, .utcb = free_utcb(*host->space)}),
        succeeded);
    EXPECT_EQ(self.space, host->space);
    EXPECT_EQ(thread_control(self, {.dest = t->id, .space = t->id}),
              refused(ErrorCode::no_privilege));
}

TEST_F(CoreMigration, both_accounts_are_as_if_it_had_always_been_there)
{
    Word const without = host->space->account.used;
    Word const home = t->space->account.used;
    ASSERT_EQ(move(root()), succeeded);
    Word const with = host->space->account.used;
    EXPECT_EQ(home - old_neighbour->space->account.used, with - without);
    remove(*t);
    EXPECT_EQ(host->space->account.used, without);
}

}  // namespace
}  // namespace pinyon::test
