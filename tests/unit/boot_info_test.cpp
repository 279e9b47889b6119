// SPDX-License-Identifier: BSD-2-Clause
// Tests of the generic boot information that the root server reads.
#include "generic/boot/boot_info.h"

#include <gtest/gtest.h>

#include "boot_files.h"

namespace pinyon {
namespace {

constexpr PhysAddr base{0x4400'0000};

struct BootInfo : testing::Test {
    [[nodiscard]] bool write(Word capacity = page_size)
    {
        page.assign(capacity / sizeof(Word), 0xEEEE'EEEE);
        CpioReader const reader{archive.bytes.data(), archive.bytes.size()};
        return write_boot_info(page.data(), capacity, reader, archive.bytes.data(), base);
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

    test::Archive archive;
    std::vector<Word> page;
};

TEST_F(BootInfo, there_is_one_module_for_every_file_but_the_servers)
{
    archive.add("sigma0", "s").add("root", "r").add("ping", "pp").add("pong", "ooo").end();
    ASSERT_TRUE(write());
    EXPECT_EQ(header().magic, 0x14B0021Du);
    EXPECT_EQ(header().version, 1u);
    EXPECT_EQ(header().entry_count, 2u);
}

TEST_F(BootInfo, a_module_names_its_place_size_and_file)
{
    archive.add("sigma0", "s").add("ping", "data").end();
    ASSERT_TRUE(write());
    BootModuleRecord const m = module(record(0));
    EXPECT_EQ(m.type, 1u);
    EXPECT_EQ(m.version, 1u);
    EXPECT_EQ(m.size, 4u);
    EXPECT_EQ(std::memcmp(archive.bytes.data() + (m.start - base.raw()), "data", 4), 0);
    EXPECT_STREQ(reinterpret_cast<char const*>(record(0) + m.cmdline_offset), "ping");
}

TEST_F(BootInfo, the_records_fill_exactly_the_stated_size)
{
    archive.add("a", "1").add("a longer name", "2").add("b", "3").end();
    ASSERT_TRUE(write());
    Word total = sizeof(BootInfoHeader);
    for (unsigned i = 0; i < 3; ++i) {
        EXPECT_EQ(module(record(i)).offset_next % sizeof(Word), 0u);
        total += module(record(i)).offset_next;
    }
    EXPECT_EQ(header().size, total);
}

TEST_F(BootInfo, an_archive_of_only_servers_gives_no_module)
{
    archive.add("sigma0", "s").add("root", "r").end();
    ASSERT_TRUE(write());
    EXPECT_EQ(header().entry_count, 0u);
    EXPECT_EQ(header().size, sizeof(BootInfoHeader));
}

TEST_F(BootInfo, what_does_not_fit_is_refused)
{
    archive.add("ping", "p").end();
    Word const exact = sizeof(BootInfoHeader) + sizeof(BootModuleRecord) + 8;
    EXPECT_TRUE(write(exact));
    EXPECT_FALSE(write(exact - 8));
    EXPECT_FALSE(write(sizeof(BootInfoHeader) - 8));
}

}  // namespace
}  // namespace pinyon
