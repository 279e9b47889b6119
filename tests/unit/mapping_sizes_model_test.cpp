// SPDX-License-Identifier: BSD-2-Clause
// Random property tests with fpages of 4 KB, 64 KB and 2 MB: the mapping database agrees with a
// model that knows single pages only, with and without memory, and returns all of it at the end.
#include "mapping_sizes_model.h"

#include <random>

#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;

constexpr unsigned regions = 2;  // of 2 MB, in every space and of RAM
constexpr Word region_bytes = bytes_of(1);
constexpr Word user_base = Word{1} << 30;
constexpr Word ram_regions = host::ram_base.raw() + 0x80'0000;

struct SizedTwin {
    explicit SizedTwin(unsigned seed) : random{seed} {}

    unsigned pick(unsigned n) { return unsigned(random() % n); }
    unsigned some_log2() { return std::array{12u, 12u, 16u, 21u, 21u}[pick(5)]; }
    Word some_offset(unsigned log2)
    {
        // Few places, so that they meet.
        Word const place = Word{pick(4)} * 0x2'1000 % region_bytes;
        return pick(regions) * region_bytes + (place >> log2 << log2);
    }
    Rights item_rights() { return pick(3) == 0 ? Rights{pick(8)} : rights_all; }
    static SizesModel::Name name(unsigned s, Word offset) { return {s, offset >> page_bits}; }

    // Takes all frames but `left`.
    void hoard(Word left)
    {
        while (world.frames.has(left + 1))
            hoarded.push_back(world.frames.allocate(hog, FrameInfo::Use::object).value());
    }
    void give_back()
    {
        for (PhysAddr const frame : hoarded)
            world.frames.release(frame, hog);
        hoarded.clear();
    }

    // `source` space_count: sigma0, whose addresses are those of RAM.
    void pass_on(unsigned source, Word from, unsigned dest, Word to, unsigned log2, MapMode mode)
    {
        Rights const rights = item_rights();
        bool const root = source == space_count;
        Word const last = (Word{1} << log2) - 1;
        for (Word moved = 0; moved <= last;) {
            Word size = last - moved;
            MapOutcome const outcome = world.mapping.map_page(
                root ? world.sigma0 : world.space[source],
                UserAddr{(root ? ram_regions : user_base) + from + moved}, world.space[dest],
                UserAddr{user_base + to + moved}, rights, mode, size);
            if (outcome == MapOutcome::no_memory)
                return;
            if (outcome == MapOutcome::again)
                continue;
            unsigned const order = size + 1 == region_bytes ? 1 : 0;
            largest = largest < order ? order : largest;
            for (Word i = 0; i <= size; i += page_size) {
                auto const there = name(dest, to + moved + i);
                if (root)
                    model.give((ram_regions + from + moved + i) >> page_bits, there, rights, order);
                else if (mode == MapMode::map)
                    model.map(name(source, from + moved + i), there, rights, order);
                else
                    model.grant(name(source, from + moved + i), there, rights, order);
            }
            moved += size + 1;
        }
    }
    void revoke(unsigned s, Word at, unsigned log2)
    {
        Rights const rights =
            std::array{rights_none, rights_w, rights_w | rights_x, rights_all}[pick(4)];
        revoke(s, at, log2, rights, pick(2));
    }
    void revoke(unsigned s, Word at, unsigned log2, Rights rights, bool flush)
    {
        UserAddr const last{user_base + at + (Word{1} << log2) - 1};
        Revocation work;
        for (UserAddr cursor{user_base + at}; cursor <= last;) {
            auto const hit = world.mapping.next_mapped(world.space[s], cursor, last, 64);
            cursor = hit.found ? hit.page : hit.stopped_at;
            if (!hit.found && hit.finished)
                break;
            if (!hit.found)
                continue;
            unsigned const entry_log2 = page_bits + order_bits * hit.order;
            unsigned const size_log2 = entry_log2 < log2 ? entry_log2 : log2;
            if (world.mapping.revoke_page(world.space[s], cursor, size_log2, rights, flush, work))
                cursor = cursor + (Word{1} << size_log2);
        }
        Rights expected;
        for (Word i = 0; i < Word{1} << log2; i += page_size)
            expected = expected | model.revoke(name(s, at + i), rights, flush);
        EXPECT_TRUE(work.status.includes(expected)) << "no reference is lost";
    }
    void one_operation()
    {
        unsigned const kind = pick(24), log2 = some_log2();
        unsigned const s = pick(space_count), d = pick(space_count);
        Word const from = some_offset(log2), to = some_offset(log2);
        bool const poor = pick(6) == 0;
        if (poor)
            hoard(pick(4));
        if (kind < 3)
            pass_on(space_count, from, d, to, log2, MapMode::map);
        else if (kind < 13)
            pass_on(s, from, d, to, log2, kind < 10 ? MapMode::map : MapMode::grant);
        else if (kind < 16)
            revoke(s, from, log2);
        else if (kind < 17)  // room for large pages
            revoke(s, pick(regions) * region_bytes, 21, rights_all, true);
        else
            touch(s, from, pick(2) ? rights_w : rights_r);
        give_back();
    }
    void touch(unsigned s, Word at, Rights access)
    {
        (void)world.touch(world.space[s], UserAddr{user_base + at}, access);
        model.touch(name(s, at), access);
    }
    [[nodiscard]] bool same() const
    {
        world.check_all();
        for (unsigned s = 0; s < space_count; ++s) {
            for (Word at = 0; at < regions * region_bytes; at += page_size) {
                auto const real = world.at(world.space[s], UserAddr{user_base + at});
                auto const* const expected = model.find(name(s, at));
                if (real.present != (expected != nullptr))
                    return false;
                if (expected && (frame_of(real.address).raw() != model.frame(name(s, at)) ||
                                 real.rights != expected->rights))
                    return false;
            }
        }
        return true;
    }

    std::mt19937 random;
    MappingWorld world;
    SizesModel model;
    Account hog;
    std::vector<PhysAddr> hoarded;
    unsigned largest = 0;
};

struct RandomSizes : testing::TestWithParam<unsigned> {};

TEST_P(RandomSizes, agree_with_the_model_of_single_pages_and_return_all_memory)
{
    SizedTwin twin{GetParam()};
    for (unsigned s = 0; s < space_count; s += 2)
        twin.pass_on(space_count, 0, s, region_bytes, 21, MapMode::map);
    for (unsigned i = 0; i < 120; ++i) {
        twin.one_operation();
        ASSERT_TRUE(twin.same()) << "after operation " << i;
    }
    EXPECT_EQ(twin.largest, 1u) << "large pages were mapped";
    for (Space& dying : twin.world.space) {
        twin.world.destroy(dying);
        EXPECT_EQ(dying.account.used, 0u);
    }
    EXPECT_EQ(twin.world.mapping.nodes_used(), 0u);
    EXPECT_TRUE(twin.world.frames.has(twin.world.frames.free_frames())) << "no promise is left";
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSizes, testing::Range(1u, 9u));

}  // namespace
}  // namespace pinyon
