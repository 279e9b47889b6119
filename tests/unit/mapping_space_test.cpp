// SPDX-License-Identifier: BSD-2-Clause
// Tests of the mapping database seen by whole spaces: special pages, searches, memory, the end.
#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

struct MappingSpaces : testing::Test, MappingWorld {
    Space &a = space[0], &b = space[1], &c = space[2];
};

// ---- Special pages -----------------------------------------------------------------------------

TEST_F(MappingSpaces, special_pages_can_be_used_but_neither_handed_on_nor_replaced_nor_revoked)
{
    Frame const kip = frame_of(frames.allocate(kernel_account, FrameInfo::Use::object).value());
    ASSERT_EQ(mapping.map_special(a, page(0), kip, rights_rx), MapOutcome::done);
    give(1, b, page(0));
    EXPECT_EQ(map(a, page(0), b, page(1)), MapOutcome::done);
    EXPECT_EQ(grant(a, page(0), b, page(1)), MapOutcome::done);
    EXPECT_FALSE(present(b, page(1)));
    EXPECT_EQ(map(b, page(0), a, page(0)), MapOutcome::done);
    (void)flush(a, page(0));
    EXPECT_TRUE(at(a, page(0)).special);
    EXPECT_EQ(at(a, page(0)).address, address_of(kip));
    mapping.unmap_special(a, page(0));
    EXPECT_FALSE(present(a, page(0)));
}

TEST_F(MappingSpaces, a_special_page_never_traps)
{
    Frame const frame = frame_of(frames.allocate(a.account, FrameInfo::Use::utcb).value());
    ASSERT_EQ(mapping.map_special(a, page(0), frame, rights_rw), MapOutcome::done);
    Arch::activate(a.root, a.tag);
    EXPECT_TRUE(host::user_access(page(0), rights_w).granted);
}

TEST_F(MappingSpaces, a_special_page_takes_the_place_of_a_mapping_and_its_children)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    Frame const kip = frame_of(frames.allocate(kernel_account, FrameInfo::Use::object).value());
    EXPECT_EQ(mapping.map_special(a, page(0), kip, rights_rx), MapOutcome::done);
    EXPECT_EQ(mapping.nodes_used(), 0u);
    EXPECT_FALSE(present(b, page(0)));
    check_all();
}

TEST_F(MappingSpaces, items_leave_out_the_areas_of_the_kernel_even_where_nothing_is_mapped_yet)
{
    give(1, b, page(0));
    a.kip_area = Fpage::make(page(3).raw(), 12);
    a.utcb_area = Fpage::make(page(8).raw(), 13);
    for (unsigned const i : {3u, 8u, 9u}) {
        EXPECT_EQ(map(b, page(0), a, page(i)), MapOutcome::done);
        EXPECT_FALSE(present(a, page(i)));
    }
    (void)map(b, page(0), a, page(10));
    EXPECT_TRUE(present(a, page(10)));
}

// ---- Searches ----------------------------------------------------------------------------------

TEST_F(MappingSpaces, the_search_finds_mappings_but_no_special_pages)
{
    Frame const kip = frame_of(frames.allocate(kernel_account, FrameInfo::Use::object).value());
    ASSERT_EQ(mapping.map_special(a, page(1), kip, rights_rx), MapOutcome::done);
    give(1, a, page(4));
    auto const hit = mapping.next_mapped(a, UserAddr{0}, UserAddr{~Word{0}}, 10'000);
    EXPECT_TRUE(hit.found && hit.page == page(4));
    auto const rest = mapping.next_mapped(a, page(5), UserAddr{~Word{0}}, 10'000);
    EXPECT_TRUE(!rest.found && rest.finished);
}

TEST_F(MappingSpaces, the_search_in_sigma0_finds_what_is_present_and_what_was_given_away)
{
    host::machine().page_orders = 1;
    give(7, a, page(0));
    EXPECT_TRUE(mapping.map_identity(sigma0, ram_page(3)).value());
    std::vector<UserAddr> found;
    UserAddr from{0};
    for (unsigned round = 0;; ++round) {
        ASSERT_LT(round, 1'000'000u) << "the search does not end";
        auto const hit = mapping.next_mapped(sigma0, from, UserAddr{~Word{0}}, 3);
        if (hit.finished)
            break;
        if (hit.found)
            found.push_back(hit.page);
        from = hit.found ? hit.page + page_size : hit.stopped_at;
    }
    EXPECT_EQ(found, (std::vector{ram_page(3), ram_page(7)}));
}

TEST_F(MappingSpaces, as_a_source_sigma0_has_every_page_that_is_not_reserved)
{
    UserAddr const start{host::ram_base.raw() - page_size};
    auto hit = mapping.next_source(sigma0, start, UserAddr{~Word{0}}, 4);
    EXPECT_TRUE(hit.found && hit.page == start);
    hit = mapping.next_source(sigma0, start + page_size, UserAddr{~Word{0}}, 4);
    EXPECT_TRUE(!hit.found && !hit.finished && hit.stopped_at == start + 5 * page_size);
    hit = mapping.next_source(sigma0, start + page_size, UserAddr{~Word{0}}, 10'000);
    EXPECT_TRUE(hit.found && hit.page == start + page_size + kernel_memory);
    hit = mapping.next_source(a, UserAddr{0}, UserAddr{~Word{0}}, 10'000);
    EXPECT_TRUE(hit.finished);
}

// ---- Memory ------------------------------------------------------------------------------------

// An item that needs a node, a chunk, tables and directory blocks.
MapOutcome map_far(MappingWorld& w)
{
    return w.map_once(w.sigma0, device_page(0), w.space[0], UserAddr{Word{1} << 40});
}
MapOutcome grant_far(MappingWorld& w)
{
    return w.map_once(w.space[1], page(0), w.space[0], UserAddr{Word{1} << 40}, rights_r,
                      MapMode::grant);
}
MapOutcome identity_far(MappingWorld& w)
{
    host::machine().page_orders = 1;  // so that it needs all tables
    bool const made = bool(w.mapping.map_identity(w.sigma0, device_page(0)));
    return made ? MapOutcome::done : MapOutcome::no_memory;
}
MapOutcome special_far(MappingWorld& w)
{
    return w.mapping.map_special(w.space[0], UserAddr{Word{1} << 40}, Frame{0x10800}, rights_rw);
}

// The same with pages of 2 MB, where the tables for splitting them are promised.
constexpr UserAddr large_page{Word{1} << 30}, far_place{Word{1} << 40}, ram_region = ram_page(0);

MapOutcome map_as(MappingWorld& w, Space& from, UserAddr at, Word bytes, MapMode mode)
{
    Word size = bytes - 1;
    return w.mapping.map_page(from, at, w.space[0], far_place, rights_r, mode, size);
}
MapOutcome map_large_far(MappingWorld& w)
{
    return map_as(w, w.sigma0, ram_region, bytes_of(1), MapMode::map);
}
MapOutcome grant_large_far(MappingWorld& w)
{
    return map_as(w, w.space[1], large_page, bytes_of(1), MapMode::grant);
}
MapOutcome grant_part_far(MappingWorld& w)
{
    return map_as(w, w.space[1], large_page, page_size, MapMode::grant);
}

using FarOperation = MapOutcome (*)(MappingWorld&);

struct MappingMemory : testing::TestWithParam<FarOperation> {
    // Operations that need no mapping start with empty pools.
    static void prepare(MappingWorld& w)
    {
        if (GetParam() == grant_large_far || GetParam() == grant_part_far) {
            Word size = bytes_of(1) - 1;
            EXPECT_EQ(w.mapping.map_page(w.sigma0, ram_region, w.space[1], large_page, rights_all,
                                         MapMode::map, size),
                      MapOutcome::done);
        }
        if (GetParam() != grant_far)
            return;
        w.give(1, w.space[1], page(0));
        (void)w.map(w.space[1], page(0), w.space[2], page(0));
    }
};

// Only the first step can fail.
bool carry_out(MappingWorld& w, FarOperation operation)
{
    MapOutcome outcome = operation(w);
    bool const begun = outcome != MapOutcome::no_memory;
    while (outcome == MapOutcome::again)
        outcome = operation(w);
    EXPECT_EQ(outcome == MapOutcome::done, begun);
    return begun;
}

TEST_P(MappingMemory, a_call_that_fails_for_lack_of_frames_changes_nothing)
{
    bool succeeded = false;
    for (Word left = 0; !succeeded; ++left) {
        MappingWorld w;
        prepare(w);
        Account hog;
        while (w.frames.has(left + 1))
            (void)w.frames.allocate(hog, FrameInfo::Use::object);
        auto const before = w.snapshot();
        succeeded = carry_out(w, GetParam());
        EXPECT_TRUE(succeeded || w.snapshot() == before) << left << " frames left";
        w.check_all();
        ASSERT_LT(left, 20u);
        if (succeeded) {
            EXPECT_GT(left, 1u) << "the operation did not need memory";
            EXPECT_FALSE(w.frames.has(1)) << "the need was counted too high";
        }
    }
}

TEST_P(MappingMemory, a_call_that_fails_for_lack_of_account_changes_nothing)
{
    bool succeeded = false;
    for (Word room = 0; !succeeded; room += 8) {
        MappingWorld w;
        prepare(w);
        w.space[0].account.limit = w.space[0].account.used + room;
        w.sigma0.account.limit = w.sigma0.account.used + room;
        auto const before = w.snapshot();
        succeeded = carry_out(w, GetParam());
        EXPECT_TRUE(succeeded || w.snapshot() == before) << room << " bytes allowed";
        EXPECT_TRUE(!succeeded || room >= 2 * page_size) << "the operation did not need memory";
        ASSERT_LT(room, 10 * page_size);
    }
}

INSTANTIATE_TEST_SUITE_P(EachOperation, MappingMemory,
                         testing::Values(map_far, grant_far, identity_far, special_far,
                                         map_large_far, grant_large_far, grant_part_far));

TEST_F(MappingSpaces, a_destination_that_is_occupied_can_be_replaced_without_any_memory)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    give(2, a, page(1));
    Account hog;
    while (frames.free_frames() > 0)
        (void)frames.allocate(hog, FrameInfo::Use::object);
    b.account.limit = b.account.used;
    EXPECT_EQ(map(a, page(1), b, page(0)), MapOutcome::done);
    EXPECT_EQ(at(b, page(0)).address, physical(ram_page(2)));
}

// ---- The end of a space ------------------------------------------------------------------------

TEST_F(MappingSpaces, a_destroyed_space_takes_its_derived_mappings_along_and_returns_all_memory)
{
    for (unsigned i = 0; i < page_count; ++i) {
        give(i, a, page(i));
        (void)map(a, page(i), b, page(i));
    }
    give(90, a, UserAddr{0});
    give(91, a, UserAddr{Arch::user_end - page_size});
    Word const nodes = mapping.nodes_used();
    EXPECT_EQ(nodes, 2 * page_count + 2);
    destroy(a);
    EXPECT_EQ(a.account.used, 0u);
    EXPECT_EQ(a.root, PhysAddr{});
    EXPECT_EQ(mapping.nodes_used(), 0u);
    EXPECT_FALSE(present(b, page(0)));
}

TEST_F(MappingSpaces, a_destroyed_space_returns_its_utcb_frames_but_not_the_kernel_interface_page)
{
    PhysAddr const kip = frames.allocate(kernel_account, FrameInfo::Use::object).value();
    PhysAddr const utcb = frames.allocate(a.account, FrameInfo::Use::utcb).value();
    ASSERT_EQ(mapping.map_special(a, page(0), frame_of(kip), rights_rx), MapOutcome::done);
    ASSERT_EQ(mapping.map_special(a, page(1), frame_of(utcb), rights_rw), MapOutcome::done);
    destroy(a);
    EXPECT_EQ(a.account.used, 0u);
    EXPECT_EQ(frames.info(utcb).use, FrameInfo::Use::free);
    EXPECT_EQ(frames.info(kip).use, FrameInfo::Use::object);
}

TEST_F(MappingSpaces, destroying_a_space_in_the_middle_leaves_its_source_alone)
{
    give(1, a, page(0));
    (void)map(a, page(0), b, page(0));
    (void)map(b, page(0), c, page(0));
    touch(c, page(0), rights_w);
    destroy(b);
    EXPECT_TRUE(present(a, page(0)));
    EXPECT_FALSE(present(c, page(0)));
    EXPECT_EQ(unmap(a, page(0), rights_none), rights_all) << "what c did is not forgotten";
}

// ---- The checks themselves ---------------------------------------------------------------------

// Breaks the entry of a page behind the kernel's back.
void spoil(MappingWorld& w, Space& s, UserAddr at, Word (*change)(Word))
{
    UserTables const tables{w.frames, nullptr};
    TablePlace const place = UserPageTable{tables, s.root}.descend(at);
    tables.store(place.table, place.index, change(place.entry));
}

TEST_F(MappingSpaces, the_check_finds_rights_that_grew)
{
    give(1, a, page(0), rights_r);
    (void)map(a, page(0), b, page(0));
    spoil(*this, b, page(0), [](Word e) { return Arch::Format::with_rights(e, rights_rw); });
    EXPECT_THROW(mapping.check_space(b), host::MachineEnd);
}

TEST_F(MappingSpaces, the_check_finds_a_mapping_without_a_node_and_a_node_without_a_mapping)
{
    give(1, a, page(0));
    spoil(*this, a, page(1), [](Word) {
        return Arch::Format::leaf(PhysAddr{0x1000}, 0, rights_r, MemoryKind::normal);
    });
    EXPECT_THROW(mapping.check_space(a), host::MachineEnd);
    spoil(*this, a, page(1), [](Word) { return Word{0}; });
    mapping.check_space(a);
    spoil(*this, a, page(0), [](Word) { return Word{0}; });
    EXPECT_THROW(mapping.check_space(a), host::MachineEnd);
}

}  // namespace
}  // namespace pinyon
