// SPDX-License-Identifier: BSD-2-Clause
// Random property tests: the mapping database against the naive model, step by step.
#include "mapping_model.h"

#include <random>

#include "mapping_world.h"

namespace pinyon {
namespace {

using namespace test;
using Name = MappingModel::Name;

// Performs each operation on the kernel and on the model.
struct Twin {
    explicit Twin(unsigned seed, unsigned frame_count, unsigned used_pages)
        : random{seed}, frame_count{frame_count}, used_pages{used_pages}
    {}

    unsigned pick(unsigned n) { return unsigned(random() % n); }
    Name name() { return {pick(space_count), pick(used_pages)}; }
    Rights some_rights() { return Rights{pick(8)}; }
    Space& space(Name n) { return world.space[n.space]; }
    // Rights that an item mostly has.
    Rights item_rights() { return pick(3) == 0 ? some_rights() : rights_all; }
    // What is revoked: in most cases not everything, so that trees grow.
    Rights revoked_rights()
    {
        constexpr std::array choices{rights_none, rights_none,         rights_w,
                                     rights_x,    rights_w | rights_x, rights_all};
        return choices[pick(choices.size())];
    }

    void give()
    {
        Name const to = name();
        unsigned const frame = pick(frame_count);
        Rights const rights = item_rights();
        EXPECT_EQ(world.map(world.sigma0, ram_page(frame), space(to), page(to.page), rights),
                  MapOutcome::done);
        model.map_from_root(frame, to, rights);
    }
    void hand_on(MapMode mode)
    {
        Name const from = name(), to = name();
        Rights const rights = item_rights();
        EXPECT_EQ(world.map(space(from), page(from.page), space(to), page(to.page), rights, mode),
                  MapOutcome::done);
        mode == MapMode::map ? model.map(from, to, rights) : model.grant(from, to, rights);
    }
    void revoke()
    {
        Name const top = name();
        Rights const rights = revoked_rights();
        bool const flush = pick(2);
        Rights const status = world.revoke(space(top), page(top.page), rights, flush);
        EXPECT_EQ(status, model.revoke(top, rights, flush));
    }
    void touch()
    {
        Name const n = name();
        Rights const access = pick(2) ? rights_w : rights_r;
        (void)world.touch(space(n), page(n.page), access);
        model.touch(n, access);
    }
    void one_operation()
    {
        unsigned const kind = pick(20);
        if (kind == 0)
            give();
        else if (kind < 10)
            hand_on(MapMode::map);
        else if (kind < 12)
            hand_on(MapMode::grant);
        else if (kind < 14)
            revoke();
        else
            touch();
    }
    [[nodiscard]] bool same() const
    {
        for (unsigned s = 0; s < space_count; ++s) {
            for (unsigned p = 0; p < page_count; ++p) {
                auto const real = world.at(world.space[s], page(p));
                auto const* const expected = model.find({s, p});
                if (real.present != (expected != nullptr))
                    return false;
                if (expected && (real.address != physical(ram_page(expected->frame)) ||
                                 real.rights != expected->rights))
                    return false;
            }
        }
        return world.mapping.nodes_used() == model.size();
    }

    std::mt19937 random;
    unsigned frame_count, used_pages;
    MappingWorld world;
    MappingModel model;
};

struct RandomMapping : testing::TestWithParam<unsigned> {};

TEST_P(RandomMapping, agrees_with_the_model_after_each_operation_on_many_pages)
{
    Twin twin{GetParam(), 6, page_count};
    for (unsigned i = 0; i < 800; ++i) {
        twin.one_operation();
        ASSERT_TRUE(twin.same()) << "after operation " << i;
    }
    EXPECT_GT(twin.model.size(), 20u) << "trees grew";
}

TEST_P(RandomMapping, agrees_with_the_model_where_all_pages_collide)
{
    Twin twin{GetParam() + 1000, 2, 5};
    for (unsigned i = 0; i < 800; ++i) {
        twin.one_operation();
        ASSERT_TRUE(twin.same()) << "after operation " << i;
    }
}

TEST_P(RandomMapping, agrees_with_the_model_when_a_space_is_destroyed_and_returns_all_memory)
{
    Twin twin{GetParam() + 2000, 6, page_count};
    for (unsigned i = 0; i < 300; ++i)
        twin.one_operation();
    for (unsigned s = 0; s < space_count; ++s) {
        // The space in the model stays, without pages.
        Space& dying = twin.world.space[s];
        twin.world.destroy(dying);
        twin.model.destroy(s);
        EXPECT_EQ(dying.account.used, 0u);
        EXPECT_EQ(twin.world.mapping.nodes_used(), twin.model.size());
        for (unsigned p = 0; p < page_count; ++p)
            for (unsigned other = s + 1; other < space_count; ++other)
                EXPECT_EQ(twin.world.present(twin.world.space[other], page(p)),
                          twin.model.find({other, p}) != nullptr);
    }
    EXPECT_EQ(twin.world.mapping.nodes_used(), 0u);
}

TEST_P(RandomMapping, stays_the_same_when_an_operation_finds_no_memory)
{
    Twin twin{GetParam() + 3000, 6, page_count};
    MappingWorld& w = twin.world;
    for (Space& s : w.space)
        s.account.limit = s.account.used + 3 * page_size + 500;
    unsigned refused = 0;
    for (unsigned i = 0; i < 500; ++i) {
        Name const from = twin.name(), to = twin.name();
        Space& source = i % 2 ? w.sigma0 : twin.space(from);
        UserAddr const at = i % 2 ? ram_page(i % 6) : page(from.page);
        auto const before = w.snapshot();
        MapOutcome const outcome = w.map_once(source, at, twin.space(to), page(to.page));
        refused += outcome == MapOutcome::no_memory;
        ASSERT_TRUE(outcome != MapOutcome::no_memory || w.snapshot() == before);
        w.check_all();
    }
    EXPECT_GT(refused, 0u);
}

// A long revocation of one frame's tree while the pages of other frames change at random.
TEST_P(RandomMapping, agrees_with_the_model_when_others_work_between_the_steps_of_a_revocation)
{
    Twin twin{GetParam() + 4000, 4, page_count / 2};
    MappingWorld& w = twin.world;
    Name const top{0, page_count - 1};
    w.give(50, w.space[0], page(top.page));
    twin.model.map_from_root(50, top, rights_all);
    std::vector<Name> tree{top};
    while (tree.size() < 120) {
        Name const from = tree[twin.pick(unsigned(tree.size()))];
        auto const i = unsigned(tree.size());
        Name const to{i % 4, page_count / 2 + i / 4};
        (void)w.map(twin.space(from), page(from.page), twin.space(to), page(to.page));
        twin.model.map(from, to, rights_all);
        w.touch(twin.space(to), page(to.page), rights_w);
        twin.model.touch(to, rights_w);
        tree.push_back(to);
    }
    ASSERT_TRUE(twin.same());
    Rights const rights = twin.revoked_rights();
    Revocation work;
    unsigned steps = 0;
    for (; !w.mapping.revoke_page(w.space[0], page(top.page), page_bits, rights, true, work);
         ++steps) {
        w.check_all();
        for (unsigned i = 0; i < 5; ++i)
            twin.one_operation();
    }
    EXPECT_GT(steps, 0u);
    EXPECT_EQ(work.status, twin.model.revoke(top, rights, true));
    EXPECT_TRUE(twin.same());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomMapping, testing::Range(1u, 6u));

}  // namespace
}  // namespace pinyon
