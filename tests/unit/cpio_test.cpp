// SPDX-License-Identifier: BSD-2-Clause
// Tests of the archive reader, with good archives and with damaged ones.
#include "generic/boot/cpio.h"

#include <gtest/gtest.h>

#include "boot_files.h"

namespace pinyon {
namespace {

using Step = CpioReader::Step;
using test::Archive;

CpioReader reader(Archive const& archive)
{
    return {archive.bytes.data(), archive.bytes.size()};
}

std::string text(CpioMember const& member)
{
    return {reinterpret_cast<char const*>(member.data), member.size};
}

TEST(Cpio, members_come_in_the_order_of_the_archive)
{
    Archive const archive = Archive{}.add("sigma0", "first").add("root", "second!").end();
    CpioReader r = reader(archive);
    CpioMember m;
    ASSERT_EQ(r.next(m), Step::member);
    EXPECT_STREQ(m.name, "sigma0");
    EXPECT_EQ(text(m), "first");
    ASSERT_EQ(r.next(m), Step::member);
    EXPECT_STREQ(m.name, "root");
    EXPECT_EQ(text(m), "second!");
    EXPECT_EQ(r.next(m), Step::end);
}

TEST(Cpio, the_end_stays_the_end)
{
    Archive const archive = Archive{}.end();
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::end);
    EXPECT_EQ(r.next(m), Step::end);
}

TEST(Cpio, an_empty_file_is_a_member)
{
    Archive const archive = Archive{}.add("empty", "").end();
    CpioReader r = reader(archive);
    CpioMember m;
    ASSERT_EQ(r.next(m), Step::member);
    EXPECT_EQ(m.size, 0u);
}

TEST(Cpio, directories_and_links_are_passed_over)
{
    Archive const archive =
        Archive{}.add(".", "", 040755).add("link", "sigma0", 0120777).add("file", "x").end();
    CpioReader r = reader(archive);
    CpioMember m;
    ASSERT_EQ(r.next(m), Step::member);
    EXPECT_STREQ(m.name, "file");
}

TEST(Cpio, a_leading_dot_and_slash_is_no_part_of_the_name)
{
    Archive const archive = Archive{}.add("./sigma0", "x").end();
    CpioMember m;
    EXPECT_TRUE(find_member(reader(archive), "sigma0", m));
}

TEST(Cpio, archives_with_checksums_are_read_too)
{
    Archive archive;
    archive.magic = "070702";
    archive.add("file", "x").end();
    CpioMember m;
    EXPECT_TRUE(find_member(reader(archive), "file", m));
}

TEST(Cpio, find_member_gives_the_first_of_that_name)
{
    Archive const archive = Archive{}.add("a", "1").add("b", "2").add("b", "3").end();
    CpioMember m;
    ASSERT_TRUE(find_member(reader(archive), "b", m));
    EXPECT_EQ(text(m), "2");
    EXPECT_FALSE(find_member(reader(archive), "bb", m));
}

TEST(Cpio, nothing_is_a_broken_archive)
{
    CpioMember m;
    EXPECT_EQ(CpioReader(nullptr, 0).next(m), Step::broken);
}

TEST(Cpio, another_magic_is_a_broken_archive)
{
    Archive archive;
    archive.magic = "070707";
    archive.add("file", "x").end();
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::broken);
}

TEST(Cpio, an_archive_without_trailer_is_broken)
{
    Archive const archive = Archive{}.add("file", "x");
    CpioReader r = reader(archive);
    CpioMember m;
    ASSERT_EQ(r.next(m), Step::member);
    EXPECT_EQ(r.next(m), Step::broken);
}

TEST(Cpio, no_truncation_is_read_beyond_or_taken_for_a_whole_archive)
{
    Archive const archive = Archive{}.add("file", "some data").end();
    for (Word size = 0; size < archive.bytes.size(); ++size) {
        std::vector<std::byte> const part(archive.bytes.begin(),
                                          archive.bytes.begin() + long(size));
        CpioReader r{part.data(), part.size()};
        CpioMember m;
        Step step = r.next(m);
        if (step == Step::member)
            step = r.next(m);
        EXPECT_EQ(step, Step::broken) << size;
    }
}

TEST(Cpio, a_size_beyond_the_archive_is_refused)
{
    Archive archive = Archive{}.add("file", "x").end();
    std::memcpy(archive.bytes.data() + 54, "FFFFFFFF", 8);
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::broken);
}

TEST(Cpio, a_field_that_is_no_number_is_refused)
{
    Archive archive = Archive{}.add("file", "x").end();
    archive.bytes[54] = std::byte{'g'};
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::broken);
}

TEST(Cpio, a_name_without_end_is_refused)
{
    Archive archive = Archive{}.add("file", "x").end();
    archive.bytes[110 + 4] = std::byte{'!'};
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::broken);
}

TEST(Cpio, a_name_of_no_bytes_is_refused)
{
    Archive archive = Archive{}.add("file", "x").end();
    std::memcpy(archive.bytes.data() + 94, "00000000", 8);
    archive.bytes[109] = std::byte{0};  // what stands before the name
    CpioReader r = reader(archive);
    CpioMember m;
    EXPECT_EQ(r.next(m), Step::broken);
}

}  // namespace
}  // namespace pinyon
