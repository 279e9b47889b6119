// SPDX-License-Identifier: BSD-2-Clause
// Tests of the device tree reader, with good trees and with damaged ones.
#include "generic/boot/device_tree.h"

#include <gtest/gtest.h>

#include "tree_blob.h"

namespace pinyon {
namespace {

using test::TreeBlob;

// A small machine: memory, a bus with a translated device, chosen, aliases.
TreeBlob machine()
{
    TreeBlob t;
    t.reserve(0x8000'0000, 0x1'0000).reserve(0x1'2345'6000, 0x2000);
    t.begin("").cells("#address-cells", {2}).cells("#size-cells", {2}).string("model", "tester");
    t.bytes("compatible", std::string("maker,board\0maker,family\0", 25));
    t.nop().begin("memory@80000000").string("device_type", "memory");
    t.cells("reg", {0, 0x8000'0000, 0, 0x800'0000, 1, 0, 0, 0x1000}).end();
    t.begin("soc").cells("#address-cells", {1}).cells("#size-cells", {1});
    t.cells("ranges", {0x1000'0000, 0, 0x4000'0000, 0x100'0000});
    t.begin("uart@10000100").string("compatible", "ns16550a").cells("reg", {0x1000'0100, 0x100});
    t.cells("phandle", {7}).end();
    t.begin("uart@20000000").string("compatible", "ns16550a").cells("reg", {0x2000'0000, 0x100});
    t.string("status", "disabled").end().end();
    t.begin("cpus").cells("#address-cells", {1}).cells("#size-cells", {0});
    t.begin("cpu@0").cells("reg", {0}).end().end();
    t.begin("aliases").string("serial0", "/soc/uart@10000100").end();
    t.begin("reserved-memory").cells("#address-cells", {2}).cells("#size-cells", {2});
    t.bytes("ranges", "")
        .begin("fw@80020000")
        .cells("reg", {0, 0x8002'0000, 0, 0x1000})
        .end()
        .end();
    t.begin("chosen").string("bootargs", "quiet").cells("linux,initrd-start", {0x8400'0000});
    t.cells("linux,initrd-end", {0, 0x8410'0000}).end();
    return t.end();
}

struct DeviceTreeTest : testing::Test {
    std::string blob = machine().blob();
    DeviceTree tree{blob.data(), blob.size()};

    [[nodiscard]] std::string name(DeviceTree::Node node) const { return tree.name(node); }
};

TEST_F(DeviceTreeTest, nodes_are_found_by_path_with_or_without_unit_address)
{
    ASSERT_TRUE(tree.valid());
    EXPECT_EQ(name(tree.find("/soc/uart@20000000")), "uart@20000000");
    EXPECT_EQ(name(tree.find("/soc/uart")), "uart@10000100") << "the first";
    EXPECT_EQ(name(tree.find("/memory")), "memory@80000000");
    EXPECT_EQ(tree.find("/").offset, tree.root().offset);
    EXPECT_FALSE(tree.find("/soc/u").valid());
    EXPECT_FALSE(tree.find("/memory/none").valid());
}

TEST_F(DeviceTreeTest, an_alias_stands_for_its_path)
{
    EXPECT_EQ(name(tree.find("serial0")), "uart@10000100");
    EXPECT_EQ(name(tree.find("serial0:115200n8")), "uart@10000100");
    EXPECT_FALSE(tree.find("serial1").valid());
}

TEST_F(DeviceTreeTest, children_siblings_and_parents_are_related)
{
    DeviceTree::Node const soc = tree.find("/soc");
    DeviceTree::Node const first = tree.first_child(soc);
    EXPECT_EQ(name(first), "uart@10000100");
    EXPECT_EQ(name(tree.next_sibling(first)), "uart@20000000");
    EXPECT_FALSE(tree.next_sibling(tree.next_sibling(first)).valid());
    EXPECT_EQ(tree.parent(first).offset, soc.offset);
    EXPECT_EQ(tree.parent(soc).offset, tree.root().offset);
    EXPECT_FALSE(tree.parent(tree.root()).valid());
    EXPECT_FALSE(tree.first_child(first).valid());
}

TEST_F(DeviceTreeTest, a_depth_first_walk_meets_every_node_once)
{
    std::string walk;
    for (auto node = tree.root(); node.valid(); node = tree.next(node))
        walk += name(node) + " ";
    EXPECT_EQ(walk, " memory@80000000 soc uart@10000100 uart@20000000 cpus cpu@0 aliases "
                    "reserved-memory fw@80020000 chosen ");
}

TEST_F(DeviceTreeTest, compatible_nodes_are_found_one_after_the_other)
{
    DeviceTree::Node const first = tree.find_compatible("ns16550a");
    EXPECT_EQ(name(first), "uart@10000100");
    DeviceTree::Node const second = tree.find_compatible("ns16550a", first);
    EXPECT_EQ(name(second), "uart@20000000");
    EXPECT_FALSE(tree.find_compatible("ns16550a", second).valid());
    EXPECT_EQ(tree.find_compatible("maker,family").offset, tree.root().offset);
    EXPECT_FALSE(tree.find_compatible("maker,fam").valid());
}

TEST_F(DeviceTreeTest, a_phandle_names_its_node)
{
    EXPECT_EQ(name(tree.find_phandle(7)), "uart@10000100");
    EXPECT_FALSE(tree.find_phandle(8).valid());
}

TEST_F(DeviceTreeTest, a_node_is_enabled_unless_its_status_says_otherwise)
{
    EXPECT_TRUE(tree.enabled(tree.find("/soc/uart@10000100")));
    EXPECT_FALSE(tree.enabled(tree.find("/soc/uart@20000000")));
}

TEST_F(DeviceTreeTest, properties_are_cells_numbers_and_strings)
{
    auto const reg = tree.property(tree.find("/memory"), "reg");
    EXPECT_EQ(reg.cell(1), 0x8000'0000u);
    EXPECT_EQ(reg.number(4, 2), 0x1'0000'0000u);
    EXPECT_EQ(reg.cell(8), 0u) << "beyond the end";
    EXPECT_STREQ(tree.property(tree.root(), "model").text(), "tester");
    EXPECT_FALSE(tree.property(tree.root(), "mode").valid());
    EXPECT_STREQ(reg.text(), "") << "not NUL-terminated in the property" << reg.size;
}

TEST_F(DeviceTreeTest, addresses_are_translated_to_those_of_the_cpu)
{
    PhysRange const uart = tree.reg(tree.find("/soc/uart"));
    EXPECT_EQ(uart.base, PhysAddr{0x4000'0100});
    EXPECT_EQ(uart.size, 0x100u);
    EXPECT_EQ(tree.reg(tree.find("/soc/uart@20000000")).size, 0u) << "outside the bus's ranges";
    EXPECT_EQ(tree.reg(tree.find("/memory"), 1).base, PhysAddr{0x1'0000'0000});
    EXPECT_EQ(tree.reg(tree.find("/memory"), 2).size, 0u) << "no third entry";
}

TEST_F(DeviceTreeTest, reservations_of_the_header_end_with_an_empty_one)
{
    EXPECT_EQ(tree.reservation(0).base, PhysAddr{0x8000'0000});
    EXPECT_EQ(tree.reservation(1).base, PhysAddr{0x1'2345'6000});
    EXPECT_EQ(tree.reservation(1).size, 0x2000u);
    EXPECT_EQ(tree.reservation(2).size, 0u);
}

constexpr Word reach = Word{1} << 40;

TEST_F(DeviceTreeTest, boot_facts_come_from_the_usual_places)
{
    BootFacts facts;
    ASSERT_TRUE(facts_from_device_tree(tree, PhysAddr{0x8700'0000}, reach, facts));
    ASSERT_EQ(facts.ram.size(), 2u);
    EXPECT_EQ(facts.ram.begin()->size, 0x800'0000u);
    ASSERT_EQ(facts.reserved.size(), 4u);
    EXPECT_EQ(facts.reserved.begin()[2].base, PhysAddr{0x8002'0000}) << "/reserved-memory";
    EXPECT_EQ(facts.reserved.begin()[3].base, PhysAddr{0x8700'0000}) << "the tree itself";
    EXPECT_EQ(facts.reserved.begin()[3].size, blob.size());
    EXPECT_EQ(facts.archive.base, PhysAddr{0x8400'0000});
    EXPECT_EQ(facts.archive.size, 0x10'0000u);
    EXPECT_STREQ(facts.command_line, "quiet");
    EXPECT_STREQ(facts.machine, "tester");
}

TEST_F(DeviceTreeTest, memory_beyond_the_direct_map_is_left_out_and_counted)
{
    BootFacts facts;
    ASSERT_TRUE(facts_from_device_tree(tree, PhysAddr{0x8700'0000}, 0x8700'0000, facts));
    ASSERT_EQ(facts.ram.size(), 1u);
    EXPECT_EQ(facts.ram.begin()->end(), PhysAddr{0x8700'0000});
    EXPECT_EQ(facts.ram_left_out, 0x100'0000u + 0x1000) << "of the first range and the second";
}

TEST(DeviceTree, memory_that_must_not_be_mapped_is_no_ram)
{
    TreeBlob t;
    t.begin("").cells("#address-cells", {1}).cells("#size-cells", {1});
    t.begin("memory").string("device_type", "memory").cells("reg", {0x8000'0000, 0x10'0000}).end();
    t.begin("reserved-memory").cells("#address-cells", {1}).cells("#size-cells", {1});
    t.bytes("ranges", "");
    t.begin("a").cells("reg", {0x8000'0800, 0x1000}).bytes("no-map", "").end();
    t.begin("b").cells("reg", {0x8008'0000, 0x1000}).end().end();
    std::string const blob = t.end().blob();
    BootFacts facts;
    ASSERT_TRUE(facts_from_device_tree({blob.data(), blob.size()}, PhysAddr{0}, reach, facts));
    ASSERT_EQ(facts.ram.size(), 1u);
    EXPECT_EQ(facts.ram.begin()->base, PhysAddr{0x8000'2000});
    EXPECT_EQ(facts.ram.begin()->size, 0xf'e000u);
    EXPECT_EQ(facts.reserved.size(), 3u) << "both, and the tree";
}

TEST(DeviceTree, a_tree_without_memory_gives_no_facts)
{
    std::string const blob = TreeBlob{}.begin("").begin("chosen").end().end().blob();
    BootFacts facts;
    EXPECT_FALSE(facts_from_device_tree({blob.data(), blob.size()}, PhysAddr{0}, reach, facts));
}

TEST(DeviceTree, nothing_and_nonsense_are_not_valid)
{
    EXPECT_FALSE(DeviceTree(nullptr, 0).valid());
    std::string const nonsense(100, 'x');
    EXPECT_FALSE(DeviceTree(nonsense.data(), nonsense.size()).valid());
    EXPECT_FALSE(DeviceTree(nonsense.data(), nonsense.size()).root().valid());
}

// The blob with one big-endian word changed.
std::string with_word(std::string blob, std::size_t at, std::uint32_t value)
{
    for (unsigned i = 0; i < 4; ++i)
        blob[at + i] = char(value >> (24 - 8 * i));
    return blob;
}

TEST_F(DeviceTreeTest, the_problem_of_a_blob_is_named)
{
    auto const problem = [](std::string const& b) {
        return std::string{DeviceTree(b.data(), b.size()).problem()};
    };
    EXPECT_EQ(tree.problem(), nullptr);
    EXPECT_NE(problem(with_word(blob, 0, 0)).find("magic"), std::string::npos);
    EXPECT_NE(problem(with_word(blob, 4, 1 << 20)).find("larger"), std::string::npos);
    EXPECT_NE(problem(with_word(blob, 8, 1 << 20)).find("outside"), std::string::npos);
    EXPECT_NE(problem(with_word(blob, 20, 16)).find("version"), std::string::npos);
}

TEST(DeviceTree, nodes_must_be_one_tree_that_ends)
{
    auto const problem = [](TreeBlob const& t) {
        std::string const b = t.blob();
        return DeviceTree(b.data(), b.size()).problem();
    };
    EXPECT_EQ(problem(TreeBlob{}.begin("").end()), nullptr);
    EXPECT_EQ(problem(TreeBlob{}.nop().begin("").nop().end().nop()), nullptr);
    EXPECT_NE(problem(TreeBlob{}), nullptr) << "no root";
    EXPECT_NE(problem(TreeBlob{}.begin("").begin("a").end()), nullptr) << "never ends";
    EXPECT_NE(problem(TreeBlob{}.begin("").end().end()), nullptr) << "ends twice";
    EXPECT_NE(problem(TreeBlob{}.begin("").end().begin("b").end()), nullptr) << "two roots";
    EXPECT_NE(problem(TreeBlob{}.begin("").begin("a").end().cells("x", {1}).end()), nullptr)
        << "a property behind a node";
}

TEST(DeviceTree, modules_are_children_of_chosen)
{
    TreeBlob t;
    t.begin("").begin("memory").string("device_type", "memory").cells("reg", {0, 0, 1}).end();
    t.begin("chosen");
    t.begin("module@44000000").bytes("compatible", std::string("multiboot,module\0x\0", 19));
    t.cells("reg", {0, 0x4400'0000, 0, 0x123}).string("bootargs", "ping a=1").end();
    t.begin("module@45000000").string("compatible", "multiboot,module");
    t.cells("reg", {0x4500'0000, 0x456}).end();
    t.begin("other@46000000").cells("reg", {0x4600'0000, 0x456}).end().end();
    std::string const blob = t.end().blob();
    BootFacts facts;
    DeviceTree const tree{blob.data(), blob.size()};
    (void)facts_from_device_tree(tree, PhysAddr{0}, reach, facts);
    ASSERT_EQ(facts.modules.size(), 2u);
    BootModule const first = *facts.modules.begin(), second = *(facts.modules.begin() + 1);
    EXPECT_EQ(first.range.base, PhysAddr{0x4400'0000});
    EXPECT_EQ(first.range.size, 0x123u);
    EXPECT_STREQ(first.command_line, "ping a=1");
    EXPECT_EQ(second.range.base, PhysAddr{0x4500'0000});
    EXPECT_STREQ(second.command_line, "");
}

// Everything that a kernel asks. The vector has no byte to spare: a sanitizer sees any read beyond.
void ask_everything(std::vector<char> const& blob)
{
    DeviceTree const tree{blob.data(), blob.size()};
    BootFacts facts;
    (void)facts_from_device_tree(tree, PhysAddr{0}, reach, facts);
    unsigned nodes = 0;
    for (auto node = tree.root(); node.valid() && nodes < 100; node = tree.next(node), ++nodes) {
        (void)std::string(tree.name(node));
        (void)tree.reg(node);
        (void)tree.enabled(node);
        (void)tree.parent(node);
    }
    EXPECT_LT(nodes, 100u) << "walks in circles";
    (void)tree.find_compatible("ns16550a");
    (void)tree.find("serial0");
}

TEST(DeviceTree, no_truncation_is_valid_or_read_beyond)
{
    std::string const blob = machine().blob();
    for (std::size_t size = 0; size < blob.size(); ++size) {
        std::vector<char> const part(blob.begin(), blob.begin() + long(size));
        EXPECT_FALSE(DeviceTree(part.data(), part.size()).valid()) << size;
        ask_everything(part);
    }
}

TEST(DeviceTree, a_damaged_byte_is_never_read_beyond)
{
    std::string const blob = machine().blob();
    for (std::size_t at = 0; at < blob.size(); ++at)
        for (char const damage : {'\0', '\1', '\3', '\x7F', '\xFF'}) {
            std::vector<char> damaged(blob.begin(), blob.end());
            damaged[at] = damage;
            ask_everything(damaged);
        }
}

}  // namespace
}  // namespace pinyon
