// SPDX-License-Identifier: BSD-2-Clause
// Tests of deletion: in every state, to the last byte, interrupted, and when memory runs out.
#include "core_kernel.h"

#include <functional>

namespace pinyon::test {
namespace {

constexpr Word pages_at = 0x1000'0000;

struct CoreDeletion : CoreTest {
    // `life` leaves kernel memory as it found it. Its first run lets the pools grow.
    void expect_no_trace(std::function<void()> const& life)
    {
        life();
        Usage const before = usage();
        life();
        EXPECT_EQ(usage(), before);
    }
};

TEST_F(CoreDeletion, a_space_with_threads_mappings_and_tables_leaves_no_trace)
{
    expect_no_trace([this] {
        Tcb& t = spawn();
        Tcb& second = spawn_with(t);
        give(t, pages_at, 0, 5);
        give(second, 0x7000'0000, 9, 3);
        touch_fpu(second);
        remove(t);
        EXPECT_FALSE(maps(second, pages_at + 5 * page_size));
        remove(second);
    });
}

TEST_F(CoreDeletion, what_others_got_from_a_deleted_space_is_taken_from_them)
{
    Tcb &owner = spawn(), &user = spawn();
    give(owner, pages_at, 0, 4);
    accept_all(user);
    receive(user, owner.id);
    ipc(owner, {.to = user.id, .tag = tag_of(0, 2), .words = pages_item(pages_at, 14, pages_at)});
    ASSERT_TRUE(maps(user, pages_at));
    remove(owner);
    EXPECT_FALSE(maps(user, pages_at));
}

TEST_F(CoreDeletion, a_thread_can_be_deleted_in_every_state)
{
    Tcb& partner = spawn();
    std::vector<std::function<void(Tcb&)>> const states{
        [](Tcb&) {},
        [&](Tcb& t) { run(t); },
        [&](Tcb& t) { receive(t, anythread); },
        [&](Tcb& t) { receive(t, partner.id, IpcTime::period(1000)); },
        [&](Tcb& t) { send(t, partner.id, {}, IpcTime::period(1000)); },
        [&](Tcb& t) { call_ipc(t, partner.id); },
        [&](Tcb& t) { call_ipc(t, t.id); },
        [&](Tcb& t) { fault(t, 0x9000, rights_r); },
        [&](Tcb& t) {
            t.utcb.write(PINYON_TCR_PAGER, 0);
            fault(t, 0x9000, rights_r);
        },
    };
    expect_no_trace([&] {
        for (auto const& enter : states) {
            Tcb& t = spawn();
            enter(t);
            ThreadId const id = t.id;
            remove(t);
            EXPECT_EQ(find(id), nullptr);
            elapse(2000);
        }
    });
    receive(partner, anythread, time_zero);
    EXPECT_EQ(outcome(partner), failure(IpcFault::timeout, IpcPhase::receive))
        << "no queue is left";
}

TEST_F(CoreDeletion, a_processor_does_not_remember_a_deleted_thread)
{
    Tcb& t = spawn();
    touch_fpu(t);
    run(t);
    ASSERT_EQ(cpu().loaded_thread, &t);
    ASSERT_EQ(cpu().fpu_owner, &t);
    remove(t);
    Tcb const* const remembered[] = {cpu().current,     cpu().loaded_thread, cpu().fpu_owner,
                                     cpu().slice_owner, cpu().delaying,      cpu().preferred,
                                     cpu().forced};
    for (Tcb const* const r : remembered)
        EXPECT_NE(r, &t);
}

TEST_F(CoreDeletion, inactive_and_starting_threads_can_be_deleted)
{
    expect_no_trace([this] {
        remove(spawn_inactive());
        Tcb& t = spawn_inactive();
        activate(t, root().id);
        remove(t);
    });
}

TEST_F(CoreDeletion, everyone_who_waits_for_a_deleted_thread_is_told_and_nobody_else)
{
    Tcb& mortal = spawn();
    Tcb &sender = spawn(), &closed = spawn(), &caller = spawn(), &open = spawn();
    send(sender, mortal.id);
    receive(closed, mortal.id);
    receive(mortal, caller.id);
    call_ipc(caller, mortal.id);
    receive(open, anythread);
    remove(mortal);
    EXPECT_EQ(outcome(sender), failure(IpcFault::no_partner, IpcPhase::send));
    EXPECT_EQ(outcome(closed), failure(IpcFault::no_partner, IpcPhase::receive));
    EXPECT_EQ(outcome(caller), failure(IpcFault::no_partner, IpcPhase::receive));
    EXPECT_EQ(schedule_state(open), Word{PINYON_SCHED_WAITING});
}

TEST_F(CoreDeletion, two_hundred_waiting_threads_are_told_in_steps_between_which_interrupts_come)
{
    Tcb& mortal = spawn();
    std::vector<Tcb*> waiting;
    while (waiting.size() < 200)
        waiting.push_back(&(waiting.size() % 10 == 0 ? spawn() : spawn_with(*waiting.back())));
    for (std::size_t i = 0; i < waiting.size(); ++i)
        i % 2 == 0 ? receive(*waiting[i], mortal.id) : send(*waiting[i], mortal.id);
    unsigned const before = host::machine().preemption_points;
    remove(mortal);
    EXPECT_GE(host::machine().preemption_points - before, 200u / 64);
    for (std::size_t i = 0; i < waiting.size(); ++i)
        ASSERT_EQ(outcome(*waiting[i]),
                  failure(IpcFault::no_partner, i % 2 == 0 ? IpcPhase::receive : IpcPhase::send));
}

TEST_F(CoreDeletion, a_number_can_be_used_again_with_another_version)
{
    Tcb& t = spawn();
    ThreadId const old = t.id, next = ThreadId::global(old.number(), 2);
    remove(t);
    ASSERT_EQ(thread_control(root(), {.dest = next, .space = next, .scheduler = root().id}),
              succeeded);
    EXPECT_EQ(find(old), nullptr);
    EXPECT_NE(find(next), nullptr);
}

// ---- Interrupted deletions ---------------------------------------------------------------------

// `killer`, in root's space, deletes a space of 10 pages while `urgent` (higher) wakes up.
struct CoreKilledKiller : CoreDeletion {
    void SetUp() override
    {
        CoreDeletion::SetUp();
        killer = &spawn_with(root(), 100);
        EXPECT_EQ(schedule(root(), killer->id, {.time = 0}).error, 0u);  // an endless slice
        urgent = &spawn_with(root(), 200);
    }
    // The deletion is interrupted at preemption point `n`. False: there are not so many.
    bool begin(unsigned n)
    {
        Tcb& mortal = spawn();
        give(mortal, pages_at, 0, 10);
        victim = mortal.id;
        waiter = &spawn();
        receive(*waiter, victim);
        receive(*urgent, urgent->id, IpcTime::period(100));
        park();
        run(*killer);
        host::Machine& machine = host::machine();
        machine.preemption_points = 0;
        machine.preempt_at = [&, n](unsigned point) {
            if (point == n)
                advance(100);
            return machine.cpus[0].deadline <= machine.now;
        };
        (void)thread_control(*killer, {.dest = victim});
        machine.preempt_at = nullptr;
        if (machine.preemption_points <= n)
            return false;
        EXPECT_EQ(current(), urgent);
        return true;
    }
    void finish_round()
    {
        EXPECT_EQ(outcome(*waiter), failure(IpcFault::no_partner, IpcPhase::receive));
        EXPECT_EQ(find(victim), nullptr);
        remove(*waiter);
    }
    Tcb *killer = nullptr, *urgent = nullptr, *waiter = nullptr;
    ThreadId victim{};
};

TEST_F(CoreKilledKiller, an_interrupted_deletion_goes_on_when_its_caller_runs_again)
{
    Usage before{};
    unsigned n = 0;
    for (; begin(n); ++n) {
        receive(*urgent, urgent->id, IpcTime::period(1));
        EXPECT_TRUE(killer->runs_user_code());
        EXPECT_EQ(killer->frame.arg[0], 1u) << "the result of the call";
        elapse(1);
        unpark(*urgent);
        finish_round();
        if (n > 0) {
            ASSERT_EQ(usage(), before) << "interrupted at " << n;
        }
        before = usage();
    }
    EXPECT_GE(n, 2u);
}

TEST_F(CoreKilledKiller, somebody_elses_call_finishes_the_deletion_of_a_killed_caller)
{
    Usage before{};
    for (unsigned n = 0; n < 4 && begin(n); ++n) {
        unpark(*urgent);
        ThreadId const unlucky = killer->id;
        remove(unlucky);
        EXPECT_EQ(find(unlucky), nullptr);
        killer = &spawn_with(root(), 100);
        EXPECT_EQ(schedule(root(), killer->id, {.time = 0}).error, 0u);  // an endless slice
        finish_round();
        if (n > 0) {
            ASSERT_EQ(usage(), before) << "killed at " << n;
        }
        before = usage();
    }
}

TEST_F(CoreKilledKiller, a_call_that_had_to_wait_for_a_deletion_is_made_with_its_own_parameters)
{
    ASSERT_TRUE(begin(0));
    unpark(*urgent);
    ThreadId const id = fresh_id();
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = id}), succeeded);
    EXPECT_NE(find(id), nullptr);
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = fresh_id()}),
              refused(ErrorCode::invalid_scheduler));
    finish_round();
}

TEST_F(CoreKilledKiller, a_thread_being_deleted_cannot_be_named_any_more)
{
    ASSERT_TRUE(begin(0));
    send(*urgent, victim, {}, time_zero);
    EXPECT_EQ(outcome(*urgent), failure(IpcFault::no_partner, IpcPhase::send));
    receive(*urgent, victim, time_zero);
    EXPECT_EQ(outcome(*urgent), failure(IpcFault::no_partner, IpcPhase::receive));
}

// ---- Out of memory -----------------------------------------------------------------------------

struct CoreOutOfMemory : CoreDeletion {
    // Takes all frames but `left`, and all objects that the pools hold ready.
    void starve(Word left)
    {
        Kernel& k = kernel();
        while (k.tcbs.available() > 0)
            tcbs.push_back(k.tcbs.allocate(k.account).value());
        while (k.spaces.available() > 0)
            spaces.push_back(k.spaces.allocate(k.account).value());
        while (k.fpu_states.available() > 0)
            states.push_back(k.fpu_states.allocate(k.account).value());
        while (k.frames.free_frames() > left)
            frames.push_back(k.frames.allocate(k.account, FrameInfo::Use::object).value());
    }
    std::vector<Tcb*> tcbs;
    std::vector<Space*> spaces;
    std::vector<Arch::FpuState*> states;
    std::vector<PhysAddr> frames;
};

TEST_F(CoreOutOfMemory, a_creation_that_lacks_any_one_frame_is_error_eight_and_changes_nothing)
{
    unsigned refusals = 0;
    for (Word left = 0;; ++left) {
        boot();
        starve(left);
        ThreadId const id = fresh_id();
        Usage const before = usage();
        Answer const got = thread_control(root(), {.dest = id, .space = id, .scheduler = id});
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << left;
        ASSERT_EQ(find(id), nullptr);
        ASSERT_EQ(usage().spaces, before.spaces);
        ASSERT_EQ(usage().threads, before.threads);
        ASSERT_EQ(usage().kernel_bytes, before.kernel_bytes);
    }
    EXPECT_EQ(refusals, 3u) << "a space, its root table, a thread";
}

TEST_F(CoreOutOfMemory, an_activation_that_lacks_any_one_frame_is_error_eight_and_changes_nothing)
{
    unsigned refusals = 0;
    for (Word left = 0;; ++left) {
        boot();
        Tcb& t = spawn_inactive();
        Word const used = t.space->account.used;
        starve(left);
        ThreadParameters const p{.dest = t.id, .space = t.id, .pager = root().id, .utcb = utcbs_at};
        Usage const before = usage();
        Answer const got = thread_control(root(), p);
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << left;
        ASSERT_EQ(t.space->account.used, used);
        ASSERT_FALSE(t.active);
        ASSERT_EQ(usage().fpu_states, before.fpu_states);
        ASSERT_FALSE(maps(t, utcbs_at));
    }
    EXPECT_GE(refusals, 3u) << "FPU state, a page of UTCBs, a table";
}

TEST_F(CoreOutOfMemory, creation_and_activation_in_one_call_is_all_or_nothing)
{
    unsigned refusals = 0;
    for (Word left = 0;; ++left) {
        boot();
        Tcb& t = spawn_inactive();
        Word const used = t.space->account.used;
        starve(left);
        ThreadId const id = fresh_id();
        Answer const got = thread_control(
            root(),
            {.dest = id, .space = t.id, .scheduler = id, .pager = root().id, .utcb = utcbs_at});
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << left;
        ASSERT_EQ(find(id), nullptr);
        ASSERT_EQ(t.space->threads, 1u);
        ASSERT_EQ(t.space->account.used, used);
    }
    EXPECT_GE(refusals, 4u);
}

TEST_F(CoreOutOfMemory, areas_that_lack_a_table_are_error_eight_and_are_not_set)
{
    unsigned refusals = 0;
    for (Word left = 0;; ++left) {
        boot();
        ThreadId const id = fresh_id();
        ASSERT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = id}), succeeded);
        Word const used = find(id)->space->account.used;
        starve(left);
        Answer const got =
            space_control(root(), id, Fpage::make(kip_at, 12), Fpage::make(utcbs_at, 14));
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << left;
        ASSERT_FALSE(find(id)->space->configured());
        ASSERT_EQ(find(id)->space->account.used, used);
    }
    EXPECT_GE(refusals, 1u);
}

TEST_F(CoreOutOfMemory, a_move_that_lacks_memory_leaves_the_thread_at_home)
{
    unsigned refusals = 0;
    for (Word left = 0;; ++left) {
        boot();
        Tcb &t = spawn(), &host = spawn_inactive();
        Space* const home = t.space;
        Word const used = host.space->account.used, at_home = home->account.used;
        starve(left);
        Answer const got =
            thread_control(root(), {.dest = t.id, .space = host.id, .utcb = utcbs_at});
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << left;
        ASSERT_EQ(t.space, home);
        ASSERT_EQ(home->account.used, at_home);
        ASSERT_EQ(host.space->account.used, used);
        run(t);
    }
    EXPECT_GE(refusals, 1u);
}

}  // namespace
}  // namespace pinyon::test
