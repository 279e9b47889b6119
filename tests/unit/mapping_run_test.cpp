// SPDX-License-Identifier: BSD-2-Clause
// Tests of the short ways of mapping and flushing small pages: how far they go, and that they do
// what the general ways do.
#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

struct MappingRun : testing::Test, MappingWorld {
    MappingRun()
    {
        for (Space& s : space) {
            s.kip_area = Fpage::make(0x4000'0000, page_bits);
            s.utcb_area = Fpage::make(0x4010'0000, page_bits);
        }
    }
    // Frames of RAM at the pages of the first space, from `first` on; one at the same page of the
    // second, so that it has the table, and it goes again.
    void fill(unsigned first, unsigned count)
    {
        for (unsigned i = first; i < first + count; ++i)
            give(i, a, page(i));
        (void)map_once(a, page(first), b, page(first));
        (void)flush(b, page(first));
    }
    Word run(unsigned from, unsigned to, Word wanted, Rights asked = rights_all)
    {
        Word const done = mapping.map_run(a, page(from), b, page(to), asked, wanted);
        check_all();
        return done;
    }
    Space &a = space[0], &b = space[1], &c = space[2];
};

TEST_F(MappingRun, maps_what_single_items_would_map)
{
    fill(0, 8);
    for (unsigned i = 0; i < 8; ++i)
        (void)map_once(a, page(i), c, page(i), rights_rw);
    EXPECT_TRUE(touch(a, page(3), rights_w));
    EXPECT_EQ(run(0, 0, 8, rights_rw), 8u);
    for (unsigned i = 0; i < 8; ++i) {
        EXPECT_EQ(at(b, page(i)).address, at(c, page(i)).address);
        EXPECT_EQ(rights(b, page(i)), rights_rw);
        EXPECT_EQ(at(b, page(i)).references, rights_none);
        EXPECT_EQ(at(b, page(i)).kind, at(c, page(i)).kind);
    }
    EXPECT_EQ(b.account.used, c.account.used);
    EXPECT_EQ(mapping.nodes_used(), 24u);
    (void)unmap(a, page(5));
    EXPECT_FALSE(present(b, page(5)) || present(c, page(5)));
}

TEST_F(MappingRun, ends_before_a_gap_in_the_source)
{
    fill(0, 8);
    (void)flush(a, page(5));
    EXPECT_EQ(run(0, 0, 8), 5u);
    EXPECT_EQ(run(5, 5, 3), 0u);
    EXPECT_EQ(run(6, 6, 2), 2u);
}

TEST_F(MappingRun, ends_before_what_the_destination_has)
{
    fill(0, 8);
    give(40, b, page(4));
    EXPECT_EQ(run(0, 0, 8), 4u);
    EXPECT_EQ(run(4, 4, 1), 0u);
    EXPECT_EQ(at(b, page(4)).address, physical(ram_page(40)));
    EXPECT_EQ(mapping.map_run(a, page(7), a, page(7), rights_all, 1), 0u) << "a page to itself";
}

TEST_F(MappingRun, ends_with_the_table_on_either_side)
{
    fill(28, 8);
    EXPECT_EQ(run(28, 24, 8), 4u) << "the source has two tables";
    EXPECT_EQ(run(32, 28, 4), 4u);
    EXPECT_EQ(run(28, 32, 1), 0u) << "the destination has no second table";
}

TEST_F(MappingRun, gives_no_right_that_was_not_asked_for_and_none_without_one)
{
    fill(0, 2);
    EXPECT_EQ(run(0, 0, 2, rights_none), 0u);
    EXPECT_EQ(run(0, 0, 1, rights_w), 1u);
    EXPECT_EQ(rights(b, page(0)), rights_rw) << "readable comes with any other";
    (void)revoke(a, page(1), rights_w | rights_x, true);
    EXPECT_EQ(run(1, 1, 1), 1u);
    EXPECT_EQ(rights(b, page(1)), rights_r);
}

TEST_F(MappingRun, leaves_the_root_and_the_places_of_the_kernel_to_the_general_way)
{
    fill(0, 4);
    EXPECT_EQ(mapping.map_run(sigma0, ram_page(0), b, page(0), rights_all, 1), 0u);
    EXPECT_EQ(mapping.map_run(a, page(0), sigma0, page(0), rights_all, 1), 0u);
    b.kip_area = Fpage::make(page(2).raw(), page_bits);
    b.utcb_area = Fpage::make(page(3).raw(), page_bits);
    EXPECT_EQ(run(0, 0, 4), 0u);
    EXPECT_EQ(run(0, 0, 1), 1u);
    EXPECT_EQ(run(2, 2, 1), 0u);
    EXPECT_EQ(run(3, 3, 1), 0u);
    EXPECT_EQ(mapping.map_run(b, page(2), c, page(2), rights_all, 1), 0u);
}

TEST_F(MappingRun, changes_nothing_where_the_account_does_not_allow_it)
{
    fill(0, 4);
    for (Word const missing : {Word{1}, sizeof(NodeChunk)}) {
        Word const cost = 4 * sizeof(MapNode);
        b.account.limit = b.account.used + cost - missing;
        auto const before = snapshot();
        EXPECT_EQ(run(0, 0, 4), 0u);
        EXPECT_EQ(snapshot(), before);
    }
    b.account.limit = b.account.used + 4 * sizeof(MapNode);
    EXPECT_EQ(run(0, 0, 4), 4u);
    EXPECT_EQ(b.account.used, b.account.limit);
}

TEST_F(MappingRun, pays_for_the_shadow_that_it_makes)
{
    fill(0, 8);
    give(40, b, page(32));  // the second table, whose second part has no nodes yet
    UserAddr const far = page(32) + 64 * page_size;
    Word const used = b.account.used;
    b.account.limit = used + 8 * sizeof(MapNode) + sizeof(NodeChunk) - 1;
    EXPECT_EQ(mapping.map_run(a, page(0), b, far, rights_all, 8), 0u);
    EXPECT_EQ(b.account.used, used);
    ++b.account.limit;
    EXPECT_EQ(mapping.map_run(a, page(0), b, far, rights_all, 8), 8u);
    EXPECT_EQ(b.account.used, b.account.limit);
    check_all();
}

TEST_F(MappingRun, ends_with_a_frame_of_nodes)
{
    constexpr Word per_frame = page_size / sizeof(MapNode);
    fill(0, 32);
    Word const left = per_frame - mapping.nodes_used();
    ASSERT_GT(left, 32u);
    unsigned rest = unsigned(left) - 8;
    for (unsigned i = 0; rest > 0; ++i, --rest)
        EXPECT_EQ(map_once(a, page(i % 32), c, page(0) + i * page_size), MapOutcome::done);
    EXPECT_EQ(run(0, 0, 32), 8u);
    EXPECT_EQ(run(8, 8, 1), 0u) << "a new frame is for the general way";
    EXPECT_EQ(map_once(a, page(8), b, page(8)), MapOutcome::done);
    EXPECT_EQ(run(9, 9, 23), 23u);
}

TEST_F(MappingRun, opens_a_frame_of_nodes_for_a_single_page)
{
    constexpr Word per_frame = page_size / sizeof(MapNode);
    fill(0, 32);
    for (unsigned i = 0; mapping.nodes_used() < per_frame; ++i)
        EXPECT_EQ(map_once(a, page(i % 32), c, page(0) + i * page_size), MapOutcome::done);
    b.account.limit = b.account.used + sizeof(MapNode);
    auto const before = snapshot();
    EXPECT_FALSE(mapping.map_small(a, page(0), b, page(0), rights_all)) << "one node is held";
    EXPECT_EQ(snapshot(), before);
    b.account.limit += sizeof(MapNode);
    EXPECT_TRUE(mapping.map_small(a, page(0), b, page(0), rights_rw));
    check_all();
    EXPECT_EQ(at(b, page(0)).address, at(a, page(0)).address);
    EXPECT_EQ(rights(b, page(0)), rights_rw);
    EXPECT_EQ(mapping.nodes_used(), per_frame + 1);
    EXPECT_EQ(b.account.used + sizeof(MapNode), b.account.limit);
}

// ---- Flushing ----------------------------------------------------------------------------------

TEST_F(MappingRun, a_flushed_page_leaves_its_references_to_its_parent_and_the_caller)
{
    fill(0, 1);
    EXPECT_EQ(run(0, 0, 1), 1u);
    EXPECT_TRUE(touch(b, page(0), rights_w));
    Rights status = rights_x;
    EXPECT_TRUE(mapping.flush_page(b, page(0), status));
    check_all();
    EXPECT_EQ(status, rights_all) << "what was known stays";
    EXPECT_FALSE(present(b, page(0)));
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_all);
    EXPECT_EQ(mapping.nodes_used(), 1u);
}

TEST_F(MappingRun, only_a_page_that_nothing_derives_from_is_flushed_at_once)
{
    fill(0, 1);
    EXPECT_EQ(run(0, 0, 1), 1u);
    auto const before = snapshot();
    Rights status;
    EXPECT_FALSE(mapping.flush_page(a, page(0), status));
    EXPECT_FALSE(mapping.flush_page(a, page(1), status)) << "absent";
    EXPECT_FALSE(mapping.flush_page(a, page(40), status)) << "no table";
    EXPECT_FALSE(mapping.flush_page(a, UserAddr{Arch::user_end}, status));
    EXPECT_FALSE(mapping.flush_page(sigma0, ram_page(0), status));
    EXPECT_EQ(snapshot(), before);
}

TEST_F(MappingRun, nothing_goes_the_short_ways_while_a_long_walk_goes_on)
{
    fill(0, 2);
    for (unsigned i = 0; i < 8; ++i)
        EXPECT_EQ(map_once(a, page(0), c, page(i)), MapOutcome::done);
    Revocation work;
    EXPECT_FALSE(mapping.revoke_page(a, page(0), page_bits, rights_all, true, work));
    EXPECT_EQ(run(1, 1, 1), 0u);
    Rights status;
    EXPECT_FALSE(mapping.flush_page(a, page(1), status));
    while (!mapping.revoke_page(a, page(0), page_bits, rights_all, true, work)) {}
    EXPECT_EQ(run(1, 1, 1), 1u);
}

}  // namespace
}  // namespace pinyon
