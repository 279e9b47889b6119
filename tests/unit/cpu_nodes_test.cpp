// SPDX-License-Identifier: BSD-2-Clause
// Tests of the reader of processors in device trees: who counts, in which order, and how often.
#include "generic/boot/cpu_nodes.h"

#include <gtest/gtest.h>

#include "tree_blob.h"

namespace pinyon {
namespace {

using test::TreeBlob;

static_assert(config::max_cpus == 4, "the trees below are made for that many");

// A tree with processors, as the tests add them.
class Machine {
public:
    explicit Machine(std::uint32_t cells = 1)
    {
        blob_.begin("").begin("cpus").cells("#address-cells", {cells}).cells("#size-cells", {0});
    }
    Machine& cpu(std::vector<std::uint32_t> const& reg, std::string const& status = "",
                 std::string const& type = "cpu")
    {
        blob_.begin("cpu").string("device_type", type).cells("reg", reg);
        if (!status.empty())
            blob_.string("status", status);
        blob_.end();
        return *this;
    }
    Machine& fast_cpu(std::uint32_t number)
    {
        blob_.begin("cpu").string("device_type", "cpu").cells("reg", {number});
        blob_.bytes("fast", "").end();
        return *this;
    }
    Machine& cpu_without_number()
    {
        blob_.begin("cpu").string("device_type", "cpu").end();
        return *this;
    }
    [[nodiscard]] std::string blob()
    {
        blob_.end().end();
        return blob_.blob();
    }
    [[nodiscard]] std::vector<Word> found(Word boot, CpuNodes::Condition can_run = any)
    {
        return numbers(blob(), boot, can_run);
    }
    static std::vector<Word> numbers(std::string const& blob, Word boot,
                                     CpuNodes::Condition can_run = any)
    {
        DeviceTree const tree{blob.data(), blob.size()};
        CpuNodes const cpus{tree, boot, can_run};
        std::vector<Word> result;
        for (unsigned nth = 0; nth < cpus.count(); ++nth)
            result.push_back(cpus[nth].number);
        return result;
    }
    static bool any(DeviceTree const&, DeviceTree::Node) { return true; }
    static bool is_fast(DeviceTree const& tree, DeviceTree::Node node)
    {
        return tree.property(node, "fast").valid();
    }

private:
    TreeBlob blob_;
};

using Numbers = std::vector<Word>;

TEST(CpuNodes, the_boot_processor_is_the_first)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}).cpu({2}).found(1), (Numbers{1, 0, 2}));
    EXPECT_EQ(Machine{}.cpu({7}).found(7), (Numbers{7})) << "numbers may have holes";
    EXPECT_EQ(Machine{}.cpu({9}).cpu({3}).cpu({40}).found(40), (Numbers{40, 9, 3}));
}

TEST(CpuNodes, a_tree_without_the_boot_processor_has_none)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}).found(2), Numbers{});
    EXPECT_EQ(Machine{}.found(0), Numbers{});
    std::string const no_cpus = TreeBlob{}.begin("").end().blob();
    EXPECT_EQ(Machine::numbers(no_cpus, 0), Numbers{});
}

TEST(CpuNodes, who_is_disabled_does_not_count)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}, "disabled").cpu({2}, "okay").cpu({3}, "fail").found(0),
              (Numbers{0, 2}));
    EXPECT_EQ(Machine{}.cpu({0}, "disabled").cpu({1}).found(0), (Numbers{0, 1}))
        << "but who executes this, whatever the tree says";
}

TEST(CpuNodes, a_port_may_refuse_others_but_not_the_one_that_runs)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}).fast_cpu(2).found(0, Machine::is_fast),
              (Numbers{0, 2}));
}

TEST(CpuNodes, nobody_counts_twice)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}).cpu({1}).cpu({0}).cpu({2}).found(0), (Numbers{0, 1, 2}));
}

TEST(CpuNodes, no_more_than_the_kernel_is_made_for)
{
    Machine six;
    for (std::uint32_t number = 0; number < 6; ++number)
        six.cpu({number});
    EXPECT_EQ(six.found(5), (Numbers{5, 0, 1, 2}));
}

TEST(CpuNodes, numbers_of_two_cells)
{
    EXPECT_EQ(Machine{2}.cpu({0, 0}).cpu({1, 0}).cpu({1}).found(0), (Numbers{0, Word{1} << 32}))
        << "one cell is no number there";
}

TEST(CpuNodes, what_is_no_processor_or_has_no_number_is_left_out)
{
    EXPECT_EQ(Machine{}.cpu({0}).cpu({1}, "", "cache").cpu_without_number().cpu({2}).found(0),
              (Numbers{0, 2}));
    EXPECT_EQ(Machine{0}.cpu({0}).found(0), Numbers{}) << "numbers of no cells";
    EXPECT_EQ(Machine{3}.cpu({0, 0, 0}).found(0), Numbers{}) << "or of too many";
}

TEST(CpuNodes, a_tree_that_is_cut_anywhere_names_only_processors_of_it)
{
    std::string const whole = Machine{}.cpu({0}).cpu({1}).cpu({2}).blob();
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(Machine::numbers(whole.substr(0, size), 0), Numbers{}) << size;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = char(0xFF);
        for (Word const number : Machine::numbers(damaged, 0))
            EXPECT_TRUE(number <= 2 || at >= 40) << at;
    }
}

}  // namespace
}  // namespace pinyon
