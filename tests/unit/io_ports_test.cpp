// SPDX-License-Identifier: BSD-2-Clause
// Tests of I/O ports one rule at a time: memory, cuts, long walks.
#include "io_world.h"

namespace pinyon::test {
namespace {

constexpr PortRange serial{0x3F8, 3};
constexpr PortRange port_in_serial{0x3FB, 0};

struct IoPortsTest : testing::Test, IoWorld {
    void TearDown() override { check(); }
    Space &a = space[0], &b = space[1], &c = space[2];
};

TEST(IoFpage, names_an_aligned_range_and_no_memory)
{
    Fpage const fpage = Fpage::make_ports(serial);
    EXPECT_TRUE(fpage.is_ports());
    EXPECT_FALSE(fpage.is_memory());
    EXPECT_EQ(fpage.ports(), serial);
    EXPECT_EQ(Fpage{0x3FB << 16 | 3 << 10 | 2 << 4}.ports(), serial);
    EXPECT_EQ(Fpage{0x3FB << 16 | 63 << 10 | 2 << 4}.ports(), all_ports);
}

TEST(IoFpage, an_item_moves_what_the_window_accepts_under_its_own_number)
{
    Fpage const sent = Fpage::make_ports(serial);
    MapRange const all = map_port_range(sent, Acceptor::complete_space().window());
    EXPECT_FALSE(all.empty);
    EXPECT_EQ(all.source, 0x3F8u);
    EXPECT_EQ(all.size_log2, 3u);
    MapRange const part = map_port_range(sent, Fpage::make_ports(port_in_serial));
    EXPECT_FALSE(part.empty);
    EXPECT_EQ(part.destination, 0x3FBu);
    EXPECT_EQ(part.size_log2, 0u);
    EXPECT_TRUE(map_port_range(sent, Fpage::make_ports({0x2F8, 3})).empty);
    EXPECT_TRUE(map_port_range(sent, Fpage::make(0x40'0000, 20)).empty);
}

TEST_F(IoPortsTest, the_first_port_costs_a_bitmap_and_the_last_gives_it_back)
{
    EXPECT_EQ(a.account.used, 0u);
    give(a, serial);
    EXPECT_EQ(a.account.used, 2 * page_size + sizeof(PortNode));
    give(a, {0x60, 0});
    EXPECT_EQ(a.account.used, 2 * page_size + 2 * sizeof(PortNode));
    flush(a, all_ports);
    EXPECT_EQ(a.account.used, 0u);
    EXPECT_EQ(a.ports.version, 0u);
}

TEST_F(IoPortsTest, all_ports_are_a_few_ranges_between_the_reserved_ones)
{
    give(a, all_ports);
    EXPECT_EQ(held(a), 0x1'0000u - 4);
    EXPECT_FALSE(holds(a, 0x21));
    EXPECT_TRUE(holds(a, 0x22));
    EXPECT_TRUE(holds(a, 0xFFFF));
    EXPECT_LT(ports.nodes_used(), 25u);
    unsigned steps = 0;
    for (Word moved = 0; moved < all_ports.size(); ++steps)
        ASSERT_EQ(map_step(a, b, all_ports, moved), MapOutcome::done);
    EXPECT_LE(steps, ports.nodes_used()) << "one step for each range";
}

TEST_F(IoPortsTest, a_version_never_names_two_contents)
{
    give(a, serial);
    Word const first = a.ports.version;
    unmap(sigma0, serial);
    give(b, serial);
    give(a, serial);
    EXPECT_GT(b.ports.version, first);
    EXPECT_GT(a.ports.version, b.ports.version);
}

TEST_F(IoPortsTest, an_item_without_memory_changes_nothing)
{
    for (Word frames_left : {0, 1, 2}) {
        IoWorld w;
        w.hog(frames_left);
        EXPECT_EQ(w.map(w.sigma0, w.space[0], serial), MapOutcome::no_memory) << frames_left;
        EXPECT_EQ(w.frames.free_frames(), frames_left);
        EXPECT_EQ(w.space[0].account.used, 0u);
        EXPECT_EQ(w.held(w.space[0]), 0u);
    }
    IoWorld w;
    w.hog(3);
    EXPECT_EQ(w.map(w.sigma0, w.space[0], serial), MapOutcome::done);
}

TEST_F(IoPortsTest, an_item_beyond_the_account_changes_nothing)
{
    a.account.limit = 2 * page_size + sizeof(PortNode) - 1;
    EXPECT_EQ(map(sigma0, a, serial), MapOutcome::no_memory);
    EXPECT_EQ(a.account.used, 0u);
    give(b, serial);
    EXPECT_EQ(grant(b, a, serial), MapOutcome::no_memory);
    EXPECT_EQ(held(b), 8u);
    ++a.account.limit;
    EXPECT_EQ(grant(b, a, serial), MapOutcome::done);
    EXPECT_EQ(held(b), 0u);
    EXPECT_EQ(b.account.used, 0u);
}

TEST_F(IoPortsTest, a_part_can_be_taken_out_of_a_range_and_of_all_below)
{
    give(a, serial);
    map(a, b, serial);
    map(b, c, {0x3F8, 2});
    unmap(a, port_in_serial);
    EXPECT_EQ(held(a), 8u);
    EXPECT_EQ(held(b), 7u);
    EXPECT_EQ(held(c), 3u);
    EXPECT_FALSE(holds(b, 0x3FB));
    unmap(a, {0x3F8, 2});
    EXPECT_EQ(held(b), 4u);
    EXPECT_EQ(held(c), 0u) << "what was derived from the pieces is still below them";
}

TEST_F(IoPortsTest, without_memory_for_the_pieces_the_whole_range_is_revoked)
{
    give(a, serial);
    map(a, b, serial);
    map(b, c, {0x3FC, 2});
    b.account.limit = b.account.used;
    unmap(a, port_in_serial);
    EXPECT_EQ(held(a), 8u);
    EXPECT_EQ(held(b), 0u);
    EXPECT_EQ(held(c), 0u);
}

TEST_F(IoPortsTest, a_widened_revocation_spares_what_others_have_beside_it)
{
    give(a, serial);
    map(a, c, {0x3FC, 2});
    map(a, space[3], port_in_serial);
    map(a, b, serial);  // the last to come is the first that a revocation meets
    b.account.limit = b.account.used;
    unmap(a, port_in_serial);
    EXPECT_EQ(held(b), 0u);
    EXPECT_EQ(held(c), 4u);
    EXPECT_EQ(held(space[3]), 0u);
}

TEST_F(IoPortsTest, a_granted_part_takes_along_what_was_derived_from_it)
{
    give(a, serial);
    map(a, c, serial);
    EXPECT_EQ(grant(a, b, port_in_serial), MapOutcome::done);
    EXPECT_EQ(held(a), 7u);
    EXPECT_EQ(held(b), 1u);
    EXPECT_EQ(held(c), 8u);
    unmap(a, serial);
    EXPECT_EQ(held(c), 1u) << "the part has come from b since";
    unmap(b, serial);
    EXPECT_EQ(held(c), 0u);
}

TEST_F(IoPortsTest, a_grant_of_a_part_that_finds_no_memory_leaves_everything_where_it_was)
{
    give(a, serial);
    map(a, c, serial);
    c.account.limit = c.account.used;
    EXPECT_EQ(grant(a, b, port_in_serial), MapOutcome::no_memory);
    EXPECT_EQ(held(a), 8u);
    EXPECT_EQ(held(b), 0u);
    EXPECT_EQ(held(c), 8u);
    EXPECT_FALSE(ports.walking());
}

// So many single ports below `a` that one step cannot pass them.
void derive_many(IoWorld& w, Space& a, Space& b)
{
    w.give(a, {0x1000, 10});
    for (unsigned port = 0x1000; port < 0x1400; ++port)
        w.map(a, b, PortRange::around(port, 0));
}

TEST_F(IoPortsTest, a_long_revocation_is_done_in_steps)
{
    derive_many(*this, a, b);
    Word done = 0;
    unsigned steps = 0;
    for (unsigned before = held(b); !ports.revoke(a, {0x1000, 10}, false, done); ++steps) {
        ASSERT_LE(before - held(b), 64u) << "one step is short";
        before = held(b);
    }
    EXPECT_GT(steps, 16u);
    EXPECT_EQ(held(b), 0u);
}

TEST_F(IoPortsTest, whoever_comes_while_a_revocation_goes_on_helps_to_end_it)
{
    derive_many(*this, a, b);
    Word done = 0, moved = 0;
    EXPECT_FALSE(ports.revoke(a, {0x1000, 10}, false, done));
    EXPECT_TRUE(ports.walking());
    unsigned helped = 0;
    while (map_step(a, c, {0x1000, 10}, moved) == MapOutcome::again)
        ++helped;
    EXPECT_GT(helped, 8u);
    EXPECT_EQ(held(b), 0u) << "nothing new before the old is gone";
    EXPECT_EQ(held(c), 0x400u);
    EXPECT_TRUE(ports.revoke(a, {0x1000, 10}, false, done)) << "it has been done by then";
    EXPECT_EQ(held(c), 0x400u);
}

TEST_F(IoPortsTest, a_grant_that_must_look_through_many_ranges_ends)
{
    derive_many(*this, a, b);
    map(a, c, {0x1000, 10});
    EXPECT_EQ(grant(a, space[3], {0x1100, 4}), MapOutcome::done);
    EXPECT_EQ(held(space[3]), 16u);
    EXPECT_EQ(held(b), 0x400u);
    unmap(space[3], all_ports);
    EXPECT_EQ(held(b), 0x400u - 16);
    EXPECT_EQ(held(c), 0x400u - 16);
}

TEST_F(IoPortsTest, a_grant_whose_memory_runs_out_in_a_later_step_fails_and_no_other_does)
{
    give(a, {0x1000, 10});
    map(a, c, {0x1000, 10});
    c.account.limit = c.account.used;
    derive_many(*this, a, b);  // the last to come are the first that the grant passes
    EXPECT_EQ(grant(a, space[3], {0x1100, 4}), MapOutcome::no_memory);
    EXPECT_EQ(held(a), 0x400u);

    Word moved = 0, serial_moved = 0;
    ASSERT_EQ(map_step(a, space[3], {0x1100, 4}, moved, MapMode::grant), MapOutcome::again);
    while (ports.walking())
        EXPECT_EQ(map_step(sigma0, b, serial, serial_moved), MapOutcome::again);
    EXPECT_EQ(map_step(sigma0, b, serial, serial_moved), MapOutcome::done);
    EXPECT_EQ(held(a), 0x400u);
    EXPECT_EQ(held(c), 0x400u);
}

TEST_F(IoPortsTest, a_dying_space_takes_with_it_what_others_have_from_it)
{
    derive_many(*this, a, b);
    give(b, serial);
    destroy(a);
    EXPECT_EQ(held(a), 0u);
    EXPECT_EQ(a.account.used, 0u);
    EXPECT_EQ(held(b), 8u);
}

TEST_F(IoPortsTest, sigma0_opens_ports_to_itself_but_not_reserved_ones)
{
    EXPECT_TRUE(ports.open_to_root(sigma0, serial));
    EXPECT_TRUE(holds(sigma0, 0x3FB));
    EXPECT_FALSE(ports.open_to_root(sigma0, {0x20, 0}));
    flush(sigma0, serial);
    EXPECT_TRUE(holds(sigma0, 0x3FB)) << "nobody takes anything from sigma0";
    destroy(sigma0);
    EXPECT_EQ(sigma0.account.used, 0u);
}

TEST_F(IoPortsTest, nothing_is_mapped_to_sigma0_or_to_oneself)
{
    give(a, serial);
    EXPECT_EQ(map(a, sigma0, serial), MapOutcome::done);
    EXPECT_EQ(held(sigma0), 0u);
    EXPECT_EQ(grant(a, a, serial), MapOutcome::done);
    EXPECT_EQ(held(a), 8u);
}

}  // namespace
}  // namespace pinyon::test
