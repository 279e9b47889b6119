// SPDX-License-Identifier: BSD-2-Clause
// Tests of long revocations: what others may do between the steps, and that the work ends.
#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

constexpr unsigned many = 300;  // mappings, several steps' worth
constexpr unsigned most_rounds = 8 * many;
constexpr UserAddr high(unsigned i)
{
    return UserAddr{0x4000'0000 + i * page_size};
}

struct LongRevocation : testing::Test, MappingWorld {
    Space &a = space[0], &b = space[1], &c = space[2], &d = space[3];

    // `holder` gives page `at` to `dest` many times; each of those hands it on to d once.
    void spread(Space& holder, UserAddr at, Space& dest, unsigned offset = 0)
    {
        for (unsigned i = offset; i < offset + many; ++i) {
            ASSERT_EQ(map_once(holder, at, dest, high(i)), MapOutcome::done);
            ASSERT_EQ(map_once(dest, high(i), d, high(i)), MapOutcome::done);
        }
        check_all();
    }
    [[nodiscard]] bool step(Space& s, UserAddr at, Rights rights, bool flush, Revocation& work)
    {
        bool const finished = mapping.revoke_page(s, at, page_bits, rights, flush, work);
        check_all();
        return finished;
    }
    // The first step of a revocation that needs more.
    Revocation begin(Space& s, UserAddr at, Rights rights, bool flush)
    {
        Revocation work;
        EXPECT_FALSE(step(s, at, rights, flush, work));
        return work;
    }
    void finish(Space& s, UserAddr at, Rights rights, bool flush, Revocation& work)
    {
        unsigned rounds = 0;
        while (!step(s, at, rights, flush, work))
            ASSERT_LT(++rounds, most_rounds);
    }
    [[nodiscard]] unsigned count(Space const& s, Rights having) const
    {
        unsigned n = 0;
        for (unsigned i = 0; i < 2 * many; ++i)
            n += present(s, high(i)) && rights(s, high(i)).includes(having);
        return n;
    }
};

TEST_F(LongRevocation, a_step_removes_no_more_than_its_budget)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    Revocation work;
    Word left = mapping.nodes_used();
    while (!step(a, page(0), rights_all, true, work)) {
        Word const now = mapping.nodes_used();
        EXPECT_EQ(left - now, revoke_budget);
        left = now;
    }
    EXPECT_EQ(mapping.nodes_used(), 0u);
}

TEST_F(LongRevocation, a_page_that_nothing_derives_from_counts_in_a_step_as_well)
{
    Revocation work;
    for (unsigned i = 0; i < 2 * revoke_budget; ++i) {
        give(1 + i, a, page(i));
        EXPECT_TRUE(step(a, page(i), rights_all, true, work));
        EXPECT_EQ(work.visits, revoke_budget - 1 - i % revoke_budget);
    }
}

TEST_F(LongRevocation, a_chain_as_deep_as_can_be_is_removed_in_steps)
{
    give(1, a, high(0));
    for (unsigned i = 0; i + 1 < max_depth; ++i)
        ASSERT_EQ(map_once(a, high(i), a, high(i + 1)), MapOutcome::done);
    auto work = begin(a, high(0), rights_all, true);
    EXPECT_EQ(count(a, rights_r), max_depth - revoke_budget);
    finish(a, high(0), rights_all, true, work);
    EXPECT_EQ(mapping.nodes_used(), 0u);
}

TEST_F(LongRevocation, nobody_below_can_keep_it_alive_by_mapping_on)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    auto work = begin(a, page(0), rights_all, true);
    unsigned rounds = 0;
    for (unsigned i = 0; mapping.nodes_used() > 0; i = (i + 1) % many) {
        // As greedy as can be: every mapping that is left tries to spread.
        bool const left = present(b, high(i));
        MapOutcome const outcome = map_once(b, high(i), c, high(i));
        EXPECT_EQ(outcome, left ? MapOutcome::again : MapOutcome::done);
        (void)map_once(a, page(0), c, page(i % page_count));
        if (i % 10 == 0)
            (void)step(a, page(0), rights_all, true, work);
        ASSERT_LT(++rounds, 10 * many);
    }
    EXPECT_EQ(count(c, rights_r), 0u);
}

TEST_F(LongRevocation, mapping_of_other_pages_is_not_held_up)
{
    give(1, a, page(0));
    give(2, b, page(0));
    spread(a, page(0), b);
    (void)begin(a, page(0), rights_all, true);
    Word const nodes = mapping.nodes_used();
    EXPECT_EQ(map_once(b, page(0), c, page(0)), MapOutcome::done);
    EXPECT_EQ(map_once(sigma0, ram_page(1), c, page(1)), MapOutcome::done);
    EXPECT_EQ(mapping.nodes_used(), nodes + 2);
}

TEST_F(LongRevocation, one_that_was_given_up_is_finished_by_those_it_holds_up)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    (void)begin(a, page(0), rights_w, false);
    EXPECT_EQ(map(b, high(0), c, page(0)), MapOutcome::done);
    EXPECT_EQ(rights(c, page(0)), rights_rx);
    EXPECT_EQ(count(b, rights_w), 0u);
}

TEST_F(LongRevocation, one_that_was_given_up_does_not_stop_others)
{
    give(1, a, page(0));
    give(2, a, page(1));
    spread(a, page(0), b);
    spread(a, page(1), b, many);
    (void)begin(a, page(0), rights_w, false);
    (void)unmap(a, page(1), rights_w);
    EXPECT_EQ(count(b, rights_w) + count(d, rights_w), 0u);
}

TEST_F(LongRevocation, a_child_made_during_a_narrowing_is_born_narrow)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    auto work = begin(a, page(0), rights_w, false);
    for (unsigned i = 0; i < many; i += 7) {
        EXPECT_EQ(map(b, high(i), c, high(i)), MapOutcome::done);
        EXPECT_EQ(rights(c, high(i)), rights_rx);
    }
    finish(a, page(0), rights_w, false, work);
    EXPECT_EQ(count(b, rights_w) + count(c, rights_w) + count(d, rights_w), 0u);
    EXPECT_EQ(count(b, rights_x) + count(d, rights_x), 2 * many);
}

TEST_F(LongRevocation, a_long_query_sees_every_reference_once)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    for (unsigned const i : {0u, many / 2, many - 1}) {
        ASSERT_TRUE(touch(d, high(i), rights_w));
        EXPECT_EQ(unmap(a, page(0), rights_none), rights_all);
        EXPECT_EQ(unmap(a, page(0), rights_none), rights_none);
    }
}

TEST_F(LongRevocation, what_vanishes_in_the_middle_of_a_query_is_still_reported)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    for (unsigned i = 0; i < many; i += 50)
        ASSERT_TRUE(touch(d, high(i), rights_w));
    auto work = begin(a, page(0), rights_none, false);
    for (unsigned i = 0; i < many; ++i)
        (void)flush(b, high(i));
    finish(a, page(0), rights_none, false, work);
    EXPECT_EQ(work.status | unmap(a, page(0), rights_none), rights_all);
}

TEST_F(LongRevocation, it_goes_on_where_it_was_when_others_remove_what_it_stands_on)
{
    for (unsigned first = 0; first < many; first += 60) {
        MappingWorld fresh;
        Space &x = fresh.space[0], &y = fresh.space[1];
        fresh.give(1, x, page(0));
        for (unsigned i = 0; i < many; ++i)
            (void)fresh.map_once(x, page(0), y, high(i));
        Revocation work;
        ASSERT_FALSE(fresh.mapping.revoke_page(x, page(0), page_bits, rights_w, false, work));
        for (unsigned i = first; i < first + 60; ++i)
            (void)fresh.flush(y, high(i));
        while (!fresh.mapping.revoke_page(x, page(0), page_bits, rights_w, false, work))
            fresh.check_all();
        for (unsigned i = 0; i < many; ++i)
            EXPECT_FALSE(fresh.rights(y, high(i)).writable());
        EXPECT_EQ(fresh.mapping.nodes_used(), many - 60 + 1);
    }
}

TEST_F(LongRevocation, it_ends_when_its_page_is_taken_from_above)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    spread(b, page(0), c);
    auto work = begin(b, page(0), rights_w, true);
    (void)flush(a, page(0));
    EXPECT_TRUE(step(b, page(0), rights_w, true, work));
    EXPECT_EQ(mapping.nodes_used(), 0u);
}

TEST_F(LongRevocation, a_page_reached_with_the_ticket_of_another_is_revoked_all_the_same)
{
    give(1, a, page(0));
    give(2, a, page(1));
    spread(a, page(0), b);
    spread(a, page(1), b, many);
    auto work = begin(a, page(0), rights_w, false);
    (void)flush(a, page(0));
    finish(a, page(1), rights_w, false, work);
    EXPECT_EQ(count(b, rights_r), many);
    EXPECT_EQ(count(b, rights_w) + count(d, rights_w), 0u);
}

TEST_F(LongRevocation, two_at_a_time_both_end_with_full_effect)
{
    give(1, a, page(0));
    give(2, a, page(1));
    spread(a, page(0), b);
    spread(a, page(1), b, many);
    Revocation first, second;
    bool first_done = false, second_done = false;
    for (unsigned rounds = 0; !first_done || !second_done; ++rounds) {
        first_done = first_done || step(a, page(0), rights_w, false, first);
        second_done = second_done || step(a, page(1), rights_x, true, second);
        ASSERT_LT(rounds, most_rounds);
    }
    for (unsigned i = 0; i < many; ++i) {
        EXPECT_EQ(rights(d, high(i)), rights_rx);
        EXPECT_EQ(rights(d, high(many + i)), rights_rw);
    }
}

TEST_F(LongRevocation, one_inside_another_ends_as_well)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    spread(b, page(0), c);
    auto outer = begin(a, page(0), rights_w, true);
    Revocation inner;
    finish(b, page(0), rights_all, true, inner);
    finish(a, page(0), rights_w, true, outer);
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_EQ(rights(a, page(0)), rights_rx);
}

TEST_F(LongRevocation, destroying_a_space_in_the_middle_does_no_harm)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    auto work = begin(a, page(0), rights_w, false);
    destroy(b);
    EXPECT_TRUE(mapping.revoke_page(a, page(0), page_bits, rights_w, false, work));
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_EQ(b.account.used, 0u);
}

TEST_F(LongRevocation, destroying_the_space_whose_revocation_it_is_ends_it)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    (void)begin(a, page(0), rights_w, false);
    destroy(a);
    EXPECT_EQ(mapping.nodes_used(), 0u);
    give(1, c, page(0));
    EXPECT_EQ(map_once(c, page(0), b, page(0)), MapOutcome::done);
}

TEST_F(LongRevocation, a_grant_that_narrows_many_children_takes_several_steps)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    EXPECT_EQ(map_once(a, page(0), c, page(0), rights_rx, MapMode::grant), MapOutcome::again);
    EXPECT_EQ(grant(a, page(0), c, page(0), rights_rx), MapOutcome::done);
    EXPECT_FALSE(present(a, page(0)));
    EXPECT_EQ(rights(c, page(0)), rights_rx);
    EXPECT_EQ(count(b, rights_w) + count(d, rights_w), 0u);
    EXPECT_EQ(count(d, rights_x), many);
}

// A page of 2 MB in a, whose first part has many mappings derived from it when c is granted that.
struct LongGrantOfPart : LongRevocation {
    static constexpr UserAddr large{Word{3} << 30};

    void SetUp() override
    {
        Word size = bytes_of(1) - 1;
        ASSERT_EQ(mapping.map_page(sigma0, ram_page(0), a, large, rights_all, MapMode::map, size),
                  MapOutcome::done);
        ASSERT_EQ(size, bytes_of(1) - 1);
        spread(a, large, b);
    }
    MapOutcome begin_grant() { return map_once(a, large, c, page(0), rights_all, MapMode::grant); }
};

TEST_F(LongGrantOfPart, hands_everything_over_in_steps)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    EXPECT_EQ(grant(a, large, c, page(0)), MapOutcome::done);
    EXPECT_TRUE(!present(a, large) && present(a, large + page_size));
    EXPECT_EQ(count(b, rights_all) + count(d, rights_all), 2 * many);
    (void)flush(a, large + page_size);
    (void)unmap(c, page(0));
    EXPECT_EQ(count(b, rights_r) + count(d, rights_r), 0u);
    EXPECT_TRUE(present(c, page(0)));
}

TEST_F(LongGrantOfPart, is_finished_by_others_when_given_up)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    for (unsigned i = 0; i < many; ++i)
        EXPECT_EQ(map(b, high(i), d, high(many + i)), MapOutcome::done);
    EXPECT_EQ(map(a, large, c, page(1)), MapOutcome::done);
    EXPECT_FALSE(present(a, large) || present(c, page(1)));
    EXPECT_EQ(count(d, rights_all), 2 * many);
}

TEST_F(LongGrantOfPart, is_over_before_its_heir_can_be_taken)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    (void)flush(c, page(0));
    EXPECT_FALSE(present(a, large) || present(c, page(0)));
    EXPECT_EQ(mapping.nodes_used(), 1u);
}

TEST_F(LongGrantOfPart, who_goes_on_with_it_has_done_his_step)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    for (Revocation work; present(a, large);)
        ASSERT_FALSE(step(c, page(0), rights_all, true, work) || work.visits > 0);
}

TEST_F(LongGrantOfPart, is_over_before_rights_are_taken_from_its_heir)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    (void)flush(c, page(0), rights_w);
    EXPECT_FALSE(present(a, large));
    EXPECT_EQ(count(b, rights_w) + count(d, rights_w), 0u);
    EXPECT_EQ(count(b, rights_rx) + count(d, rights_rx), 2 * many);
}

TEST_F(LongGrantOfPart, leaves_what_was_handed_over_when_its_source_dies)
{
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    destroy(a);
    unsigned const left = count(b, rights_all);
    EXPECT_GT(left, 0u);
    EXPECT_LE(count(d, rights_all), left);
    destroy(c);
    EXPECT_EQ(mapping.nodes_used(), 0u);
}

TEST_F(LongGrantOfPart, waits_for_the_long_work_of_others)
{
    give(600, c, page(2));
    spread(c, page(2), b, many);
    (void)begin(c, page(2), rights_w, false);
    EXPECT_EQ(begin_grant(), MapOutcome::again);
    EXPECT_FALSE(present(c, page(0)));
    EXPECT_EQ(grant(a, large, c, page(0)), MapOutcome::done);
    EXPECT_EQ(count(b, rights_w), many);
}

TEST_F(LongRevocation, replacing_a_mapping_with_many_children_takes_several_steps)
{
    give(1, a, page(0));
    spread(a, page(0), b);
    EXPECT_EQ(map_once(sigma0, ram_page(2), a, page(0)), MapOutcome::again);
    give(2, a, page(0));
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_EQ(at(a, page(0)).address, physical(ram_page(2)));
}

TEST_F(LongRevocation, sigma0_narrows_all_lines_of_descent_from_a_frame)
{
    for (unsigned i = 0; i < many; ++i)
        (void)map_once(sigma0, ram_page(1), b, high(i));
    ASSERT_TRUE(touch(b, high(0), rights_w));
    auto work = begin(sigma0, ram_page(1), rights_w, false);
    EXPECT_EQ(map_once(sigma0, ram_page(1), c, page(0)), MapOutcome::again);
    EXPECT_EQ(map_once(b, high(5), c, page(0)), MapOutcome::again);
    EXPECT_EQ(map_once(sigma0, ram_page(2), c, page(0)), MapOutcome::done);
    finish(sigma0, ram_page(1), rights_w, false, work);
    EXPECT_EQ(count(b, rights_w), 0u);
    EXPECT_EQ(work.status, rights_all);
}

}  // namespace
}  // namespace pinyon
