// SPDX-License-Identifier: BSD-2-Clause
// sigma0's map of owners: its policy by type and request, and random use against a naive model.
#include "../../user/serv/sigma0/ownership_map.h"

#include <gtest/gtest.h>
#include <memory>
#include <pinyon/abi.h>
#include <random>
#include <vector>

namespace {

using sigma0::OwnershipMap;
using sigma0::Request;
using sigma0::Word;

constexpr Word alice = 0x100000001;
constexpr Word bob = 0x200000001;

struct Ownership : testing::Test {
    std::unique_ptr<OwnershipMap> map = std::make_unique<OwnershipMap>();
};

TEST_F(Ownership, conventional_memory_goes_to_the_first_asker_and_stays_there)
{
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_CONVENTIONAL);
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, alice, Request::fault));
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, alice, Request::named));
    EXPECT_FALSE(map->claim(0x10000, 0x10FFF, bob, Request::named));
    EXPECT_TRUE(map->claim(0x11000, 0x11FFF, bob, Request::fault));
}

TEST_F(Ownership, shared_memory_goes_to_everybody)
{
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_SHARED);
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, alice, Request::fault));
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, bob, Request::named));
}

TEST_F(Ownership, memory_that_is_not_plain_goes_only_to_who_names_it)
{
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_BOOT_LOADER | PINYON_MEM_SUBTYPE_BOOT_MODULE << 4);
    EXPECT_FALSE(map->claim(0x10000, 0x10FFF, alice, Request::fault));
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, alice, Request::named));
    EXPECT_TRUE(map->claim(0x10000, 0x10FFF, alice, Request::fault));
    EXPECT_FALSE(map->claim(0xFEE00000, 0xFEE00FFF, alice, Request::fault));
    EXPECT_TRUE(map->claim(0xFEE00000, 0xFEE00FFF, alice, Request::named));
}

TEST_F(Ownership, reserved_memory_goes_to_nobody_but_the_owner_of_an_image_in_it)
{
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_RESERVED);
    map->assign(0x12000, 0x12FFF, alice);
    EXPECT_FALSE(map->claim(0x11000, 0x11FFF, alice, Request::named));
    EXPECT_TRUE(map->claim(0x12000, 0x12FFF, alice, Request::fault));
    EXPECT_FALSE(map->claim(0x12000, 0x12FFF, bob, Request::named));
}

TEST_F(Ownership, a_later_description_overrides_an_earlier_one)
{
    map->describe(0, ~Word{0}, PINYON_MEM_SHARED);
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_CONVENTIONAL);
    map->describe(0x18000, 0x18FFF, PINYON_MEM_RESERVED);
    EXPECT_FALSE(map->claim(0x18000, 0x18FFF, alice, Request::named));
    EXPECT_TRUE(map->claim(0x19000, 0x19FFF, alice, Request::named));
    EXPECT_FALSE(map->claim(0x19000, 0x19FFF, bob, Request::named));
    EXPECT_TRUE(map->claim(~Word{0} - 0xFFF, ~Word{0}, bob, Request::named));
}

TEST_F(Ownership, a_claim_that_is_refused_in_part_changes_nothing)
{
    map->describe(0x10000, 0x1FFFF, PINYON_MEM_CONVENTIONAL);
    ASSERT_TRUE(map->claim(0x13000, 0x13FFF, bob, Request::named));
    EXPECT_FALSE(map->claim(0x12000, 0x13FFF, alice, Request::named));
    EXPECT_TRUE(map->claim(0x12000, 0x12FFF, bob, Request::named));
}

TEST_F(Ownership, free_memory_is_found_aligned_and_from_the_top)
{
    map->describe(0x0, 0x3FFFF, PINYON_MEM_CONVENTIONAL);
    map->describe(0x3F000, 0x3FFFF, PINYON_MEM_RESERVED);
    Word base = 0;
    ASSERT_TRUE(map->find_free(16, base));
    EXPECT_EQ(base, 0x20000u);
    ASSERT_TRUE(map->find_free(12, base));
    EXPECT_EQ(base, 0x3E000u);
    EXPECT_FALSE(map->find_free(18, base));
}

TEST_F(Ownership, page_zero_is_never_chosen)
{
    map->describe(0x0, 0xFFF, PINYON_MEM_CONVENTIONAL);
    Word base = 0;
    EXPECT_FALSE(map->find_free(12, base));
}

TEST_F(Ownership, a_full_map_refuses_instead_of_losing_something)
{
    map->describe(0, ~Word{0}, PINYON_MEM_CONVENTIONAL);
    Word page = 0;
    while (map->claim(page, page + 0xFFF, alice, Request::named))
        page += 0x2000;
    EXPECT_LE(map->ranges(), OwnershipMap::capacity);
    EXPECT_FALSE(map->claim(0, 0xFFF, bob, Request::named));
}

// The naive model: one entry for each of a few hundred pages.
struct Model {
    static constexpr Word pages = 256;
    std::vector<Word> type = std::vector<Word>(pages, PINYON_MEM_UNDEFINED);
    std::vector<Word> owner = std::vector<Word>(pages, sigma0::nobody);

    bool may_have(Word page, Word asker, Request request) const
    {
        if (type[page] == PINYON_MEM_SHARED)
            return true;
        if (owner[page] != sigma0::nobody)
            return owner[page] == asker;
        if (type[page] == PINYON_MEM_CONVENTIONAL)
            return true;
        return type[page] != PINYON_MEM_RESERVED && request == Request::named;
    }

    bool claim(Word first, Word last, Word asker, Request request)
    {
        for (Word page = first; page <= last; ++page)
            if (!may_have(page, asker, request))
                return false;
        for (Word page = first; page <= last; ++page)
            if (type[page] != PINYON_MEM_SHARED)
                owner[page] = asker;
        return true;
    }
};

TEST_F(Ownership, agrees_with_a_naive_model)
{
    constexpr Word types[] = {PINYON_MEM_CONVENTIONAL, PINYON_MEM_RESERVED, PINYON_MEM_SHARED,
                              PINYON_MEM_BOOT_LOADER, PINYON_MEM_DEDICATED};
    Model model;
    std::mt19937 random(2026);
    auto const below = [&random](Word limit) { return Word{random()} % limit; };
    for (int step = 0; step < 20'000; ++step) {
        Word const first = below(Model::pages);
        Word const last = first + below(std::min<Word>(8, Model::pages - first));
        Word const low = first << 12;
        Word const high = (last << 12) + 0xFFF;
        if (step % 500 == 0)
            model = Model{}, map = std::make_unique<OwnershipMap>();
        if (below(10) == 0) {
            Word const type = types[below(std::size(types))];
            map->describe(low, high, type);
            for (Word page = first; page <= last; ++page)
                model.type[page] = type;
        } else {
            Word const asker = below(2) == 0 ? alice : bob;
            Request const request = below(2) == 0 ? Request::named : Request::fault;
            ASSERT_EQ(map->claim(low, high, asker, request),
                      model.claim(first, last, asker, request));
        }
    }
}

}  // namespace
