// SPDX-License-Identifier: BSD-2-Clause
// Tests of the generic boot information that the root server reads.
#include "generic/boot/boot_info.h"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <vector>

#include "generic/boot/module_reader.h"

namespace pinyon {
namespace {

constexpr PhysRange place{PhysAddr{0x4400'0000}, 4};

struct BootInfo : testing::Test {
    BootInfo() { restart(page_size); }
    void restart(Word capacity)
    {
        page.assign(capacity / sizeof(Word), 0xEEEE'EEEE);
        writer.emplace(page.data(), capacity);
    }
    [[nodiscard]] bool add(char const* text, char const* command_line = "")
    {
        return writer->add(place, text, ModuleOptions{command_line, module_name(text)});
    }
    // The command line of record `index`.
    [[nodiscard]] char const* text(unsigned index) const
    {
        std::byte const* const at = record(index);
        return reinterpret_cast<char const*>(at + module(at).cmdline_offset);
    }
    [[nodiscard]] BootInfoHeader header() const
    {
        BootInfoHeader h;
        std::memcpy(&h, page.data(), sizeof h);
        return h;
    }
    // Record `index`, found by following offset_next.
    [[nodiscard]] std::byte const* record(unsigned index) const
    {
        auto const* at = reinterpret_cast<std::byte const*>(page.data()) + header().first_entry;
        for (; index > 0; --index)
            at += module(at).offset_next;
        return at;
    }
    [[nodiscard]] static BootModuleRecord module(std::byte const* at)
    {
        BootModuleRecord m;
        std::memcpy(&m, at, sizeof m);
        return m;
    }

    std::vector<Word> page;
    std::optional<BootInfoWriter> writer;
};

TEST_F(BootInfo, there_is_one_record_for_every_module)
{
    ASSERT_TRUE(add("ping"));
    ASSERT_TRUE(add("pong"));
    EXPECT_EQ(header().magic, 0x14B0021Du);
    EXPECT_EQ(header().version, 1u);
    EXPECT_EQ(header().entry_count, 2u);
}

TEST_F(BootInfo, a_record_names_place_size_and_command_line)
{
    ASSERT_TRUE(add("ping a=1"));
    BootModuleRecord const m = module(record(0));
    EXPECT_EQ(m.type, 1u);
    EXPECT_EQ(m.version, 1u);
    EXPECT_EQ(m.start, place.base.raw());
    EXPECT_EQ(m.size, place.size);
    EXPECT_STREQ(text(0), "ping a=1");
}

TEST_F(BootInfo, options_for_a_module_follow_its_own)
{
    char const* const line = "loglevel=1 ping.count=5 pong.count=6 ping.fast pin.g=1";
    ASSERT_TRUE(add("ping a=1", line));
    ASSERT_TRUE(add("pong", line));
    ASSERT_TRUE(add("wild", line));
    EXPECT_STREQ(text(0), "ping a=1 count=5 fast");
    EXPECT_STREQ(text(1), "pong count=6");
    EXPECT_STREQ(text(2), "wild");
}

TEST_F(BootInfo, the_records_fill_exactly_the_stated_size)
{
    char const* const names[] = {"a", "a longer name", "seven77", "eight888"};
    Word total = sizeof(BootInfoHeader);
    for (unsigned i = 0; i < 4; ++i) {
        ASSERT_TRUE(add(names[i]));
        EXPECT_EQ(module(record(i)).offset_next % sizeof(Word), 0u);
        total += module(record(i)).offset_next;
        EXPECT_STREQ(text(i), names[i]);
    }
    EXPECT_EQ(header().size, total);
}

TEST_F(BootInfo, without_modules_there_is_only_the_header)
{
    EXPECT_EQ(header().entry_count, 0u);
    EXPECT_EQ(header().size, sizeof(BootInfoHeader));
}

TEST_F(BootInfo, what_does_not_fit_is_refused_and_changes_nothing)
{
    Word const exact = sizeof(BootInfoHeader) + sizeof(BootModuleRecord) + 8;
    restart(exact);
    EXPECT_FALSE(add("12345678"));
    EXPECT_FALSE(add("ping", "ping.a=1"));
    EXPECT_EQ(header().entry_count, 0u);
    EXPECT_TRUE(add("ping"));
    EXPECT_FALSE(add(""));
    EXPECT_EQ(header().entry_count, 1u);
    restart(exact - 8);
    EXPECT_FALSE(add("ping"));
}

}  // namespace
}  // namespace pinyon
