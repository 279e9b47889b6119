// SPDX-License-Identifier: BSD-2-Clause
// The list of tags that a loader without device trees passes to arm64.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "arch/arm64/boot/arm64_tags.h"

namespace pinyon::arm64 {
namespace {

constexpr std::uint32_t core[] = {5, 0x5441'0001, 1, 0x1000, 0};
constexpr std::uint32_t memory[] = {4, 0x5441'0002, 0x3c00'0000, 0};
constexpr std::uint32_t initrd[] = {4, 0x5442'0005, 0x800'0000, 0x1'5000};
constexpr std::uint32_t command_line[] = {4, 0x5441'0009, 0x2061'3d62, 0x0000'6463};  // "b=a cd"
constexpr std::uint32_t end[] = {0, 0};

class ListOfTags {
public:
    template <std::size_t n>
    ListOfTags& add(std::uint32_t const (&tag)[n])
    {
        words_.insert(words_.end(), tag, tag + n);
        return *this;
    }
    // Only the first `readable` words can be read; the sanitizer watches that.
    BootFacts read(std::size_t readable) const
    {
        BootFacts facts;
        std::vector<std::uint32_t> const copy(words_.begin(), words_.begin() + long(readable));
        facts_from_tags(copy.data(), copy.size(), facts);
        facts.command_line = "";  // it may point into the copy
        return facts;
    }
    BootFacts read() const { return read(words_.size()); }
    std::string_view text() const
    {
        BootFacts facts;
        facts_from_tags(words_.data(), words_.size(), facts);
        return facts.command_line;
    }
    std::size_t size() const { return words_.size(); }

private:
    std::vector<std::uint32_t> words_;
};

TEST(Arm64Tags, the_archive_is_where_the_tag_says)
{
    BootFacts const facts = ListOfTags{}.add(core).add(memory).add(initrd).add(end).read();
    EXPECT_EQ(facts.archive.base, PhysAddr{0x800'0000});
    EXPECT_EQ(facts.archive.size, 0x1'5000u);
}

TEST(Arm64Tags, the_command_line_is_a_text)
{
    ListOfTags list;
    list.add(core).add(command_line).add(end);
    EXPECT_EQ(list.text(), "b=a cd");
}

TEST(Arm64Tags, a_command_line_without_an_end_is_none)
{
    constexpr std::uint32_t endless[] = {3, 0x5441'0009, 0x6161'6161};
    ListOfTags list;
    list.add(core).add(endless).add(end);
    EXPECT_EQ(list.text(), "");
}

TEST(Arm64Tags, a_list_begins_with_the_core_tag)
{
    EXPECT_EQ(ListOfTags{}.add(initrd).add(core).add(end).read().archive.size, 0u);
}

TEST(Arm64Tags, nothing_is_read_beyond_what_can_be_read)
{
    ListOfTags list;
    list.add(core).add(memory).add(initrd).add(end);
    for (std::size_t readable = 0; readable <= list.size(); ++readable) {
        std::size_t const needed = std::size(core) + std::size(memory) + std::size(initrd);
        EXPECT_EQ(list.read(readable).archive.size != 0, readable >= needed) << readable;
    }
}

TEST(Arm64Tags, a_tag_of_impossible_size_ends_the_list)
{
    for (std::uint32_t const size : {0u, 1u, 0xffff'ffffu}) {
        std::uint32_t const odd[] = {size, 0x5441'0002};
        EXPECT_EQ(ListOfTags{}.add(core).add(odd).add(initrd).add(end).read().archive.size, 0u);
    }
}

}  // namespace
}  // namespace pinyon::arm64
