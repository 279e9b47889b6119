// SPDX-License-Identifier: BSD-2-Clause
// Large pages: which size is mapped when, and operations on parts of them.
#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

constexpr UserAddr large{Word{1} << 30}, other_large{Word{3} << 30};  // aligned for all sizes
constexpr UserAddr ram = ram_page(0);
constexpr UserAddr devices{Word{1} << 32};  // 1 GB of no RAM

struct MappingSizes : testing::Test, MappingWorld {
    explicit MappingSizes(Word memory = kernel_memory) : MappingWorld{memory} {}

    Space& a = space[0];
    Space& b = space[1];
    Space& c = space[2];

    // Maps 2^(12 + 9 order) bytes in one go and tells the order of the first page mapped.
    unsigned pass(Space& from, UserAddr at, Space& dest, UserAddr to, unsigned order,
                  Rights rights = rights_all, MapMode mode = MapMode::map)
    {
        unsigned first = orders;
        for (Word moved = 0; moved < bytes_of(order);) {
            Word size = bytes_of(order) - moved - 1;
            MapOutcome const outcome =
                mapping.map_page(from, at + moved, dest, to + moved, rights, mode, size);
            EXPECT_NE(outcome, MapOutcome::no_memory);
            if (outcome == MapOutcome::again)
                continue;
            first = first == orders ? order_of(size + 1) : first;
            moved += size + 1;
        }
        check_all();
        return first;
    }
    static unsigned order_of(Word bytes)
    {
        return bytes == page_size ? 0 : bytes == bytes_of(1) ? 1 : 2;
    }
    Rights revoke(Space& s, UserAddr at, unsigned log2, Rights rights, bool flush)
    {
        Revocation work;
        while (!mapping.revoke_page(s, at, log2, rights, flush, work)) {}
        check_all();
        return work.status;
    }
    unsigned found_order(Space& s, UserAddr at)
    {
        auto const hit = mapping.next_mapped(s, at, at, 64);
        EXPECT_TRUE(hit.found && hit.page == at);
        return hit.order;
    }
};

TEST_F(MappingSizes, the_largest_page_that_fits_source_destination_and_rest_is_mapped)
{
    EXPECT_EQ(pass(sigma0, ram, a, large, 1), 1u);
    EXPECT_EQ(mapping.nodes_used(), 1u);
    EXPECT_EQ(at(a, large + 0x12'3456).address, physical(ram) + 0x12'3456);
    EXPECT_EQ(pass(sigma0, ram + page_size, b, large, 1), 0u) << "the source is not aligned";
    EXPECT_EQ(pass(sigma0, devices, a, other_large, 2), 2u);
    EXPECT_EQ(pass(a, other_large, b, other_large, 1), 1u) << "the rest is smaller";
    EXPECT_EQ(pass(a, other_large, c, UserAddr{page_size}, 1), 0u) << "the place is not aligned";
}

TEST_F(MappingSizes, sizes_that_the_processor_lacks_are_not_mapped)
{
    host::machine().page_orders = 1;
    EXPECT_EQ(pass(sigma0, ram, b, large, 1), 0u);
    host::machine().page_orders = 2;
    EXPECT_EQ(pass(sigma0, devices, a, large, 2), 1u);
}

TEST_F(MappingSizes, sigma0_maps_no_large_page_with_reserved_memory_or_of_two_kinds)
{
    UserAddr const kernel{host::ram_base.raw() + kernel_memory - bytes_of(1)};
    ASSERT_EQ(kernel.raw() % bytes_of(1), 0u);
    (void)pass(sigma0, kernel, a, large, 1);
    EXPECT_FALSE(present(a, large));
    EXPECT_EQ(pass(sigma0, UserAddr{0}, a, other_large, 2), 1u) << "RAM is only a part of it";
    EXPECT_TRUE(mapping.map_identity(sigma0, devices + 5 * page_size).value());
    EXPECT_TRUE(mapping.map_identity(sigma0, ram + 5 * page_size).value());
    EXPECT_FALSE(mapping.map_identity(sigma0, kernel).value());
    EXPECT_EQ(found_order(sigma0, devices), 2u);
    EXPECT_EQ(found_order(sigma0, ram), 1u);
}

TEST_F(MappingSizes, large_pages_keep_clear_of_the_areas_of_kip_and_utcbs)
{
    a.kip_area = Fpage::make(large.raw() + 0x10'0000, 12);
    a.utcb_area = Fpage::make(large.raw() + 0x1F'F000, 12);
    EXPECT_EQ(pass(sigma0, ram, a, large, 1), 0u);
    EXPECT_FALSE(present(a, large + 0x10'0000));
    EXPECT_TRUE(present(a, large + 0x10'1000));
}

TEST_F(MappingSizes, flushing_a_part_keeps_the_rest_and_one_node)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large, b, large, 1);
    (void)pass(b, large + 3 * page_size, c, page(0), 0);
    (void)pass(b, large + 4 * page_size, c, page(1), 0);
    (void)revoke(a, large + 3 * page_size, page_bits, rights_all, true);
    for (Space* s : {&a, &b})
        for (unsigned i = 0; i < 512; ++i)
            EXPECT_EQ(present(*s, large + i * page_size), i != 3);
    EXPECT_FALSE(present(c, page(0)));
    EXPECT_TRUE(present(c, page(1)));
    EXPECT_EQ(mapping.nodes_used(), 3u);
}

// Every page of 1 GB has 2 MB promised.
struct MappingHugePages : MappingSizes {
    MappingHugePages() : MappingSizes{Word{8} << 20} {}
};

TEST_F(MappingHugePages, a_page_of_1_gb_loses_4_kb_exactly_and_without_memory)
{
    (void)pass(sigma0, devices, a, large, 2);
    (void)pass(a, large, b, other_large, 2);
    (void)pass(b, other_large, c, other_large, 1);
    Account hog;
    while (frames.has(1))
        (void)frames.allocate(hog, FrameInfo::Use::object);
    Word const hole = 7 * page_size;
    (void)revoke(a, large + hole, page_bits, rights_all, false);
    EXPECT_TRUE(present(a, large + hole));
    for (Space* s : {&b, &c}) {
        EXPECT_FALSE(present(*s, other_large + hole));
        EXPECT_TRUE(present(*s, other_large + hole - page_size));
        EXPECT_TRUE(present(*s, other_large + hole + page_size));
    }
    EXPECT_TRUE(present(b, other_large + bytes_of(2) - page_size));
    EXPECT_EQ(found_order(b, other_large + bytes_of(1)), 1u);
    (void)revoke(a, large, page_bits + 2 * order_bits, rights_all, false);
    EXPECT_FALSE(present(b, other_large + bytes_of(1)));
    EXPECT_EQ(mapping.nodes_used(), 1u);
}

// ---- Memory attributes

TEST_F(MappingSizes, the_attribute_of_a_part_of_a_large_page_is_that_of_the_part)
{
    (void)pass(sigma0, ram, a, large, 1);
    UserAddr const part = large + 7 * page_size;
    EXPECT_EQ(mapping.prepare_recast(a, part, 0).value(), page_size);
    EXPECT_EQ(this->at(a, part).kind, MemoryKind::normal) << "the first round changes nothing";
    auto const done = mapping.recast(a, part, 0, PINYON_MEMORY_UNCACHEABLE);
    EXPECT_EQ(done.size, page_size);
    EXPECT_EQ(done.changed, page_size);
    EXPECT_EQ(done.base, this->at(a, part).address);
    EXPECT_EQ(this->at(a, part).kind, MemoryKind::device);
    EXPECT_EQ(this->at(a, part + page_size).kind, MemoryKind::normal);
    EXPECT_EQ(mapping.nodes_used(), 1u);
    check_all();
}

TEST_F(MappingSizes, a_large_page_changes_as_one_and_hands_its_attribute_on)
{
    (void)pass(sigma0, ram, a, large, 1);
    EXPECT_EQ(mapping.prepare_recast(a, large, 2).value(), bytes_of(1));
    EXPECT_EQ(mapping.recast(a, large, 2, PINYON_MEMORY_WRITE_COMBINING).changed, bytes_of(1));
    EXPECT_EQ(pass(a, large, b, other_large, 1), 1u);
    EXPECT_EQ(this->at(b, other_large + 5 * page_size).kind, MemoryKind::combining);
    (void)mapping.recast(a, large, 2, PINYON_MEMORY_DEFAULT);
    EXPECT_EQ(this->at(b, other_large).kind, MemoryKind::combining) << "derived before";
    (void)pass(a, large, b, other_large, 1);
    EXPECT_EQ(this->at(b, other_large).kind, MemoryKind::normal);
}

TEST_F(MappingSizes, sigma0_divides_its_own_large_page_and_keeps_the_attribute_of_the_rest)
{
    EXPECT_EQ(mapping.prepare_recast(sigma0, ram, 1).value(), bytes_of(1));
    (void)mapping.recast(sigma0, ram, 1, PINYON_MEMORY_WRITE_COMBINING);
    EXPECT_EQ(mapping.prepare_recast(sigma0, ram + page_size, 0).value(), page_size);
    (void)mapping.recast(sigma0, ram + page_size, 0, PINYON_MEMORY_UNCACHEABLE);
    EXPECT_EQ(pass(sigma0, ram, a, large, 1), 0u) << "not of one attribute any more";
    EXPECT_EQ(this->at(a, large).kind, MemoryKind::combining);
    EXPECT_EQ(this->at(a, large + page_size).kind, MemoryKind::device);
    EXPECT_EQ(this->at(a, large + 2 * page_size).kind, MemoryKind::combining);
    check_all();
}

TEST_F(MappingSizes, without_memory_for_its_tables_sigma0_is_told_so_and_nothing_changes)
{
    ASSERT_TRUE(mapping.map_identity(sigma0, ram).value());
    Account hog;
    while (frames.has(1))
        (void)frames.allocate(hog, FrameInfo::Use::object);
    EXPECT_EQ(mapping.prepare_recast(sigma0, ram, 0).error(), ErrorCode::no_memory);
    EXPECT_EQ(found_order(sigma0, ram), 1u);
    EXPECT_EQ(mapping.prepare_recast(sigma0, ram, 1).value(), bytes_of(1));
}

TEST_F(MappingSizes, attributes_are_only_for_pages_that_are_there)
{
    ErrorCode const none = ErrorCode::invalid_parameter;
    EXPECT_EQ(mapping.prepare_recast(a, large, 0).error(), none);
    EXPECT_EQ(mapping.prepare_recast(sigma0, UserAddr{host::ram_base.raw()}, 0).error(), none);
    EXPECT_EQ(mapping.recast(a, large, 1, PINYON_MEMORY_UNCACHEABLE).size, page_size);
    ASSERT_EQ(mapping.map_special(a, large, frame_of(PhysAddr{ram.raw()}), rights_rw),
              MapOutcome::done);
    EXPECT_EQ(mapping.prepare_recast(a, large, 0).error(), none);
}

TEST_F(MappingSizes, the_last_piece_takes_the_node_and_the_promise_along)
{
    Word const before = a.account.used;
    (void)pass(sigma0, ram, a, large, 1);
    for (unsigned i = 0; i < 512; ++i)
        (void)revoke(a, large + i * page_size, page_bits, rights_all, true);
    EXPECT_EQ(mapping.nodes_used(), 0u);
    EXPECT_TRUE(frames.has(frames.free_frames()));
    (void)pass(sigma0, ram, a, large, 1);
    EXPECT_EQ(found_order(a, large), 1u) << "the empty table made room";
    destroy(a);
    EXPECT_EQ(a.account.used, 0u);
    EXPECT_LT(before, page_size * 2);
}

TEST_F(MappingSizes, rights_are_revoked_and_extended_for_a_part_alone)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)revoke(a, large + page_size, page_bits, rights_w, true);
    EXPECT_EQ(rights(a, large + page_size), rights_rx);
    EXPECT_EQ(rights(a, large), rights_all);
    (void)pass(sigma0, ram + page_size, a, large + page_size, 0, rights_rw);
    EXPECT_EQ(rights(a, large + page_size), rights_all);
    EXPECT_EQ(mapping.nodes_used(), 1u) << "it is the same mapping";
}

TEST_F(MappingSizes, the_cache_forgets_the_page_before_and_after_it_is_split)
{
    (void)pass(sigma0, ram, a, large, 1);
    Arch::activate(a.root, a.tag);
    UserAddr const first = large, second = large + page_size;
    for (UserAddr const each : {first, second}) {
        (void)touch(a, each, rights_w);
        EXPECT_TRUE(host::user_access(each, rights_w).granted);
    }
    (void)revoke(a, first, page_bits, rights_w, true);
    EXPECT_FALSE(touch(a, first, rights_w) || host::user_access(first, rights_w).granted);
    EXPECT_TRUE(touch(a, first, rights_r) && host::user_access(first, rights_r).granted);
    EXPECT_TRUE(host::user_access(second, rights_w).granted);
    EXPECT_EQ(host::user_access(second, rights_r).address, physical(ram) + page_size);
}

TEST_F(MappingSizes, the_status_of_a_large_page_is_read_once_as_a_whole_and_kept_by_its_parts)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large, b, large, 1);
    (void)touch(b, large + 9 * page_size, rights_w);
    EXPECT_EQ(revoke(a, large, page_bits, rights_none, false), rights_all) << "of the whole";
    EXPECT_EQ(revoke(a, large + 9 * page_size, page_bits, rights_none, false), rights_all);
    EXPECT_EQ(revoke(a, large, page_bits + order_bits, rights_none, false), rights_all);
    EXPECT_EQ(revoke(a, large, page_bits + order_bits, rights_none, false), rights_none);
}

TEST_F(MappingSizes, a_granted_part_leaves_the_rest_and_stays_derived_from_above)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large, b, large, 1);
    (void)pass(b, large, c, page(0), 0, rights_all, MapMode::grant);
    EXPECT_FALSE(present(b, large));
    EXPECT_TRUE(present(b, large + page_size));
    EXPECT_EQ(at(c, page(0)).address, physical(ram));
    (void)revoke(b, large + page_size, page_bits, rights_all, true);
    EXPECT_TRUE(present(c, page(0)));
    (void)revoke(a, large, page_bits + order_bits, rights_all, false);
    EXPECT_FALSE(present(c, page(0)));
}

TEST_F(MappingSizes, what_was_derived_from_a_granted_part_is_the_receivers)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large, b, page(0), 0);
    (void)pass(a, large + page_size, b, page(1), 0);
    (void)pass(a, large, c, page(0), 0, rights_rw, MapMode::grant);
    EXPECT_EQ(rights(b, page(0)), rights_rw) << "narrowed with the grant";
    EXPECT_EQ(rights(b, page(1)), rights_all) << "not of the part";
    (void)revoke(a, large + page_size, page_bits, rights_all, false);
    EXPECT_TRUE(present(b, page(0)) && !present(b, page(1)));
    (void)revoke(c, page(0), page_bits, rights_all, false);
    EXPECT_FALSE(present(b, page(0)));
}

TEST_F(MappingSizes, a_larger_page_loses_the_part_that_is_granted_above_it)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large, b, large, 1);
    (void)pass(b, large, c, page(1), 0);
    (void)pass(a, large, c, page(0), 0, rights_all, MapMode::grant);
    EXPECT_FALSE(present(b, large) || present(c, page(1)));
    EXPECT_TRUE(present(b, large + page_size));
}

TEST_F(MappingSizes, a_granted_part_takes_pages_of_its_own_and_of_smaller_size_along)
{
    Space& d = space[3];
    (void)pass(sigma0, devices, a, large, 2);
    (void)pass(a, large, b, large, 1);
    (void)pass(b, large, c, page(0), 0);
    (void)pass(a, large + page_size, c, page(1), 0);
    (void)pass(a, large, d, large, 1, rights_r, MapMode::grant);
    EXPECT_EQ(found_order(d, large), 1u);
    EXPECT_FALSE(present(a, large) || present(a, large + bytes_of(1) - page_size));
    for (unsigned const i : {0u, 1u})
        EXPECT_EQ(rights(c, page(i)), rights_r);
    (void)revoke(d, large, page_bits, rights_all, true);
    EXPECT_FALSE(present(b, large) || present(c, page(0)));
    EXPECT_TRUE(present(b, large + page_size) && present(c, page(1)));
}

TEST_F(MappingSizes, a_large_page_is_granted_with_what_was_derived_from_it)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(a, large + page_size, b, page(0), 0);
    EXPECT_EQ(pass(a, large, c, other_large, 1, rights_rw, MapMode::grant), 1u);
    EXPECT_FALSE(present(a, large));
    EXPECT_EQ(rights(b, page(0)), rights_rw);
    (void)revoke(c, other_large, page_bits + order_bits, rights_all, false);
    EXPECT_FALSE(present(b, page(0)));
}

TEST_F(MappingSizes, a_part_can_be_mapped_over_and_goes_its_own_way)
{
    (void)pass(sigma0, ram, a, large, 1);
    (void)pass(sigma0, ram + bytes_of(1), a, large + page_size, 0);
    EXPECT_EQ(at(a, large + page_size).address, physical(ram) + bytes_of(1));
    EXPECT_EQ(at(a, large + 2 * page_size).address, physical(ram) + 2 * page_size);
    EXPECT_EQ(mapping.nodes_used(), 2u);
    EXPECT_EQ(pass(sigma0, ram, a, large, 1), 0u) << "the table in its place has entries";
    EXPECT_EQ(at(a, large + page_size).address, physical(ram) + page_size);
}

TEST_F(MappingSizes, a_kernel_page_can_be_put_into_a_large_page)
{
    (void)pass(sigma0, ram, a, large, 1);
    Frame const kip = frame_of(frames.allocate(kernel_account, FrameInfo::Use::object).value());
    EXPECT_EQ(mapping.map_special(a, large + page_size, kip, rights_rx), MapOutcome::done);
    check_all();
    EXPECT_TRUE(at(a, large + page_size).special);
    EXPECT_TRUE(present(a, large) && !at(a, large).special);
}

TEST_F(MappingSizes, sigma0_revokes_a_part_of_what_it_gave_in_every_size)
{
    (void)pass(sigma0, devices, a, large, 2);
    (void)pass(sigma0, devices, b, large, 1);
    (void)pass(sigma0, devices, c, large, 0);
    (void)revoke(sigma0, devices, page_bits, rights_all, false);
    for (Space* s : {&a, &b, &c})
        EXPECT_FALSE(present(*s, large));
    EXPECT_TRUE(present(a, large + page_size) && present(b, large + page_size));
}

}  // namespace
}  // namespace pinyon
