// SPDX-License-Identifier: BSD-2-Clause
// Tests of the readers of what boot loaders and ACPI firmware leave in memory, sound and damaged.
#include <gtest/gtest.h>

#include <span>

#include "boot_files.h"
#include "generic/boot/acpi_tables.h"
#include "generic/boot/bootelf.h"
#include "generic/boot/multiboot.h"

namespace pinyon {
namespace {

using test::Bytes;
using test::put;

// Physical memory that starts at 0 and ends where the bytes end.
struct Ram {
    Bytes bytes = Bytes(0x1000);

    static std::byte const* find(void const* context, PhysAddr at, Word size)
    {
        Bytes const& all = static_cast<Ram const*>(context)->bytes;
        bool const inside = at.raw() <= all.size() && size <= all.size() - at.raw();
        return inside ? all.data() + at.raw() : nullptr;
    }
    PhysicalMemory view() const { return {find, this}; }

    template <class... Words>
    void words(Word at, Words... values)
    {
        ((put(bytes, at, std::uint32_t(values)), at += 4), ...);
    }
    void text(Word at, char const* value)
    {
        for (; *value != 0; ++value)
            put(bytes, at++, *value);
        put(bytes, at, '\0');
    }
};

std::vector<std::pair<Word, Word>> ranges(RamMap const& map)
{
    std::vector<std::pair<Word, Word>> all;
    for (PhysRange const& r : map)
        all.emplace_back(r.base.raw(), r.end().raw());
    std::sort(all.begin(), all.end());
    return all;
}
using Ranges = std::vector<std::pair<Word, Word>>;

// ---- RAM ---------------------------------------------------------------------------------------

TEST(RamMap, ranges_that_touch_or_overlap_become_one)
{
    RamMap map;
    map.set(0x1000, 0x1000, true);
    map.set(0x4000, 0x1000, true);
    map.set(0x2000, 0x2800, true);
    EXPECT_EQ(ranges(map), (Ranges{{0x1000, 0x5000}}));
}

TEST(RamMap, ram_is_counted_in_whole_pages_and_holes_take_all_they_touch)
{
    RamMap map;
    map.set(0x1800, 0x8000, true);
    EXPECT_EQ(ranges(map), (Ranges{{0x2000, 0x9000}}));
    map.set(0x4fff, 2, false);
    EXPECT_EQ(ranges(map), (Ranges{{0x2000, 0x4000}, {0x6000, 0x9000}}));
}

TEST(RamMap, a_range_that_wraps_ends_at_the_top)
{
    RamMap map;
    map.set(~Word{0} - 0x2fff, ~Word{0}, true);
    EXPECT_EQ(ranges(map), (Ranges{{~Word{0} - 0x2fff, ~Word{0} << page_bits}}));
    map.set(0, ~Word{0}, false);
    EXPECT_EQ(map.begin(), map.end());
}

TEST(RamMap, what_does_not_fit_is_the_smallest_and_is_reported)
{
    RamMap map;
    for (Word i = 0; i < RamMap::capacity; ++i)
        map.set(i * 0x10000, i == 7 ? 0x1000 : 0x4000, true);
    map.set(0x100'0000, 0x8000, true);
    EXPECT_EQ(ranges(map).size(), RamMap::capacity);
    EXPECT_EQ(map.left_out(), 0x1000u);
    EXPECT_FALSE(map.contains({PhysAddr{0x7'0000}, 0x1000}));
    EXPECT_TRUE(map.contains({PhysAddr{0x100'0000}, 0x8000}));
}

TEST(RamMap, memory_above_a_limit_is_left_out_and_counted)
{
    RamMap map;
    map.set(0x1000, 0xf000, true);
    map.set(0x10'0000, 0x1000, true);
    map.limit(0x8000);
    EXPECT_EQ(ranges(map), (Ranges{{0x1000, 0x8000}}));
    EXPECT_EQ(map.left_out(), 0x8000u + 0x1000);
}

// ---- Multiboot 1 -------------------------------------------------------------------------------

constexpr Word info = 0x100;

// Command line, two modules and a map of three regions.
Ram version_1()
{
    Ram ram;
    ram.words(info, 0x4c, 0, 0, 0, 0x200, 2, 0x300, 0, 0, 0, 0, 72, 0x400);
    ram.text(0x200, "kernel.elf loglevel=2 a");
    ram.words(0x300, 0x10'0000, 0x10'1000, 0x240, 0, 0x11'0000, 0x11'0010, 0x260, 0);
    ram.text(0x240, "first");
    ram.text(0x260, "second with words");
    ram.words(0x400, 20, 0x10'0000, 0, 0x70'0000, 0, 1);
    ram.words(0x418, 20, 0x20'0000, 0, 0x1000, 0, 2);
    ram.words(0x430, 20, 0, 0, 0x9'fc00, 0, 1);
    return ram;
}

TEST(Multiboot1, memory_modules_and_command_line_are_copied)
{
    Ram ram = version_1();
    LoaderFacts facts;
    ASSERT_EQ(read_multiboot1(ram.view(), PhysAddr{info}, facts), nullptr);
    std::fill(ram.bytes.begin(), ram.bytes.end(), std::byte{'x'});
    EXPECT_EQ(ranges(facts.ram),
              (Ranges{{0, 0x9'f000}, {0x10'0000, 0x20'0000}, {0x20'1000, 0x80'0000}}));
    EXPECT_STREQ(facts.command_line, "loglevel=2 a");
    ASSERT_EQ(facts.modules.size(), 2u);
    EXPECT_EQ(facts.modules.begin()[1].range.base.raw(), 0x11'0000u);
    EXPECT_EQ(facts.modules.begin()[1].range.size, 0x10u);
    EXPECT_STREQ(facts.modules.begin()[0].command_line, "first");
    EXPECT_STREQ(facts.modules.begin()[1].command_line, "second with words");
}

TEST(Multiboot1, an_option_in_the_first_place_is_no_name)
{
    Ram ram = version_1();
    ram.text(0x200, "loglevel=2 a");
    LoaderFacts facts;
    ASSERT_EQ(read_multiboot1(ram.view(), PhysAddr{info}, facts), nullptr);
    EXPECT_STREQ(facts.command_line, "loglevel=2 a");
}

// One word of the sound information is changed.
char const* complaint_1(Word at, std::uint32_t value)
{
    Ram ram = version_1();
    ram.words(at, value);
    LoaderFacts facts;
    char const* const complaint = read_multiboot1(ram.view(), PhysAddr{info}, facts);
    return complaint != nullptr ? complaint : "";
}

TEST(Multiboot1, damage_is_named)
{
    EXPECT_STREQ(complaint_1(info, 0x0c), "the boot loader gave no memory map");
    EXPECT_STREQ(complaint_1(info + 44, 0), "the boot loader's memory map has no RAM");
    char const* const damaged = "the boot loader's information is damaged or out of reach";
    EXPECT_STREQ(complaint_1(info + 48, 0xffff'fff0), damaged);
    EXPECT_STREQ(complaint_1(info + 44, 0x4000'0000), damaged);
    EXPECT_STREQ(complaint_1(0x400, 0xffff'ffff), damaged);
    EXPECT_STREQ(complaint_1(info + 24, 0xfff), damaged);
    EXPECT_STREQ(complaint_1(0x304, 0xf'ffff), "a boot module ends before it starts");
}

TEST(Multiboot1, modules_beyond_the_list_are_refused)
{
    Ram ram = version_1();
    ram.words(info + 20, 33, 0x800);
    LoaderFacts facts;
    EXPECT_STREQ(read_multiboot1(ram.view(), PhysAddr{info}, facts),
                 "there are more than 32 boot modules");
}

TEST(Multiboot1, texts_without_end_do_not_overflow)
{
    Ram ram = version_1();
    ram.bytes.resize(0x4000, std::byte{'x'});
    ram.words(0x308, 0x1000);
    LoaderFacts facts;
    EXPECT_STREQ(read_multiboot1(ram.view(), PhysAddr{info}, facts),
                 "the command lines of kernel and modules are too long");
}

// ---- Multiboot 2 -------------------------------------------------------------------------------

Ram version_2()
{
    Ram ram;
    ram.words(info, 136, 0);
    ram.words(info + 8, 1, 14);
    ram.text(info + 16, "a=b c");
    ram.words(info + 24, 3, 20, 0x10'0000, 0x10'1000);
    ram.text(info + 40, "one");
    ram.words(info + 48, 6, 64, 24, 0);
    ram.words(info + 64, 0x10'0000, 0, 0x70'0000, 0, 1, 0);
    ram.words(info + 88, 0, 1, 0x1000, 0, 1, 0);
    ram.words(info + 112, 14, 12, 0);
    ram.words(info + 128, 0, 8);
    return ram;
}

TEST(Multiboot2, memory_modules_command_line_and_root_pointer_are_found)
{
    Ram const ram = version_2();
    LoaderFacts facts;
    ASSERT_EQ(read_multiboot2(ram.view(), PhysAddr{info}, facts), nullptr);
    EXPECT_EQ(ranges(facts.ram),
              (Ranges{{0x10'0000, 0x80'0000}, {Word{1} << 32, (Word{1} << 32) + 0x1000}}));
    EXPECT_STREQ(facts.command_line, "a=b c");
    ASSERT_EQ(facts.modules.size(), 1u);
    EXPECT_STREQ(facts.modules.begin()->command_line, "one");
    EXPECT_EQ(facts.root_pointer.raw(), info + 120);
}

TEST(Multiboot2, every_size_that_is_cut_short_is_refused)
{
    for (std::uint32_t size = 0; size < 136; ++size) {
        Ram ram = version_2();
        ram.words(info, size);
        LoaderFacts facts;
        EXPECT_NE(read_multiboot2(ram.view(), PhysAddr{info}, facts), nullptr) << size;
    }
}

TEST(Multiboot2, tags_that_reach_too_far_or_not_at_all_are_refused)
{
    for (std::uint32_t const size : {0u, 7u, 200u, 0xffff'fff8u}) {
        Ram ram = version_2();
        ram.words(info + 12, size);
        LoaderFacts facts;
        EXPECT_STREQ(read_multiboot2(ram.view(), PhysAddr{info}, facts),
                     "the boot loader's information is damaged or out of reach");
    }
}

// ---- U-Boot's bootelf --------------------------------------------------------------------------

// Four words: the kernel's name, two options, and where the table of modules is.
Ram bootelf_words()
{
    Ram ram;
    ram.words(info, 0x200, 0, 0x210, 0, 0x220, 0, 0x240, 0);
    ram.text(0x200, "kernel.img");
    ram.text(0x210, "loglevel=2");
    ram.text(0x220, "modtab=0x400");
    ram.text(0x240, "a");
    ram.words(0x400, bootelf_magic, 0, 2, 0);
    ram.words(0x410, 0x10'0000, 0, 0x1000, 0, 0x11'0000, 0, 0x10, 0);
    return ram;
}

TEST(Bootelf, words_become_the_command_line_and_the_table_names_the_modules)
{
    Ram const ram = bootelf_words();
    LoaderFacts facts;
    ASSERT_EQ(read_bootelf(ram.view(), PhysAddr{info}, 4, facts), nullptr);
    EXPECT_STREQ(facts.command_line, "loglevel=2 a ");
    ASSERT_EQ(facts.modules.size(), 2u);
    EXPECT_EQ(facts.modules.begin()[1].range.base.raw(), 0x11'0000u);
    EXPECT_EQ(facts.modules.begin()[1].range.size, 0x10u);
}

TEST(Bootelf, a_number_ends_after_sixteen_digits)
{
    Ram ram = bootelf_words();
    ram.text(0x220, "modtab=0x00000000000004000");
    LoaderFacts facts;
    ASSERT_EQ(read_bootelf(ram.view(), PhysAddr{info}, 4, facts), nullptr);
    EXPECT_EQ(facts.modules.size(), 2u);
}

// Some of the sound words are changed.
template <class... Words>
std::string bootelf_complaint(Word at, Words... values)
{
    Ram ram = bootelf_words();
    ram.words(at, values...);
    LoaderFacts facts;
    char const* const complaint = read_bootelf(ram.view(), PhysAddr{info}, 4, facts);
    return complaint != nullptr ? complaint : "";
}

TEST(Bootelf, damage_is_named)
{
    EXPECT_EQ(bootelf_complaint(0x400, 0), "modtab= names no table of modules");
    EXPECT_EQ(bootelf_complaint(0x408, 33), "there are more than 32 boot modules");
    EXPECT_EQ(bootelf_complaint(0x418, 0xffff'fff0, 0xffff'ffff),
              "a boot module ends before it starts");
    Ram ram = bootelf_words();
    ram.words(0xff0, bootelf_magic, 0, 1, 0);
    ram.text(0x220, "modtab=ff0");
    LoaderFacts facts;
    EXPECT_STREQ(read_bootelf(ram.view(), PhysAddr{info}, 4, facts),
                 "the table of modules is out of reach");
    EXPECT_STREQ(read_bootelf(ram.view(), PhysAddr{0xfff}, 4, facts),
                 "the arguments of bootelf are out of reach");
}

// ---- ACPI --------------------------------------------------------------------------------------

void seal(Ram& ram, Word at, Word size, Word checksum)
{
    ram.bytes[at + checksum] = std::byte{0};
    unsigned sum = 0;
    for (std::byte const b : std::span{ram.bytes}.subspan(at, size))
        sum += unsigned(b);
    ram.bytes[at + checksum] = std::byte(256 - sum % 256);
}

void table(Ram& ram, Word at, char const* signature, std::uint32_t size)
{
    ram.text(at, signature);
    ram.words(at + 4, size);
    seal(ram, at, size, 9);
}

// Root pointer in the BIOS area, a root table with two entries.
Ram acpi_ram()
{
    Ram ram;
    ram.bytes.resize(0x10'0000);
    ram.text(0xf'0010, "RSD PTR ");
    ram.words(0xf'0020, 0x1000);
    seal(ram, 0xf'0010, 20, 8);
    ram.words(0x1024, 0x2000, 0x3000);
    table(ram, 0x1000, "RSDT", 44);
    table(ram, 0x2000, "FACP", 100);
    ram.words(0x3024, 0xfee0'0000);
    table(ram, 0x3000, "APIC", 44);
    return ram;
}

TEST(AcpiTables, a_table_is_found_through_the_bios_area)
{
    Ram const ram = acpi_ram();
    Acpi acpi{ram.view()};
    ASSERT_EQ(acpi.open(PhysAddr{}).what, nullptr);
    AcpiTable apic;
    ASSERT_EQ(acpi.find("APIC", apic).what, nullptr);
    EXPECT_EQ(apic.length(), 44u);
    EXPECT_EQ(apic.field<std::uint32_t>(36), 0xfee0'0000u);
    EXPECT_EQ(apic.field<std::uint32_t>(42), 0u);
    EXPECT_TRUE(acpi.find("SPCR", apic).missing);
}

// One byte is changed; what open() and find("APIC") say.
std::string acpi_complaint(Word at, unsigned value)
{
    Ram ram = acpi_ram();
    ram.bytes[at] = std::byte(value);
    Acpi acpi{ram.view()};
    AcpiTable apic;
    AcpiProblem problem = acpi.open(PhysAddr{0xf'0010});
    if (problem.what == nullptr)
        problem = acpi.find("APIC", apic);
    return problem.what != nullptr ? std::string{problem.table} + " " + problem.what : "";
}

TEST(AcpiTables, damage_is_named)
{
    EXPECT_EQ(acpi_complaint(0xf'0010, 'X'),
              "RSDP is missing or damaged: the firmware does not describe the machine");
    EXPECT_EQ(acpi_complaint(0xf'0020, 1), "RSDP has a wrong checksum");
    EXPECT_EQ(acpi_complaint(0x1010, 1), "RSDT has a wrong checksum");
    EXPECT_EQ(acpi_complaint(0x1004, 35), "RSDT is damaged or out of reach");
    EXPECT_EQ(acpi_complaint(0x3010, 1), "APIC has a wrong checksum");
    EXPECT_EQ(acpi_complaint(0x3006, 0xff), "APIC is damaged or out of reach");
    EXPECT_EQ(acpi_complaint(0x3000, 'B'), "APIC is missing");
}

TEST(AcpiTables, without_a_root_pointer_nothing_is_found)
{
    Ram const empty;
    EXPECT_STREQ(Acpi{empty.view()}.open(PhysAddr{}).table, "RSDP");
}

}  // namespace
}  // namespace pinyon
