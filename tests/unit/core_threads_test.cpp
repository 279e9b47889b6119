// SPDX-License-Identifier: BSD-2-Clause
// Tests of ThreadControl and SpaceControl: threads are made, activated, changed and moved, and
// every refusal has its error and leaves nothing behind.
#include "core_kernel.h"

namespace pinyon::test {
namespace {

struct CoreThreads : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
        // What the pool of threads grows by, it keeps: the next threads take no frame.
        Tcb &one = spawn_with(*t), &another = spawn_with(*t);
        remove(one);
        remove(another);
    }
    ThreadId keeper() { return root().id; }
    // An active thread in the space of `t` with parameter `p` changed.
    ThreadParameters good()
    {
        return {.dest = fresh_id(),
                .space = t->id,
                .scheduler = keeper(),
                .pager = keeper(),
                .utcb = free_utcb(*t->space)};
    }
    void expect_refused(ThreadParameters const& p, ErrorCode error)
    {
        Usage const before = usage();
        EXPECT_EQ(thread_control(root(), p), refused(error));
        EXPECT_EQ(usage(), before);
    }
    Answer areas(ThreadId space, Fpage kip, Fpage utcbs)
    {
        return space_control(root(), space, kip, utcbs);
    }
    static Fpage kip() { return Fpage::make(kip_at, 12); }
    static Fpage utcbs() { return Fpage::make(utcbs_at, utcbs_log2); }

    Tcb* t = nullptr;
};

// ---- Creation ----------------------------------------------------------------------------------

TEST_F(CoreThreads, a_thread_made_without_a_pager_is_inactive)
{
    ThreadId const id = fresh_id();
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = t->id, .scheduler = keeper()}),
              succeeded);
    EXPECT_EQ(schedule(root(), id).state, Word{PINYON_SCHED_INACTIVE});
    EXPECT_EQ(find(id)->space, t->space);
}

TEST_F(CoreThreads, a_thread_that_names_itself_as_space_gets_a_new_one)
{
    ThreadId const id = fresh_id();
    Usage const before = usage();
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = id}), succeeded);
    EXPECT_EQ(usage().spaces, before.spaces + 1);
    EXPECT_FALSE(find(id)->space->privileged);
    EXPECT_FALSE(find(id)->space->configured());
}

TEST_F(CoreThreads, an_activated_thread_waits_for_its_pager_and_starts_with_ip_and_sp)
{
    ThreadParameters const p = good();
    ASSERT_EQ(thread_control(root(), p), succeeded);
    Tcb& young = *find(p.dest);
    EXPECT_EQ(schedule_state(young), Word{PINYON_SCHED_WAITING});
    send(*t, p.dest, {1, 2}, time_zero);
    EXPECT_EQ(outcome(*t), failure(IpcFault::timeout, IpcPhase::send)) << "not the pager";
    fill(young, 0);
    send(root(), p.dest, {0x1234, 0x5678}, time_zero);
    EXPECT_EQ(outcome(root()).error, 0u);
    EXPECT_EQ(young.frame.ip, 0x1234u);
    EXPECT_EQ(young.frame.sp, 0x5678u);
    EXPECT_TRUE(filled(young, 0, 0)) << "the message is not visible";
    run(young);
}

TEST_F(CoreThreads, a_start_message_of_another_length_starts_the_thread_where_it_is)
{
    for (Words const& start : {Words{}, Words{1}, Words{1, 2, 3}}) {
        ThreadParameters const p = good();
        ASSERT_EQ(thread_control(root(), p), succeeded);
        send(root(), p.dest, start, time_zero);
        EXPECT_EQ(find(p.dest)->frame.ip, 0u);
        EXPECT_EQ(find(p.dest)->frame.sp, 0u);
        run(*find(p.dest));
    }
}

TEST_F(CoreThreads, a_pager_that_was_queued_at_the_inactive_thread_starts_it_at_its_activation)
{
    ThreadParameters const p = good();
    ASSERT_EQ(thread_control(root(), {.dest = p.dest, .space = p.space, .scheduler = keeper()}),
              succeeded);
    Tcb& pager = spawn();
    send(pager, p.dest, {0x1000, 0x2000});
    EXPECT_EQ(schedule_state(pager), Word{PINYON_SCHED_PENDING_SEND});
    EXPECT_EQ(thread_control(root(),
                             {.dest = p.dest, .space = p.space, .pager = pager.id, .utcb = p.utcb}),
              succeeded);
    EXPECT_EQ(schedule_state(pager), Word{PINYON_SCHED_RUNNING});
    EXPECT_EQ(find(p.dest)->frame.ip, 0x1000u);
    EXPECT_EQ(find(p.dest)->frame.sp, 0x2000u);
    run(*find(p.dest));
}

TEST_F(CoreThreads, a_new_thread_finds_its_control_words_as_the_reference_says)
{
    t->utcb.write(PINYON_TCR_USER_DEFINED_HANDLE, 1);
    ThreadParameters const p = good();
    ASSERT_EQ(thread_control(root(), p), succeeded);
    Utcb const u = find(p.dest)->utcb;
    EXPECT_EQ(u.read(PINYON_TCR_MY_GLOBAL_ID), p.dest.raw());
    EXPECT_EQ(u.read(PINYON_TCR_PAGER), keeper().raw());
    EXPECT_EQ(u.read(PINYON_TCR_EXCEPTION_HANDLER), 0u);
    EXPECT_EQ(u.read(PINYON_TCR_USER_DEFINED_HANDLE), 0u);
    EXPECT_EQ(u.read(PINYON_TCR_PROCESSOR_NO), 0u);
    EXPECT_EQ(u.read(PINYON_TCR_SELF_POINTER), p.utcb + PINYON_UTCB_POINTER_OFFSET);
    EXPECT_EQ(u.buffer_register(0), 0u);
}

TEST_F(CoreThreads, a_utcb_that_is_used_again_holds_nothing_of_its_last_owner)
{
    ThreadParameters const p = good();
    ASSERT_EQ(thread_control(root(), p), succeeded);
    Tcb& first = *find(p.dest);
    for (int i = -64; i < 64; ++i)
        first.utcb.write(i, poison);
    remove(p.dest);
    ThreadParameters again = good();
    ASSERT_EQ(again.utcb, p.utcb);
    ASSERT_EQ(thread_control(root(), again), succeeded);
    for (int i = -64; i < 64; ++i)
        ASSERT_NE(find(again.dest)->utcb.read(i), poison) << i;
}

// ---- Refusals ----------------------------------------------------------------------------------

TEST_F(CoreThreads, without_privilege_nothing_is_done)
{
    ThreadParameters p = good();
    EXPECT_EQ(thread_control(*t, p), refused(ErrorCode::no_privilege));
    EXPECT_EQ(space_control(*t, t->id, kip(), utcbs()), refused(ErrorCode::no_privilege));
    EXPECT_EQ(find(p.dest), nullptr);
}

TEST_F(CoreThreads, a_destination_that_is_no_user_thread_id_is_error_two)
{
    ThreadParameters p = good();
    for (ThreadId const id :
         {ThreadId{t->utcb_pointer.raw()}, ThreadId::global(p.dest.number(), 64), nilthread,
          anythread, ThreadId::global(1024, 1), ThreadId::global(kernel().system_base, 1),
          ThreadId::global(kernel().user_base - 1, 1)}) {
        p.dest = id;
        expect_refused(p, ErrorCode::invalid_thread);
    }
}

TEST_F(CoreThreads, a_space_specifier_that_names_nobody_is_error_three)
{
    ThreadParameters p = good();
    for (ThreadId const id : {fresh_id(), anythread, ThreadId::global(t->id.number(), 7)}) {
        p.space = id;
        expect_refused(p, ErrorCode::invalid_space);
    }
}

TEST_F(CoreThreads, activation_in_a_space_without_areas_is_error_three)
{
    ThreadParameters p = good();
    p.space = p.dest;
    expect_refused(p, ErrorCode::invalid_space);
    ThreadId const id = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = id}), succeeded);
    p.space = id;
    expect_refused(p, ErrorCode::invalid_space);
    p.dest = id;
    expect_refused(p, ErrorCode::invalid_space);
}

TEST_F(CoreThreads, a_new_thread_needs_a_scheduler_that_exists)
{
    ThreadParameters p = good();
    for (ThreadId const id : {nilthread, anythread, fresh_id()}) {
        p.scheduler = id;
        expect_refused(p, ErrorCode::invalid_scheduler);
    }
    expect_refused({.dest = t->id, .space = t->id, .scheduler = fresh_id()},
                   ErrorCode::invalid_scheduler);
}

TEST_F(CoreThreads, a_utcb_that_is_misplaced_or_taken_is_error_six)
{
    ThreadParameters p = good();
    Word const taken = t->utcb_pointer.raw() - PINYON_UTCB_POINTER_OFFSET;
    for (Word const at :
         {p.utcb + 512, p.utcb + 8, utcbs_at - PINYON_UTCB_SIZE, utcbs_at + (Word{1} << utcbs_log2),
          taken, Word{0}, ~Word{0}, ~Word{0} << 10}) {
        p.utcb = at;
        expect_refused(p, ErrorCode::utcb_area);
    }
    expect_refused({.dest = t->id, .space = t->id, .utcb = good().utcb}, ErrorCode::utcb_area);
}

TEST_F(CoreThreads, nobody_deletes_himself_and_deleting_nobody_succeeds)
{
    expect_refused({.dest = root().id}, ErrorCode::invalid_thread);
    EXPECT_EQ(thread_control(root(), {.dest = fresh_id()}), succeeded);
}

// ---- Changes -----------------------------------------------------------------------------------

TEST_F(CoreThreads, a_change_of_nothing_is_a_pure_abort)
{
    receive(*t, anythread);
    EXPECT_EQ(thread_control(root(), {.dest = t->id, .space = t->id}), succeeded);
    EXPECT_EQ(outcome(*t), failure(IpcFault::cancelled, IpcPhase::receive));
    call_ipc(*t, root().id);
    EXPECT_EQ(thread_control(root(), {.dest = t->id, .space = t->id}), succeeded);
    EXPECT_EQ(outcome(*t), failure(IpcFault::cancelled, IpcPhase::send));
    run(*t);
}

TEST_F(CoreThreads, a_new_version_makes_the_old_id_void_and_tells_who_waits_for_it)
{
    Tcb &sender = spawn(), &closed = spawn(), &open = spawn();
    send(sender, t->id, {1});
    receive(closed, t->id);
    receive(open, anythread);
    ThreadId const old = t->id, renewed = ThreadId::global(old.number(), 2);
    ASSERT_EQ(thread_control(root(), {.dest = renewed, .space = old}), succeeded);
    EXPECT_EQ(t->id, renewed);
    EXPECT_EQ(t->utcb.read(PINYON_TCR_MY_GLOBAL_ID), renewed.raw());
    EXPECT_EQ(outcome(sender), failure(IpcFault::no_partner, IpcPhase::send));
    EXPECT_EQ(outcome(closed), failure(IpcFault::no_partner, IpcPhase::receive));
    EXPECT_EQ(schedule_state(open), Word{PINYON_SCHED_WAITING});
    send(sender, old);
    EXPECT_EQ(outcome(sender), failure(IpcFault::no_partner, IpcPhase::send));
    send(*t, open.id, {2}, time_zero);
    EXPECT_EQ(outcome(open).from, renewed.raw());
}

TEST_F(CoreThreads, the_space_of_a_renewed_thread_may_be_named_by_its_new_id)
{
    ThreadId const renewed = ThreadId::global(t->id.number(), 5);
    EXPECT_EQ(thread_control(root(), {.dest = renewed, .space = renewed}), succeeded);
    EXPECT_EQ(t->id, renewed);
}

TEST_F(CoreThreads, pager_and_scheduler_of_an_active_thread_can_be_changed)
{
    Tcb& other = spawn();
    EXPECT_EQ(
        thread_control(root(),
                       {.dest = t->id, .space = t->id, .scheduler = other.id, .pager = other.id}),
        succeeded);
    EXPECT_EQ(t->utcb.read(PINYON_TCR_PAGER), other.id.raw());
    EXPECT_EQ(schedule(other, t->id).state, Word{PINYON_SCHED_RUNNING}) << "now allowed";
}

TEST_F(CoreThreads, a_thread_moves_to_another_space_with_its_utcb_contents)
{
    Tcb& neighbour = spawn_with(*t);
    Tcb& host = spawn();
    t->utcb.write(PINYON_TCR_USER_DEFINED_HANDLE, 0x77);
    t->utcb.write(40, 0x88);
    ThreadId const old_local{t->utcb_pointer.raw()};
    Word const there = free_utcb(*host.space);
    ASSERT_EQ(thread_control(root(), {.dest = t->id, .space = host.id, .utcb = there}), succeeded);
    EXPECT_EQ(t->space, host.space);
    EXPECT_EQ(t->utcb_pointer.raw(), there + PINYON_UTCB_POINTER_OFFSET);
    EXPECT_EQ(t->utcb.read(PINYON_TCR_USER_DEFINED_HANDLE), 0x77u);
    EXPECT_EQ(t->utcb.read(PINYON_TCR_SELF_POINTER), t->utcb_pointer.raw());
    EXPECT_EQ(t->utcb.read(40), 0x88u);
    send(neighbour, old_local, {}, time_zero);
    EXPECT_EQ(outcome(neighbour), failure(IpcFault::no_partner, IpcPhase::send));
    receive(host, anylocalthread);
    send(*t, host.id, {}, time_zero);
    EXPECT_EQ(outcome(host).from, t->utcb_pointer.raw());
}

TEST_F(CoreThreads, a_space_that_its_last_thread_leaves_disappears)
{
    Tcb& host = spawn();
    Usage const before = usage();
    ASSERT_EQ(
        thread_control(root(), {.dest = t->id, .space = host.id, .utcb = free_utcb(*host.space)}),
        succeeded);
    EXPECT_EQ(usage().spaces, before.spaces - 1);
    EXPECT_EQ(usage().threads, before.threads);
    run(*t);
}

TEST_F(CoreThreads, a_move_that_is_refused_leaves_the_thread_where_it_is)
{
    Tcb& host = spawn();
    ThreadId const bare = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = bare, .space = bare, .scheduler = bare}), succeeded);
    Space* const home = t->space;
    expect_refused({.dest = t->id, .space = bare, .utcb = utcbs_at}, ErrorCode::invalid_space);
    Word const taken = host.utcb_pointer.raw() - PINYON_UTCB_POINTER_OFFSET;
    expect_refused({.dest = t->id, .space = host.id, .utcb = taken}, ErrorCode::utcb_area);
    expect_refused({.dest = t->id, .space = host.id, .utcb = 0x400}, ErrorCode::utcb_area);
    EXPECT_EQ(t->space, home);
    run(*t);
}

// ---- SpaceControl ------------------------------------------------------------------------------

TEST_F(CoreThreads, the_areas_of_a_space_are_checked)
{
    ThreadId const id = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = id, .space = id, .scheduler = id}), succeeded);
    ErrorCode const bad_utcbs = ErrorCode::utcb_area, bad_kip = ErrorCode::kip_area;
    Fpage const beyond = Fpage::make(Arch::user_end, 14);
    EXPECT_EQ(areas(id, kip(), Fpage::make(utcbs_at, 11)), refused(bad_utcbs));
    EXPECT_EQ(areas(id, kip(), beyond), refused(bad_utcbs));
    EXPECT_EQ(areas(id, kip(), Fpage{0x10}), refused(bad_utcbs));
    EXPECT_EQ(areas(id, kip(), Fpage{}), refused(bad_utcbs));
    EXPECT_EQ(areas(id, Fpage::make(kip_at, 13), utcbs()), refused(bad_kip));
    EXPECT_EQ(areas(id, Fpage{}, utcbs()), refused(bad_kip));
    EXPECT_EQ(areas(id, Fpage::make(beyond.base(), 12), utcbs()), refused(bad_kip));
    EXPECT_EQ(areas(id, Fpage::make(utcbs_at, 12), utcbs()), refused(bad_kip));
    EXPECT_FALSE(find(id)->space->configured());
    EXPECT_EQ(areas(id, kip(), utcbs()), succeeded);
    EXPECT_EQ(translation(*find(id), kip_at).rights, rights_rx);
}

TEST_F(CoreThreads, areas_can_be_moved_while_no_thread_is_active_and_are_ignored_afterwards)
{
    Tcb& sleeper = spawn_inactive();
    Fpage const elsewhere = Fpage::make(0x7000'0000, 12);
    EXPECT_EQ(areas(sleeper.id, elsewhere, utcbs()), succeeded);
    EXPECT_FALSE(maps(sleeper, kip_at));
    EXPECT_TRUE(maps(sleeper, 0x7000'0000));
    activate(sleeper, keeper());
    EXPECT_EQ(areas(sleeper.id, kip(), Fpage{}), succeeded) << "not even looked at";
    EXPECT_FALSE(maps(sleeper, kip_at));
}

TEST_F(CoreThreads, a_utcb_area_is_put_over_what_the_space_had_mapped_there)
{
    give(*t, 0x7000'0000, 3);
    Tcb& host = *t;
    ThreadId const stays = fresh_id();
    ASSERT_EQ(thread_control(root(), {.dest = stays, .space = host.id, .scheduler = keeper()}),
              succeeded);
    remove(host);
    ASSERT_EQ(areas(stays, kip(), Fpage::make(0x7000'0000, 12)), succeeded);
    EXPECT_EQ(thread_control(
                  root(), {.dest = stays, .space = stays, .pager = keeper(), .utcb = 0x7000'0000}),
              succeeded);
    EXPECT_TRUE(translation(*find(stays), 0x7000'0000).special);
    EXPECT_TRUE(kernel().frames.owns(translation(*find(stays), 0x7000'0000).address));
}

TEST_F(CoreThreads, a_kernel_interface_page_is_put_over_utcbs_that_nobody_uses_any_more)
{
    auto const live = [&] {
        Tcb& first = spawn();
        ThreadId const stays = fresh_id();
        ASSERT_EQ(thread_control(root(), {.dest = stays, .space = first.id, .scheduler = keeper()}),
                  succeeded);
        remove(first);
        ASSERT_EQ(areas(stays, Fpage::make(utcbs_at, 12), Fpage::make(0x7000'0000, 14)), succeeded);
        EXPECT_EQ(frame_of(translation(*find(stays), utcbs_at).address), kernel().kip_frame);
        remove(stays);
    };
    live();
    Usage const before = usage();
    live();
    EXPECT_EQ(usage(), before) << "the page of UTCBs has been given back";
}

TEST_F(CoreThreads, space_control_needs_the_global_id_of_a_thread)
{
    for (ThreadId const id :
         {nilthread, anythread, fresh_id(), ThreadId{root().utcb_pointer.raw()}})
        EXPECT_EQ(areas(id, kip(), utcbs()), refused(ErrorCode::invalid_space));
}

}  // namespace
}  // namespace pinyon::test
