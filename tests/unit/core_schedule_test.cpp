// SPDX-License-Identifier: BSD-2-Clause
// Tests of Schedule, Unmap as a long operation, and the small system calls.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

struct CoreSchedule : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
    }
    Word error(CoreKernel::ScheduleWords const& words)
    {
        ScheduleAnswer const answer = schedule(root(), t->id, words);
        return answer.state != 0 ? 0 : answer.error;
    }
    static Word times(IpcTime slice, IpcTime quantum = time_never)
    {
        return Word{slice.raw()} << 16 | quantum.raw();
    }
    Tcb* t = nullptr;
};

TEST_F(CoreSchedule, the_state_of_a_thread_is_told)
{
    Tcb& other = spawn();
    EXPECT_EQ(schedule(root(), t->id).state, Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(schedule(root(), root().id).state, Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(schedule(root(), spawn_inactive().id).state, Word{PINYON_SCHED_INACTIVE});
    receive(*t, anythread);
    EXPECT_EQ(schedule(root(), t->id).state, Word{PINYON_SCHED_WAITING});
    send(other, root().id);
    EXPECT_EQ(schedule(root(), other.id).state, Word{PINYON_SCHED_PENDING_SEND});
}

TEST_F(CoreSchedule, only_the_schedulers_space_and_privileged_ones_may_schedule)
{
    Tcb &keeper = spawn(), &friendly = spawn_with(keeper), &stranger = spawn();
    ASSERT_EQ(thread_control(root(), {.dest = t->id, .space = t->id, .scheduler = keeper.id}),
              succeeded);
    EXPECT_NE(schedule(keeper, t->id).state, 0u);
    EXPECT_NE(schedule(friendly, t->id).state, 0u);
    EXPECT_NE(schedule(root(), t->id).state, 0u);
    EXPECT_EQ(schedule(stranger, t->id).error, Word{PINYON_ERR_NO_PRIVILEGE});
    EXPECT_EQ(schedule(*t, t->id).error, Word{PINYON_ERR_NO_PRIVILEGE});
}

TEST_F(CoreSchedule, ids_that_name_nobody_are_error_two)
{
    for (ThreadId const id :
         {nilthread, anythread, fresh_id(), ThreadId::global(t->id.number(), 9)})
        EXPECT_EQ(schedule(root(), id).error, Word{PINYON_ERR_INVALID_THREAD});
}

TEST_F(CoreSchedule, parameters_that_make_no_sense_are_error_five_and_change_nothing)
{
    Tcb& keeper = spawn(80);
    ASSERT_EQ(thread_control(root(), {.dest = t->id, .space = t->id, .scheduler = keeper.id}),
              succeeded);
    EXPECT_EQ(schedule(keeper, t->id, {.priority = 81}).error, Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(error({.time = times(IpcTime{0x8123})}), Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(error({.time = times(time_never, IpcTime{0x8123})}),
              Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(error({.processor = 2}), Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(schedule(keeper, t->id, {.preemption = 81 << 16 | 10}).error,
              Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(error({.preemption = 256 << 16}), Word{PINYON_ERR_INVALID_PARAMETER});
    EXPECT_EQ(t->max_delay, 0u);
    EXPECT_EQ(t->priority.raw(), 100);
    EXPECT_EQ(t->slice, default_slice);
}

TEST_F(CoreSchedule, all_ones_leave_their_part_unchanged)
{
    EXPECT_EQ(error({.priority = 42}), 0u);
    EXPECT_EQ(t->slice, default_slice);
    EXPECT_EQ(error({.time = times(IpcTime::period(3000))}), 0u);
    EXPECT_EQ(t->priority.raw(), 42);
    EXPECT_EQ(error({.processor = 0}), 0u);
    EXPECT_EQ(t->slice, 3000u);
}

TEST_F(CoreSchedule, the_old_times_are_what_is_left_coded_as_periods)
{
    EXPECT_EQ(schedule(root(), t->id).old_time, times(IpcTime::period(default_slice)));
    EXPECT_EQ(schedule(root(), t->id, {.time = times(time_never)}).old_time,
              times(IpcTime::period(default_slice)));
    EXPECT_EQ(schedule(root(), t->id, {.time = times(IpcTime::period(900))}).old_time,
              times(time_never));
    EXPECT_EQ(schedule(root(), t->id).old_time, times(IpcTime::period(900)));
    run(*t);
    elapse(300);
    EXPECT_EQ(schedule(root(), t->id).old_time, times(IpcTime::period(900)))
        << "it runs on the slice of whoever switched to it";
}

TEST_F(CoreSchedule, a_new_priority_counts_at_once)
{
    Tcb &keeper = spawn_with(root(), 150), &other = spawn(140);
    park();
    ASSERT_EQ(current(), &keeper);
    EXPECT_NE(schedule(keeper, keeper.id, {.priority = 130}).state, 0u);
    EXPECT_EQ(current(), &other);
}

TEST_F(CoreSchedule, interrupt_threads_have_a_priority_too)
{
    ThreadId const irq = ThreadId::global(4, 1);
    EXPECT_EQ(schedule(root(), irq, {.priority = 7}).error, Word{PINYON_ERR_INVALID_THREAD});
    ASSERT_EQ(thread_control(root(), {.dest = irq, .space = irq, .pager = t->id}), succeeded);
    EXPECT_NE(schedule(root(), irq, {.priority = 7}).state, 0u);
}

// ---- Unmap -------------------------------------------------------------------------------------

constexpr Word pages_at = 0x1000'0000;

struct CoreUnmap : CoreSchedule {
    void SetUp() override
    {
        CoreSchedule::SetUp();
        give(*t, pages_at, 0, 32);
        user = &spawn();
        accept_all(*user);
    }
    void share()
    {
        receive(*user, t->id);
        ipc(*t, {.to = user->id, .tag = tag_of(0, 2), .words = pages_item(pages_at, 17, pages_at)});
    }
    unsigned mapped(Tcb const& thread)
    {
        unsigned count = 0;
        for (unsigned i = 0; i < 32; ++i)
            count += maps(thread, pages_at + i * page_size);
        return count;
    }
    static Word whole(Rights rights = rights_all)
    {
        return Fpage::make(pages_at, 17, rights).raw();
    }
    Tcb* user = nullptr;
};

TEST_F(CoreUnmap, unmapping_takes_from_others_and_flushing_from_oneself_too)
{
    share();
    ASSERT_EQ(mapped(*user), 32u);
    (void)unmap(*t, {whole()}, false);
    EXPECT_EQ(mapped(*user), 0u);
    EXPECT_EQ(mapped(*t), 32u);
    (void)unmap(*t, {whole()}, true);
    EXPECT_EQ(mapped(*t), 0u);
}

TEST_F(CoreUnmap, sixty_four_fpages_are_done_in_one_call_and_each_gets_its_status)
{
    share();
    fault(*user, pages_at + 3 * page_size, rights_w);
    Words fpages;
    for (unsigned i = 0; i < 64; ++i)
        fpages.push_back(Fpage::make(pages_at + i * page_size, 12, rights_w).raw());
    Words const back = unmap(*t, fpages, false);
    for (unsigned i = 0; i < 64; ++i)
        EXPECT_EQ(Fpage{back[i]}.rights(), i == 3 ? rights_all : rights_none) << i;
    for (unsigned i = 0; i < 32; ++i)
        EXPECT_EQ(translation(*user, pages_at + i * page_size).rights, rights_rx) << i;
}

TEST_F(CoreUnmap, the_complete_space_is_an_fpage_like_any_other)
{
    share();
    (void)unmap(*t, {0x17}, true);
    EXPECT_EQ(mapped(*t), 0u);
    EXPECT_EQ(mapped(*user), 0u);
    EXPECT_TRUE(maps(*t, kip_at));
    EXPECT_TRUE(translation(*t, utcbs_at).special);
    run(*t);
}

TEST_F(CoreUnmap, fpages_that_are_none_come_back_without_rights_and_do_nothing)
{
    share();
    Words const back =
        unmap(*t, {0x7, 2 << 4 | 7, Fpage::make(pages_at, 11, rights_all).raw()}, true);
    for (Word const fpage : back)
        EXPECT_EQ(Fpage{fpage}.rights(), rights_none);
    EXPECT_EQ(mapped(*t), 32u);
}

TEST_F(CoreUnmap, an_unmap_interrupted_at_any_point_is_completed_when_its_caller_goes_on)
{
    Tcb& urgent = spawn(200);
    unsigned n = 0;
    for (;; ++n) {
        share();
        receive(urgent, anythread, IpcTime::period(100));
        park();
        run(*t);
        host::Machine& machine = host::machine();
        machine.preemption_points = 0;
        machine.preempt_at = [&](unsigned point) {
            if (point == n)
                advance(100);
            return machine.cpus[0].deadline <= machine.now;
        };
        unmap_begin(*t, {whole()}, false);
        machine.preempt_at = nullptr;
        if (machine.preemption_points <= n)
            break;
        ASSERT_EQ(current(), &urgent);
        receive(urgent, anythread, IpcTime::period(1));
        ASSERT_TRUE(t->runs_user_code());
        ASSERT_EQ(mapped(*user), 0u) << "interrupted at " << n;
        elapse(1);
        unpark(urgent);
    }
    EXPECT_GE(n, 2u);
}

// ---- Small calls -------------------------------------------------------------------------------

TEST_F(CoreSchedule, the_clock_and_the_kernel_interface_change_only_what_they_list)
{
    advance(123'456);
    run(*t);
    for (Word& arg : t->frame.arg)
        arg = poison;
    fill(*t, 0x40);
    call(*t, PINYON_SYS_SYSTEM_CLOCK);
    EXPECT_EQ(t->frame.arg[0], 123'456u);
    EXPECT_EQ(t->frame.arg[1], poison);
    call(*t, PINYON_SYS_KERNEL_INTERFACE);
    EXPECT_EQ(t->frame.arg[0], kip_at);
    EXPECT_EQ(t->frame.arg[1], Word{PINYON_API_VERSION});
    EXPECT_EQ(t->frame.arg[2], Word{PINYON_API_FLAGS});
    EXPECT_EQ(t->frame.arg[3], Word{PINYON_KERNEL_ID});
    EXPECT_EQ(t->frame.arg[4], poison);
    EXPECT_TRUE(filled(*t, 0x40, 0));
}

TEST_F(CoreSchedule, only_privileged_threads_end_the_machine)
{
    run(*t);
    t->frame.arg[0] = 3;
    call(*t, PINYON_SYS_DEBUGGER + PINYON_KDB_EXIT);
    run(root());
    root().frame.arg[0] = 3;
    host::machine().this_cpu = CpuId{0};
    EXPECT_THROW((void)syscall_event(cpu(), PINYON_SYS_DEBUGGER + PINYON_KDB_EXIT),
                 host::MachineEnd);
}

}  // namespace
}  // namespace pinyon::test
