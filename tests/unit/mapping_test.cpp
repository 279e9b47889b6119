// SPDX-License-Identifier: BSD-2-Clause
// Tests of mapping, granting and revoking, rule by rule (reference 4.7, 7.3, 7.4).
#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

struct MappingRules : testing::Test, MappingWorld {
    Space &a = space[0], &b = space[1], &c = space[2], &d = space[3];
};

// ---- Mapping -----------------------------------------------------------------------------------

TEST_F(MappingRules, sigma0_gives_any_page_whether_it_has_touched_it_or_not)
{
    EXPECT_FALSE(present(sigma0, ram_page(1)));
    give(1, a, page(0), rights_rw);
    EXPECT_EQ(at(a, page(0)).address, physical(ram_page(1)));
    EXPECT_EQ(rights(a, page(0)), rights_rw);
    EXPECT_EQ(at(a, page(0)).kind, MemoryKind::normal);
}

TEST_F(MappingRules, what_is_not_ram_is_mapped_as_device_memory_by_every_hand)
{
    (void)map(sigma0, device_page(0), a, page(0));
    (void)map(a, page(0), b, page(1));
    EXPECT_EQ(at(a, page(0)).kind, MemoryKind::device);
    EXPECT_EQ(at(b, page(1)).kind, MemoryKind::device);
}

TEST_F(MappingRules, nobody_gets_a_reserved_frame_not_even_from_sigma0)
{
    UserAddr const kernel_frame{host::ram_base.raw()};
    EXPECT_EQ(map(sigma0, kernel_frame, a, page(0)), MapOutcome::done);
    EXPECT_FALSE(present(a, page(0)));
    EXPECT_FALSE(mapping.map_identity(sigma0, kernel_frame).value());
    EXPECT_TRUE(mapping.is_reserved(frame_of(PhysAddr{Word{1} << 44})));
    EXPECT_EQ(map(sigma0, UserAddr{Word{1} << 44}, a, page(0)), MapOutcome::done);
    EXPECT_FALSE(present(a, page(0)));
}

TEST_F(MappingRules, a_child_gets_the_rights_of_the_item_within_those_of_the_source)
{
    give(1, a, page(0), rights_rw);
    (void)map(a, page(0), b, page(0), rights_all);
    EXPECT_EQ(rights(b, page(0)), rights_rw);
    (void)map(b, page(0), c, page(0), rights_rx);
    EXPECT_EQ(rights(c, page(0)), rights_r);
}

TEST_F(MappingRules, an_item_without_common_rights_maps_nothing_and_leaves_what_is_there)
{
    give(1, a, page(0), rights_rw);
    give(2, b, page(0));
    EXPECT_EQ(map(a, page(0), b, page(0), rights_x), MapOutcome::done);
    EXPECT_EQ(at(b, page(0)).address, physical(ram_page(2)));
    EXPECT_EQ(map(a, page(0), b, page(1), rights_none), MapOutcome::done);
    EXPECT_FALSE(present(b, page(1)));
}

TEST_F(MappingRules, whoever_gets_a_right_can_read)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0), rights_x);
    EXPECT_EQ(rights(b, page(0)), rights_rx);
}

TEST_F(MappingRules, an_absent_source_leaves_the_destination_as_it_is)
{
    give(1, b, page(0));
    EXPECT_EQ(map(a, page(0), b, page(0)), MapOutcome::done);
    EXPECT_TRUE(present(b, page(0)));
}

TEST_F(MappingRules, mapping_a_page_onto_itself_changes_nothing)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    EXPECT_EQ(map(a, page(0), a, page(0), rights_r), MapOutcome::done);
    EXPECT_EQ(grant(a, page(0), a, page(0), rights_r), MapOutcome::done);
    EXPECT_EQ(rights(a, page(0)), rights_all);
    EXPECT_EQ(rights(b, page(0)), rights_all);
}

TEST_F(MappingRules, the_same_page_from_the_same_source_is_extended_and_keeps_its_children)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0), rights_r);
    (void)map(b, page(0), c, page(0));
    (void)map(a, page(0), b, page(0), rights_rw);
    EXPECT_EQ(rights(b, page(0)), rights_rw);
    EXPECT_EQ(rights(c, page(0)), rights_r);
    (void)map(a, page(0), b, page(0), rights_r);
    EXPECT_EQ(rights(b, page(0)), rights_rw) << "mapping never takes rights away";
}

TEST_F(MappingRules, the_same_frame_by_another_derivation_replaces_the_old_mapping_and_its_children)
{
    give(1, a, page(0));
    give(1, b, page(0));
    (void)map(a, page(0), c, page(0), rights_r);
    (void)map(c, page(0), d, page(0));
    (void)map(b, page(0), c, page(0), rights_rw);
    EXPECT_EQ(rights(c, page(0)), rights_rw);
    EXPECT_FALSE(present(d, page(0)));
    (void)flush(a, page(0));
    EXPECT_TRUE(present(c, page(0))) << "it comes from b now";
}

TEST_F(MappingRules, another_frame_replaces_the_old_mapping_and_its_children)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    give(2, a, page(0));
    EXPECT_EQ(at(a, page(0)).address, physical(ram_page(2)));
    EXPECT_FALSE(present(b, page(0)));
    EXPECT_EQ(mapping.nodes_used(), 1u);
}

TEST_F(MappingRules, mapping_onto_an_ancestor_of_the_source_flushes_both_and_maps_nothing)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    EXPECT_EQ(map(c, page(0), a, page(0)), MapOutcome::done);
    EXPECT_EQ(mapping.nodes_used(), 0u);
    EXPECT_FALSE(present(a, page(0)) || present(b, page(0)) || present(c, page(0)));
}

TEST_F(MappingRules, a_space_can_map_to_itself)
{
    give(1, a, page(0));
    (void)map(a, page(0), a, page(9), rights_r);
    EXPECT_EQ(rights(a, page(9)), rights_r);
    (void)flush(a, page(0));
    EXPECT_FALSE(present(a, page(9)));
}

TEST_F(MappingRules, nothing_is_mapped_outside_the_user_area_or_to_sigma0)
{
    give(1, a, page(0));
    EXPECT_EQ(map(a, page(0), b, UserAddr{Arch::user_end}), MapOutcome::done);
    EXPECT_EQ(map(a, UserAddr{Arch::user_end}, b, page(0)), MapOutcome::done);
    EXPECT_EQ(map(a, page(0), sigma0, page(0)), MapOutcome::done);
    EXPECT_EQ(grant(a, page(0), sigma0, page(0)), MapOutcome::done);
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_TRUE(present(a, page(0)));
}

TEST_F(MappingRules, a_derivation_deeper_than_the_limit_is_refused)
{
    give(1, a, page(0));
    UserAddr const high{0x4000'0000};
    (void)map(a, page(0), a, high);
    for (unsigned i = 0; i < max_depth - 2; ++i)
        ASSERT_EQ(map_once(a, high + i * page_size, a, high + (i + 1) * page_size),
                  MapOutcome::done);
    UserAddr const deepest = high + (max_depth - 2) * page_size;
    EXPECT_TRUE(present(a, deepest));
    EXPECT_EQ(map(a, deepest, b, page(0)), MapOutcome::no_memory);
    EXPECT_EQ(grant(a, deepest, b, page(0)), MapOutcome::done);
    (void)flush(a, page(0));
    EXPECT_EQ(mapping.nodes_used(), 0u);
}

// ---- Granting ----------------------------------------------------------------------------------

TEST_F(MappingRules, a_granted_page_leaves_its_holder_and_keeps_its_children)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    EXPECT_EQ(grant(b, page(0), d, page(3)), MapOutcome::done);
    EXPECT_FALSE(present(b, page(0)));
    EXPECT_TRUE(present(d, page(3)) && present(c, page(0)));
    (void)flush(d, page(3));
    EXPECT_FALSE(present(c, page(0)));
    EXPECT_TRUE(present(a, page(0)));
}

TEST_F(MappingRules, a_grant_narrows_the_page_and_its_children_to_the_item)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    EXPECT_EQ(grant(a, page(0), d, page(0), rights_rx), MapOutcome::done);
    EXPECT_EQ(rights(d, page(0)), rights_rx);
    EXPECT_EQ(rights(b, page(0)), rights_rx);
    EXPECT_EQ(rights(c, page(0)), rights_rx);
}

TEST_F(MappingRules, a_granted_page_can_still_be_revoked_from_above)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)grant(b, page(0), c, page(5));
    (void)unmap(a, page(0));
    EXPECT_FALSE(present(c, page(5)));
}

TEST_F(MappingRules, a_grant_to_a_child_of_the_granted_page_replaces_the_child)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0), rights_r);
    (void)map(a, page(0), c, page(0));
    EXPECT_EQ(grant(a, page(0), b, page(0)), MapOutcome::done);
    EXPECT_EQ(rights(b, page(0)), rights_all);
    EXPECT_EQ(mapping.nodes_used(), 2u);
    (void)unmap(b, page(0));
    EXPECT_FALSE(present(c, page(0)));
}

TEST_F(MappingRules, sigma0_grants_by_mapping)
{
    EXPECT_TRUE(mapping.map_identity(sigma0, ram_page(1)).value());
    EXPECT_EQ(grant(sigma0, ram_page(1), a, page(0)), MapOutcome::done);
    EXPECT_TRUE(present(sigma0, ram_page(1)) && present(a, page(0)));
}

TEST_F(MappingRules, sigma0_is_filled_with_the_largest_page_that_fits_and_is_asked_for)
{
    EXPECT_TRUE(mapping.map_identity(sigma0, ram_page(0), 0).value());
    EXPECT_TRUE(present(sigma0, ram_page(0)));
    EXPECT_FALSE(present(sigma0, ram_page(1)));
    EXPECT_TRUE(mapping.map_identity(sigma0, ram_page(1024)).value());
    EXPECT_TRUE(present(sigma0, ram_page(1025)));
}

TEST_F(MappingRules, the_receiver_of_a_grant_pays_for_it_from_then_on)
{
    give(1, a, page(0));
    give(2, b, page(0));
    Word const of_a = a.account.used, of_b = b.account.used;
    (void)grant(a, page(0), b, page(1));
    EXPECT_EQ(a.account.used, of_a - sizeof(MapNode));
    EXPECT_EQ(b.account.used, of_b + sizeof(MapNode));
}

// ---- Revoking ----------------------------------------------------------------------------------

TEST_F(MappingRules, unmap_takes_the_page_from_all_below_and_flush_from_the_holder_too)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    (void)map(b, page(0), d, page(0));
    (void)unmap(b, page(0));
    EXPECT_TRUE(present(a, page(0)) && present(b, page(0)));
    EXPECT_FALSE(present(c, page(0)) || present(d, page(0)));
    (void)flush(b, page(0));
    EXPECT_TRUE(present(a, page(0)));
    EXPECT_FALSE(present(b, page(0)));
}

TEST_F(MappingRules, a_right_other_than_r_is_taken_without_removing_anything)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0), rights_rw);
    (void)unmap(a, page(0), rights_w);
    EXPECT_EQ(rights(a, page(0)), rights_all);
    EXPECT_EQ(rights(b, page(0)), rights_rx);
    EXPECT_EQ(rights(c, page(0)), rights_r);
    (void)flush(a, page(0), rights_x);
    EXPECT_EQ(rights(a, page(0)), rights_rw);
    EXPECT_EQ(rights(b, page(0)), rights_r);
}

TEST_F(MappingRules, revoking_what_is_not_mapped_does_nothing)
{
    EXPECT_EQ(flush(a, page(0)), rights_none);
    EXPECT_EQ(flush(a, UserAddr{Arch::user_end}), rights_none);
}

TEST_F(MappingRules, sigma0_revokes_from_everyone_but_keeps_its_own)
{
    EXPECT_TRUE(mapping.map_identity(sigma0, ram_page(1)).value());
    give(1, a, page(0));
    give(1, b, page(0));
    give(2, b, page(1));
    (void)map(a, page(0), c, page(0));
    (void)flush(sigma0, ram_page(1), rights_w);
    EXPECT_EQ(rights(c, page(0)), rights_rx);
    (void)flush(sigma0, ram_page(1));
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_TRUE(present(b, page(1)));
    EXPECT_EQ(rights(sigma0, ram_page(1)), rights_all);
}

TEST_F(MappingRules, after_a_revocation_no_processor_uses_the_right_from_its_cache)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    Arch::activate(b.root, b.tag);
    ASSERT_TRUE(touch(b, page(0), rights_w));
    ASSERT_TRUE(host::user_access(page(0), rights_w).granted);
    (void)unmap(a, page(0), rights_w);
    EXPECT_FALSE(host::user_access(page(0), rights_w).granted);
    EXPECT_FALSE(touch(b, page(0), rights_w));
    ASSERT_TRUE(touch(b, page(0), rights_r));
    ASSERT_TRUE(host::user_access(page(0), rights_r).granted);
    (void)unmap(a, page(0), rights_none);
    EXPECT_FALSE(host::user_access(page(0), rights_r).granted) << "the next access must be seen";
    ASSERT_TRUE(touch(b, page(0), rights_r));
    ASSERT_TRUE(host::user_access(page(0), rights_r).granted);
    (void)unmap(a, page(0));
    EXPECT_FALSE(host::user_access(page(0), rights_r).granted);
}

// ---- Status ------------------------------------------------------------------------------------

TEST_F(MappingRules, status_tells_the_references_below_once_and_not_the_holders_own)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_none);
    touch(a, page(0), rights_w);
    touch(c, page(0), rights_r);
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_rx);
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_none);
    EXPECT_EQ(flush(a, page(0), rights_none), rights_all) << "with f the holder's own as well";
    EXPECT_EQ(flush(a, page(0), rights_none), rights_none);
}

TEST_F(MappingRules, references_read_in_the_middle_are_still_news_to_those_above_once)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    touch(c, page(0), rights_w);
    EXPECT_EQ(unmap(b, page(0), rights_none), rights_all);
    EXPECT_EQ(unmap(b, page(0), rights_none), rights_none);
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_all);
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_none);
}

TEST_F(MappingRules, references_of_mappings_that_vanished_are_not_lost_to_those_above)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    touch(c, page(0), rights_w);
    EXPECT_EQ(flush(c, page(0)), rights_all);
    EXPECT_EQ(unmap(b, page(0), rights_none), rights_all);
    EXPECT_EQ(flush(b, page(0)), rights_none);
    EXPECT_EQ(unmap(a, page(0)), rights_all);
}

TEST_F(MappingRules, references_before_a_grant_are_seen_above_but_not_by_the_receiver)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    touch(b, page(0), rights_r);
    (void)grant(b, page(0), c, page(0));
    EXPECT_EQ(flush(c, page(0), rights_none), rights_none);
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_rx);
}

TEST_F(MappingRules, accesses_by_the_kernel_count_as_references)
{
    give(1, a, page(0));
    mapping.mark(a, page(0), rights_r);
    EXPECT_EQ(flush(a, page(0), rights_none), rights_rx);
    mapping.mark(a, page(0), rights_w);
    EXPECT_EQ(flush(a, page(0), rights_none), rights_all);
}

TEST_F(MappingRules, only_a_fault_that_the_rights_allow_is_cured)
{
    give(1, a, page(0), rights_r);
    Arch::activate(a.root, a.tag);
    EXPECT_FALSE(touch(a, page(0), rights_w));
    EXPECT_FALSE(touch(a, page(1), rights_r));
    EXPECT_TRUE(touch(a, page(0), rights_r));
    EXPECT_TRUE(host::user_access(page(0), rights_r).granted);
}

TEST_F(MappingRules, a_fault_from_a_stale_translation_is_cured_by_forgetting_it)
{
    give(1, a, page(0));
    ASSERT_TRUE(touch(a, page(0), rights_w));
    unsigned const flushes = host::machine().page_flushes;
    EXPECT_TRUE(touch(a, page(0), rights_w));
    EXPECT_EQ(host::machine().page_flushes, flushes + 1);
}

}  // namespace
}  // namespace pinyon
