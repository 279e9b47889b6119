// SPDX-License-Identifier: BSD-2-Clause
// Tests of accounts: limits, who pays, that whoever is at his limit gets errors and nobody else
// does, and that a call that is refused leaves all accounts as they were.
#include "core_kernel.h"

#include <functional>

namespace pinyon::test {
namespace {

constexpr Word pages_at = 0x1000'0000;
constexpr Word far_at = 0x7000'0000;

struct CoreAccounts : CoreTest {
    void SetUp() override
    {
        CoreTest::SetUp();
        t = &spawn();
    }
    static Word pages(Tcb const& member)
    {
        return round_up(member.space->account.total(), page_size) >> page_bits;
    }
    // `giver` maps its page at `from` to `to` of `taker`. False: out of memory.
    bool hand_on(Tcb& giver, Word from, Tcb& taker, Word to)
    {
        accept_all(taker);
        receive(taker, giver.id);
        ipc(giver, {.to = taker.id, .tag = tag_of(0, 2), .words = pages_item(from, 12, to)});
        bool const done = outcome(giver).error == 0;
        EXPECT_EQ(outcome(giver).error, done ? 0u : 0x8u);
        EXPECT_EQ(outcome(taker).error, done ? 0u : 0x9u);
        return done;
    }
    Tcb* t = nullptr;
};

TEST_F(CoreAccounts, there_is_no_limit_until_one_is_set_and_the_old_control_tells_the_use)
{
    Word const used = pages(*t);
    EXPECT_GE(used, 4u) << "a root, tables, a page of UTCBs, a thread";
    EXPECT_EQ(limit(*t, used + 2), used);
    EXPECT_EQ(limit(*t, PINYON_SPACE_PAGES), used | PINYON_SPACE_LIMIT);
    EXPECT_EQ(limit(*t, 0), used);
    EXPECT_EQ(limit(*t, PINYON_SPACE_PAGES - 1), used | PINYON_SPACE_LIMIT);
    EXPECT_EQ(t->space->account.limit, (Word{PINYON_SPACE_PAGES} - 1) << page_bits);
}

TEST_F(CoreAccounts, a_control_word_without_its_highest_bit_leaves_the_limit_alone)
{
    limit(*t, 9);
    EXPECT_EQ(space_control(root(), t->id, {}, {}, nilthread, 5), succeeded);
    EXPECT_EQ(t->space->account.limit, 9 * page_size);
}

TEST_F(CoreAccounts, a_refused_space_control_sets_no_limit)
{
    Tcb& sleeper = spawn_inactive();
    EXPECT_EQ(space_control(root(), sleeper.id, {}, {}, nilthread, PINYON_SPACE_LIMIT | 1),
              refused(ErrorCode::utcb_area));
    EXPECT_EQ(space_control(*t, t->id, {}, {}, nilthread, PINYON_SPACE_LIMIT | 1),
              refused(ErrorCode::no_privilege));
    EXPECT_EQ(sleeper.space->account.limit, Account::unlimited);
    EXPECT_EQ(t->space->account.limit, Account::unlimited);
}

TEST_F(CoreAccounts, whoever_maps_all_he_can_reaches_his_limit_and_nobody_else_does)
{
    Tcb &hog = spawn(), &friendly = spawn(), &other = spawn();
    give(friendly, pages_at, 0);
    give(*t, pages_at, 1);
    limit(hog, pages(hog) + 6);
    // The friend stays within a limit, too: what both do is bounded.
    unsigned taken = 0;
    while (hand_on(friendly, pages_at, hog, far_at + (Word{taken} << 21)))
        ASSERT_LT(++taken, 8u);
    EXPECT_GE(taken, 3u);
    for (unsigned i = 1; hand_on(friendly, pages_at, hog, far_at + i * page_size); ++i)
        ASSERT_LT(i, 1000u) << "to the last byte";
    EXPECT_LE(hog.space->account.total(), hog.space->account.limit);
    EXPECT_TRUE(hand_on(*t, pages_at, other, far_at)) << "others go on";
    ThreadId const id = fresh_id();
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = hog.id, .scheduler = id}),
              refused(ErrorCode::no_memory));
    EXPECT_EQ(thread_control(root(), {.dest = id, .space = t->id, .scheduler = id}), succeeded);
    // What is given back can be used again.
    unmap(hog, {Fpage::make(far_at, 12, rights_all).raw()}, true);
    EXPECT_TRUE(hand_on(friendly, pages_at, hog, far_at));
}

TEST_F(CoreAccounts, who_has_the_directory_of_frames_grow_has_that_count_against_his_limit)
{
    Word const before = pages(*t), kernel_bytes = usage().kernel_bytes;
    give(*t, pages_at, 0);
    ASSERT_GT(usage().kernel_bytes, kernel_bytes);
    EXPECT_EQ(t->space->account.lasting, usage().kernel_bytes - kernel_bytes);
    Word const after = pages(*t);
    EXPECT_GE(after, before + 3) << "a block of each level";
    unmap(*t, {Fpage::make(pages_at, 12, rights_all).raw()}, true);
    EXPECT_EQ(limit(*t, after), after) << "the blocks stay";
    // A page that is far away needs another block, which the account does not allow.
    accept_all(*t);
    receive(*t, sigma0().id);
    send(root(), sigma0().id);
    ipc(sigma0(),
        {.to = t->id, .tag = tag_of(0, 2), .words = pages_item(0x40'0000'0000, 12, pages_at)});
    EXPECT_EQ(outcome(*t).error, 0x9u);
    EXPECT_EQ(usage().kernel_bytes - kernel_bytes, t->space->account.lasting);
}

TEST_F(CoreAccounts, a_limit_below_the_use_takes_nothing_away_and_gives_nothing)
{
    give(*t, pages_at, 0, 2);
    limit(*t, 1);
    EXPECT_TRUE(maps(*t, pages_at));
    Tcb& giver = spawn();
    give(giver, pages_at, 1);
    EXPECT_FALSE(hand_on(giver, pages_at, *t, far_at));
    limit(*t, PINYON_SPACE_PAGES);
    EXPECT_TRUE(hand_on(giver, pages_at, *t, far_at));
}

TEST_F(CoreAccounts, a_space_that_is_gone_has_given_back_all_it_was_charged)
{
    give(*t, pages_at, 0, 3);  // what the directory of frames needs for them stays
    Word const before = usage().frames;
    Tcb& mortal = spawn();
    Tcb& last = spawn_with(mortal);
    give(mortal, pages_at, 0, 3);
    limit(mortal, pages(mortal));
    remove(mortal);
    EXPECT_LT(usage().frames, before);
    remove(last);
    EXPECT_EQ(usage().frames, before);
}

// ---- All or nothing ----------------------------------------------------------------------------

// A call by root that needs memory of the space of `member`, for a thread `id`.
using Demand = ThreadParameters (*)(CoreKernel&, Tcb& member, ThreadId id);

ThreadParameters create(CoreKernel& k, Tcb& member, ThreadId id)
{
    return {.dest = id, .space = member.id, .scheduler = k.root().id};
}
ThreadParameters create_active(CoreKernel& k, Tcb& member, ThreadId id)
{
    return {.dest = id,
            .space = member.id,
            .scheduler = k.root().id,
            .pager = k.root().id,
            .utcb = utcbs_at + 2 * page_size};
}
ThreadParameters activate_there(CoreKernel& k, Tcb& member, ThreadId)
{
    return {.dest = member.id,
            .space = member.id,
            .pager = k.root().id,
            .utcb = utcbs_at + 2 * page_size};
}
ThreadParameters move_there(CoreKernel& k, Tcb& member, ThreadId)
{
    Tcb& guest = k.spawn();
    return {.dest = guest.id, .space = member.id, .utcb = utcbs_at + 2 * page_size};
}
ThreadParameters move_and_activate(CoreKernel& k, Tcb& member, ThreadId)
{
    Tcb& guest = k.spawn_inactive();
    // There is no way back within the limit of the space that the guest comes from.
    guest.space->account.limit = 0;
    return {.dest = guest.id,
            .space = member.id,
            .pager = k.root().id,
            .utcb = utcbs_at + 2 * page_size};
}

struct CoreAccountDemand : testing::TestWithParam<Demand>, CoreKernel {};

TEST_P(CoreAccountDemand, a_call_that_the_account_does_not_allow_changes_nothing)
{
    unsigned refusals = 0;
    for (Word room = 0;; room += 64) {
        boot();
        Tcb& member = spawn_inactive();
        ThreadParameters const p = GetParam()(*this, member, fresh_id());
        Account& account = member.space->account;
        account.limit = account.used + room;
        Word const used = account.used;
        Usage const before = usage();
        Tcb const* const dest = find(p.dest);
        Space const* const home = dest ? dest->space : nullptr;
        Word const used_at_home = home ? home->account.used : 0;
        Answer const got = thread_control(root(), p);
        check_spaces();
        ASSERT_LE(account.used, account.limit) << room;
        if (got == succeeded)
            break;
        ++refusals;
        ASSERT_EQ(got, refused(ErrorCode::no_memory)) << room;
        ASSERT_EQ(account.used, used) << room;
        ASSERT_EQ(usage(), before) << room;
        ASSERT_EQ(find(p.dest), dest) << room;
        if (dest) {
            ASSERT_EQ(dest->space, home) << room;
            ASSERT_EQ(home->account.used, used_at_home) << room;
        }
    }
    EXPECT_GE(refusals, sizeof(Arch::FpuState) / 64);
}

INSTANTIATE_TEST_SUITE_P(Each, CoreAccountDemand,
                         testing::Values(create, create_active, activate_there, move_there,
                                         move_and_activate));

// ---- Long work before a page of the kernel is mapped ------------------------------------------

// A space without active threads whose page has been mapped on 400 times.
struct CoreOccupied : CoreAccounts {
    static constexpr unsigned count = 400;
    void SetUp() override
    {
        CoreAccounts::SetUp();
        stays = fresh_id();
        give(*t, pages_at, 0);
        user = &spawn();
        for (unsigned i = 0; i < count; ++i)
            ASSERT_TRUE(hand_on(*t, pages_at, *user, far_at + i * page_size));
        ThreadParameters const p{.dest = stays, .space = t->id, .scheduler = root().id};
        ASSERT_EQ(thread_control(root(), p), succeeded);
        remove(*t);
        host::machine().preemption_points = 0;
    }
    void expect_steps_and_no_mapping_left()
    {
        EXPECT_GE(host::machine().preemption_points, count / (2 * revoke_budget));
        for (unsigned i = 0; i < count; ++i)
            ASSERT_FALSE(maps(*user, far_at + i * page_size)) << i;
    }
    Tcb* user = nullptr;
    ThreadId stays{};
};

TEST_F(CoreOccupied, a_kernel_interface_page_comes_over_a_much_used_page_in_steps)
{
    EXPECT_EQ(
        space_control(root(), stays, Fpage::make(pages_at, 12), Fpage::make(utcbs_at, utcbs_log2)),
        succeeded);
    EXPECT_EQ(frame_of(translation(*find(stays), pages_at).address), kernel().kip_frame);
    expect_steps_and_no_mapping_left();
}

TEST_F(CoreOccupied, a_utcb_comes_over_a_much_used_page_in_steps)
{
    ASSERT_EQ(space_control(root(), stays, Fpage::make(kip_at, 12), Fpage::make(pages_at, 14)),
              succeeded);
    Usage const before = usage();
    EXPECT_EQ(thread_control(root(),
                             {.dest = stays, .space = stays, .pager = root().id, .utcb = pages_at}),
              succeeded);
    EXPECT_TRUE(find(stays)->active);
    EXPECT_EQ(usage().threads, before.threads);
    EXPECT_TRUE(translation(*find(stays), pages_at).special);
    expect_steps_and_no_mapping_left();
}

TEST_F(CoreOccupied, a_thread_that_is_created_over_it_is_created_once)
{
    ASSERT_EQ(space_control(root(), stays, Fpage::make(kip_at, 12), Fpage::make(pages_at, 14)),
              succeeded);
    Usage const before = usage();
    ThreadId const id = fresh_id();
    EXPECT_EQ(thread_control(root(), {.dest = id,
                                      .space = stays,
                                      .scheduler = root().id,
                                      .pager = root().id,
                                      .utcb = pages_at}),
              succeeded);
    EXPECT_EQ(usage().threads, before.threads + 1);
    EXPECT_EQ(usage().fpu_states, before.fpu_states + 1);
    EXPECT_EQ(find(id)->space->threads, 2u);
    expect_steps_and_no_mapping_left();
}

}  // namespace
}  // namespace pinyon::test
