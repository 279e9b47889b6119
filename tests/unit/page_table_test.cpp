// SPDX-License-Identifier: BSD-2-Clause
// Tests of the page-table walk and of every port's entry format, on tables kept in a logbook.
#include "glue/page_table.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "arch/arm64/arm64_format.h"
#include "arch/host/host_format.h"
#include "arch/riscv64/riscv64_format.h"
#include "arch/x86_64/x86_64_format.h"

namespace pinyon {
namespace {

// Tables by physical address, and every store in order.
struct Logbook {
    struct Store {
        PhysAddr table;
        unsigned index;
        Word entry;
    };
    std::map<PhysAddr, std::array<Word, 512>> tables;
    std::vector<Store> stores;
    unsigned budget = 100;
    PhysAddr next{0x8000'0000};

    PhysAddr add()
    {
        PhysAddr const made = next;
        next = next + page_size;
        tables[made] = {};
        return made;
    }
};

struct LogbookTables {
    Logbook* book;
    Word load(PhysAddr table, unsigned index) const { return book->tables.at(table).at(index); }
    void store(PhysAddr table, unsigned index, Word entry) const
    {
        book->tables.at(table).at(index) = entry;
        book->stores.push_back({table, index, entry});
    }
    Result<PhysAddr> new_table(UserAddr base, unsigned level) const
    {
        if (book->budget == 0)
            return ErrorCode::no_memory;
        --book->budget;
        EXPECT_EQ(base.raw() % (page_size << (9 * (level + 1))), 0u);
        return book->add();
    }
    bool is_empty(PhysAddr table) const
    {
        return book->tables.at(table) == std::array<Word, 512>{};
    }
    void release_table(PhysAddr table) const { book->tables.erase(table); }
};

template <class F>
struct PageTableOf : testing::Test {
    using Format = F;
    using Table = PageTable<F, LogbookTables>;

    void put(UserAddr at, PhysAddr frame, Rights rights = rights_rw)
    {
        auto const place = table.reach(at);
        ASSERT_TRUE(bool(place));
        table.store(place.value(), F::leaf(frame, 0, rights, MemoryKind::normal));
    }
    [[nodiscard]] Word entry(UserAddr at) const
    {
        TablePlace const place = table.descend(at);
        return place.level == 0 ? place.entry : 0;
    }
    // The last page of the user area.
    static constexpr UserAddr last{F::user_entries * Table::span(F::levels - 1) - page_size};

    Logbook book;
    Table table{LogbookTables{&book}, book.add()};
};

using Formats = testing::Types<x86_64::Format, arm64::Format, riscv64::Format, host::Format>;
TYPED_TEST_SUITE(PageTableOf, Formats);

constexpr UserAddr page{0x12'3456'7000};
constexpr PhysAddr frame{0x9abc'd000};

TYPED_TEST(PageTableOf, a_leaf_gives_back_what_it_was_made_of)
{
    using F = typename TestFixture::Format;
    for (Rights const r : {rights_r, rights_rw, rights_rx, rights_all}) {
        Word const leaf = F::leaf(frame, 0, r, MemoryKind::normal);
        EXPECT_TRUE(F::present(leaf));
        EXPECT_FALSE(F::is_table(leaf, 0));
        EXPECT_EQ(F::target(leaf), frame);
        EXPECT_EQ(F::rights(leaf), r);
        EXPECT_EQ(F::kind(leaf), MemoryKind::normal);
        EXPECT_FALSE(F::special(leaf));
        EXPECT_FALSE(F::accessed(leaf));
        EXPECT_FALSE(F::dirty(leaf));
    }
    EXPECT_EQ(F::kind(F::leaf(frame, 0, rights_rw, MemoryKind::device)), MemoryKind::device);
    EXPECT_FALSE(F::present(0));
}

TYPED_TEST(PageTableOf, a_large_leaf_gives_back_what_it_was_made_of_and_is_no_table)
{
    using F = typename TestFixture::Format;
    for (unsigned const level : {1u, 2u}) {
        PhysAddr const large{5 * TestFixture::Table::span(level)};
        for (MemoryKind const k : {MemoryKind::normal, MemoryKind::device}) {
            Word const leaf = F::leaf(large, level, rights_rw, k);
            EXPECT_TRUE(F::present(leaf));
            EXPECT_FALSE(F::is_table(leaf, level));
            EXPECT_EQ(F::target(leaf), large);
            EXPECT_EQ(F::rights(leaf), rights_rw);
            EXPECT_EQ(F::kind(leaf), k);
            Word const used = F::with_dirty(leaf);
            EXPECT_FALSE(F::is_table(used, level));
            EXPECT_EQ(F::target(used), large);
            Word const narrow = F::with_rights(F::without_status(used), rights_r);
            EXPECT_EQ(F::rights(narrow), rights_r);
            EXPECT_FALSE(F::is_table(narrow, level));
        }
    }
}

TYPED_TEST(PageTableOf, a_large_leaf_translates_all_addresses_of_its_range)
{
    using F = typename TestFixture::Format;
    for (unsigned const level : {1u, 2u}) {
        Word const size = TestFixture::Table::span(level);
        UserAddr const at{3 * size};
        auto const place = this->table.reach(at, level);
        ASSERT_TRUE(bool(place));
        this->table.store(place.value(), F::leaf(PhysAddr{0}, level, rights_r, MemoryKind::normal));
        for (UserAddr const inside : {at, at + page_size, at + (size - page_size)}) {
            EXPECT_EQ(this->table.descend(inside).level, level);
            EXPECT_TRUE(F::present(this->table.descend(inside).entry));
        }
        EXPECT_FALSE(F::present(this->table.descend(at + size).entry));
    }
}

TYPED_TEST(PageTableOf, rights_change_without_touching_anything_else)
{
    using F = typename TestFixture::Format;
    for (MemoryKind const k : {MemoryKind::normal, MemoryKind::device}) {
        Word const leaf = F::as_special(F::with_dirty(F::leaf(frame, 0, rights_rw, k)));
        Word const narrow = F::with_rights(leaf, rights_r);
        EXPECT_EQ(F::rights(narrow), rights_r);
        EXPECT_EQ(F::target(narrow), frame);
        EXPECT_EQ(F::kind(narrow), k);
        EXPECT_TRUE(F::special(narrow) && F::accessed(narrow) && F::dirty(narrow));
        EXPECT_EQ(F::with_rights(narrow, rights_rw), leaf);
    }
}

constexpr MemoryKind all_kinds[] = {MemoryKind::device,  MemoryKind::combining, MemoryKind::strict,
                                    MemoryKind::through, MemoryKind::protect,   MemoryKind::normal};

template <class F>
void check_kinds(unsigned expected)
{
    unsigned offered = 0;
    for (MemoryKind const k : all_kinds) {
        if (!F::offers(k))
            continue;
        ++offered;
        for (unsigned const level : {0u, 1u, 2u}) {
            PhysAddr const at{5 * (page_size << (9 * level))};
            Word const normal =
                F::with_dirty(F::as_special(F::leaf(at, level, rights_all, MemoryKind::normal)));
            Word const other = F::with_kind(normal, k);
            EXPECT_EQ(F::kind(other), k);
            EXPECT_EQ(F::kind(F::leaf(at, level, rights_r, k)), k);
            EXPECT_EQ(F::rights(other), rights_all);
            EXPECT_EQ(F::target(other), at);
            EXPECT_FALSE(F::is_table(other, level));
            EXPECT_TRUE(F::special(other) && F::accessed(other) && F::dirty(other));
            EXPECT_EQ(F::with_kind(other, MemoryKind::normal), normal);
            for (MemoryKind const from : all_kinds) {
                if (!F::offers(from))
                    continue;
                EXPECT_EQ(F::with_kind(F::with_kind(normal, from), k), other);
            }
        }
    }
    EXPECT_EQ(offered, expected);
    for (unsigned const no : {0u, 4u, 8u})
        EXPECT_FALSE(F::offers(MemoryKind(no)));
}

TEST(PageFormats, attributes_change_without_touching_anything_else)
{
    check_kinds<x86_64::Format>(5);
    check_kinds<arm64::Format>(5);
    check_kinds<host::Format>(3);
    check_kinds<riscv64::Format>(0);
    Word const without_svpbmt = riscv64::Format::device_bits;
    riscv64::Format::device_bits |= riscv64::Format::pbmt_io;
    check_kinds<riscv64::Format>(3);
    riscv64::Format::device_bits = without_svpbmt;
}

TEST(PageFormats, attributes_are_coded_as_the_processors_have_them)
{
    auto const x86 = [](MemoryKind k) {
        return x86_64::Format::leaf(PhysAddr{0}, 0, rights_all, k) & 0x98;  // PAT, PCD, PWT
    };
    EXPECT_EQ(x86(MemoryKind::normal), 0u);
    EXPECT_EQ(x86(MemoryKind::through), 0x08u);
    EXPECT_EQ(x86(MemoryKind::combining), 0x10u);
    EXPECT_EQ(x86(MemoryKind::device), 0x18u);
    EXPECT_EQ(x86(MemoryKind::protect), 0x88u);
    auto const attr_indx = [](MemoryKind k) {
        return arm64::Format::leaf(PhysAddr{0}, 0, rights_all, k) >> 2 & 7;
    };
    EXPECT_EQ(arm64::mair_value >> 8 * attr_indx(MemoryKind::normal) & 0xff, 0xffu);
    EXPECT_EQ(arm64::mair_value >> 8 * attr_indx(MemoryKind::device) & 0xff, 0x04u);
    EXPECT_EQ(arm64::mair_value >> 8 * attr_indx(MemoryKind::combining) & 0xff, 0x44u);
    EXPECT_EQ(arm64::mair_value >> 8 * attr_indx(MemoryKind::strict) & 0xff, 0x00u);
    EXPECT_EQ(arm64::mair_value >> 8 * attr_indx(MemoryKind::through) & 0xff, 0xbbu);
}

TYPED_TEST(PageTableOf, status_is_set_and_reset_without_touching_the_rights)
{
    using F = typename TestFixture::Format;
    Word const leaf = F::leaf(frame, 0, rights_rw, MemoryKind::normal);
    EXPECT_TRUE(F::accessed(F::with_accessed(leaf)));
    EXPECT_FALSE(F::dirty(F::with_accessed(leaf)));
    EXPECT_TRUE(F::accessed(F::with_dirty(leaf)) && F::dirty(F::with_dirty(leaf)));
    EXPECT_EQ(F::rights(F::with_dirty(leaf)), rights_rw);
    EXPECT_EQ(F::without_status(F::with_dirty(leaf)), leaf);
    Word const read_only = F::leaf(frame, 0, rights_r, MemoryKind::normal);
    EXPECT_EQ(F::rights(F::with_accessed(read_only)), rights_r);
}

TYPED_TEST(PageTableOf, a_table_entry_is_no_page)
{
    using F = typename TestFixture::Format;
    Word const entry = F::table(frame);
    EXPECT_TRUE(F::present(entry));
    EXPECT_EQ(F::target(entry), frame);
    for (unsigned level = 1; level < F::levels; ++level) {
        EXPECT_TRUE(F::is_table(entry, level));
        EXPECT_FALSE(
            F::is_table(F::leaf(PhysAddr{0}, level, rights_rw, MemoryKind::normal), level));
    }
}

TYPED_TEST(PageTableOf, a_mapped_page_is_found_and_its_neighbours_are_not)
{
    this->put(page, frame);
    EXPECT_EQ(TypeParam::target(this->entry(page)), frame);
    EXPECT_FALSE(TypeParam::present(this->entry(page + page_size)));
    EXPECT_FALSE(TypeParam::present(this->entry(page - page_size)));
    EXPECT_FALSE(TypeParam::present(this->entry(this->last)));
}

TYPED_TEST(PageTableOf, the_first_and_the_last_page_of_the_user_area_can_be_mapped)
{
    this->put(UserAddr{0}, frame);
    this->put(this->last, frame + page_size);
    EXPECT_EQ(TypeParam::target(this->entry(UserAddr{0})), frame);
    EXPECT_EQ(TypeParam::target(this->entry(this->last)), frame + page_size);
}

TYPED_TEST(PageTableOf, reach_makes_a_table_for_each_level_that_a_descent_lacks)
{
    for (UserAddr const at : {page, page + page_size, page + this->table.span(1),
                              page + this->table.span(2), UserAddr{0}}) {
        unsigned const missing = this->table.descend(at).level;
        EXPECT_EQ(this->table.leaf_table(at) == PhysAddr{}, missing > 0);
        unsigned const budget = this->book.budget;
        ASSERT_TRUE(bool(this->table.reach(at)));
        EXPECT_EQ(budget - this->book.budget, missing);
        EXPECT_EQ(this->table.descend(at).level, 0u);
        EXPECT_EQ(this->table.leaf_table(at), this->table.descend(at).table);
    }
}

TYPED_TEST(PageTableOf, a_table_is_complete_before_it_becomes_visible)
{
    ASSERT_TRUE(bool(this->table.reach(page)));
    ASSERT_EQ(this->book.stores.size(), TypeParam::levels - 1);
    for (auto const& store : this->book.stores)
        EXPECT_TRUE(TypeParam::is_table(store.entry, 1)) << "only links are stored on the way";
}

TYPED_TEST(PageTableOf, a_missing_table_is_reported_and_maps_nothing)
{
    this->book.budget = TypeParam::levels - 2;
    auto const place = this->table.reach(page);
    EXPECT_EQ(place.error(), ErrorCode::no_memory);
    EXPECT_FALSE(TypeParam::present(this->entry(page)));
}

TYPED_TEST(PageTableOf, the_search_finds_all_pages_in_order_and_skips_what_is_absent)
{
    std::vector<UserAddr> const all{UserAddr{0}, page, page + page_size,
                                    page + 3 * this->table.span(1), this->last};
    for (UserAddr const at : all)
        this->put(at, frame);
    std::vector<UserAddr> found;
    UserAddr from{0};
    unsigned visits = 20'000;
    for (;;) {
        auto const hit = this->table.next_present(from, this->last, visits);
        if (!hit.found) {
            EXPECT_TRUE(hit.finished);
            break;
        }
        found.push_back(hit.at);
        from = hit.at + page_size;
    }
    EXPECT_EQ(found, all);
    EXPECT_GT(visits, 10'000u);
}

TYPED_TEST(PageTableOf, the_search_ends_at_the_last_page_it_was_given)
{
    this->put(page, frame);
    unsigned visits = 10'000;
    auto const before = this->table.next_present(UserAddr{0}, page - page_size, visits);
    EXPECT_TRUE(!before.found && before.finished);
    auto const at = this->table.next_present(UserAddr{0}, page, visits);
    EXPECT_TRUE(at.found && at.at == page);
}

TYPED_TEST(PageTableOf, a_search_that_may_look_at_little_goes_on_where_it_stopped)
{
    this->put(page, frame);
    UserAddr from{0};
    for (unsigned round = 0; round < 20'000; ++round) {
        unsigned visits = 1;
        auto const hit = this->table.next_present(from, this->last, visits);
        if (hit.found) {
            EXPECT_EQ(hit.at, page);
            return;
        }
        ASSERT_FALSE(hit.finished);
        ASSERT_GT(hit.at, from);
        from = hit.at;
    }
    FAIL() << "never found";
}

TYPED_TEST(PageTableOf, pruning_takes_empty_tables_and_leaves_the_others)
{
    this->put(page, frame);
    this->put(page + this->table.span(1), frame);
    auto const tables = this->book.tables.size();
    this->table.prune(page);
    EXPECT_EQ(this->book.tables.size(), tables) << "nothing was empty";
    this->table.store(this->table.descend(page), 0);
    this->table.prune(page);
    EXPECT_EQ(this->book.tables.size(), tables - 1);
    EXPECT_TRUE(TypeParam::present(this->entry(page + this->table.span(1))));
    this->table.store(this->table.descend(page + this->table.span(1)), 0);
    this->table.prune(page + this->table.span(1));
    EXPECT_EQ(this->book.tables.size(), 1u) << "only the root is left";
}

}  // namespace
}  // namespace pinyon
