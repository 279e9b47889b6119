// SPDX-License-Identifier: BSD-2-Clause
// The processors that a device tree describes to arm64.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "arch/arm64/boot/arm64_processor_list.h"
#include "tree_blob.h"

namespace pinyon::arm64 {
namespace {

using test::TreeBlob;
using Start = ListedProcessor::Start;

constexpr unsigned plenty = 16;

struct Node {
    std::vector<std::uint32_t> reg;
    std::string type = "cpu";
    std::string status{};
    std::string method = "psci";
    std::vector<std::uint32_t> release{};
};

TreeBlob tree_of(std::vector<Node> const& nodes, std::optional<std::uint32_t> cells = 1)
{
    TreeBlob tree;
    tree.begin("").begin("cpus");
    if (cells)
        tree.cells("#address-cells", {*cells});
    for (Node const& node : nodes) {
        tree.begin("cpu@" + std::to_string(node.reg.back()));
        tree.string("device_type", node.type).cells("reg", node.reg);
        if (!node.status.empty())
            tree.string("status", node.status);
        tree.string("enable-method", node.method);
        if (!node.release.empty())
            tree.cells("cpu-release-addr", node.release);
        tree.end();
    }
    tree.end().end();
    return tree;
}

std::vector<ListedProcessor> read(std::string const& blob, Word boot, unsigned most = plenty)
{
    std::vector<ListedProcessor> list(most);
    DeviceTree const tree{blob.data(), blob.size()};
    list.resize(list_processors(tree, boot, list.data(), most));
    return list;
}

std::vector<Word> affinities(TreeBlob const& tree, Word boot, unsigned most = plenty)
{
    std::vector<Word> result;
    for (ListedProcessor const& processor : read(tree.blob(), boot, most))
        result.push_back(processor.affinity);
    return result;
}

using Words = std::vector<Word>;

TEST(Arm64Processors, the_boot_cpu_comes_first_and_once)
{
    EXPECT_EQ(affinities(tree_of({{{0}}, {{1}}, {{2}}}), 1), (Words{1, 0, 2}));
}

TEST(Arm64Processors, a_tree_without_processors_has_the_boot_cpu)
{
    TreeBlob empty;
    empty.begin("").end();
    EXPECT_EQ(affinities(empty, 0x101), (Words{0x101}));
    EXPECT_EQ(affinities(tree_of({}), 0x101), (Words{0x101}));
}

TEST(Arm64Processors, numbers_may_have_holes_and_two_cells)
{
    EXPECT_EQ(affinities(tree_of({{{0, 0}}, {{0, 0x10003}}, {{5, 0x700}}}, 2), 0),
              (Words{0, 0x1'0003, 0x5'0000'0700}));
}

TEST(Arm64Processors, what_is_disabled_or_no_processor_is_left_out)
{
    EXPECT_EQ(affinities(tree_of({{{0}},
                                  {.reg = {1}, .status = "disabled"},
                                  {.reg = {2}, .status = "fail"},
                                  {.reg = {3}, .type = "cache"},
                                  {.reg = {4}, .status = "okay"}}),
                         0),
              (Words{0, 4}));
}

TEST(Arm64Processors, each_counts_once)
{
    EXPECT_EQ(affinities(tree_of({{{1}}, {{0}}, {{1}}, {{2}}, {{2}}}), 0), (Words{0, 1, 2}));
}

TEST(Arm64Processors, no_more_than_there_is_room_for)
{
    TreeBlob const tree = tree_of({{{3}}, {{2}}, {{1}}, {{0}}});
    EXPECT_EQ(affinities(tree, 0, 1), (Words{0}));
    EXPECT_EQ(affinities(tree, 0, 3), (Words{0, 3, 2}));
    EXPECT_EQ(affinities(tree, 0, 4), (Words{0, 3, 2, 1}));
}

TEST(Arm64Processors, numbers_that_no_processor_can_have_are_none)
{
    EXPECT_EQ(affinities(tree_of({{{0x8000'0001}}, {{0x100'0002}}, {{3}}}), 0), (Words{0, 3}));
    EXPECT_EQ(affinities(tree_of({{{0x100, 1}}, {{0, 2}}}, 2), 0), (Words{0, 2}));
}

TEST(Arm64Processors, numbers_of_an_impossible_width_are_none)
{
    EXPECT_EQ(affinities(tree_of({{{1, 1, 1}}}, 3), 0), (Words{0}));
    EXPECT_EQ(affinities(tree_of({{{1}}}, 0), 0), (Words{0}));
    EXPECT_EQ(affinities(tree_of({{{1}}}, std::nullopt), 0), (Words{0}));
    EXPECT_EQ(affinities(tree_of({{{1}}}, 2), 0), (Words{0}));  // cut short
}

TEST(Arm64Processors, the_tree_says_how_each_is_started)
{
    auto const list = read(tree_of({{.reg = {1}, .method = "psci"},
                                    {.reg = {2}, .method = "spin-table", .release = {1, 0xe8}},
                                    {.reg = {3}, .method = "spin-table", .release = {0xf0}},
                                    {.reg = {4}, .method = "somehow"},
                                    {.reg = {5}, .method = "spin-table"},
                                    {.reg = {6}, .method = "spin-table", .release = {0, 0xf4}}})
                               .blob(),
                           0);
    std::vector<Start> starts;
    for (ListedProcessor const& processor : list)
        starts.push_back(processor.start);
    EXPECT_EQ(starts,
              (std::vector{Start::unknown, Start::firmware, Start::spin_table, Start::spin_table,
                           Start::unknown, Start::unknown, Start::unknown}));
    EXPECT_EQ(list[2].release, PhysAddr{0x1'0000'00e8});
    EXPECT_EQ(list[3].release, PhysAddr{0xf0});
}

// Whatever a byte becomes, the list stays within its bounds, and names nothing twice.
TEST(Arm64Processors, a_damaged_tree_gives_a_proper_list)
{
    std::string const sound = tree_of({{{0}}, {{1}}, {{2}}, {{3}}}).blob();
    for (std::size_t at = 0; at < sound.size(); ++at) {
        for (unsigned char const value : {0x00, 0x01, 0x7f, 0xff}) {
            std::string damaged = sound;
            damaged[at] = char(value);
            DeviceTree const tree{damaged.data(), damaged.size()};
            if (!tree.valid())
                continue;
            auto const list = read(damaged, 0, 3);
            ASSERT_GE(list.size(), 1u);
            EXPECT_EQ(list[0].affinity, 0u);
            for (std::size_t i = 1; i < list.size(); ++i)
                for (std::size_t j = 0; j < i; ++j)
                    EXPECT_NE(list[i].affinity, list[j].affinity) << at;
        }
    }
}

}  // namespace
}  // namespace pinyon::arm64
