// SPDX-License-Identifier: BSD-2-Clause
// Tests of the executable file reader, with good files and with damaged ones.
#include "generic/boot/elf_image.h"

#include <gtest/gtest.h>

#include "boot_files.h"

namespace pinyon {
namespace {

using Problem = ElfImage::Problem;
using test::Bytes;
using test::make_elf;
using test::Segment;

ElfImage image(Bytes const& file)
{
    return {file.data(), file.size(), test::machine_number};
}

Segment code()
{
    return {
        .flags = 5, .offset = 0x200, .address = 0x400000, .file_size = 0x80, .memory_size = 0x80};
}

Segment data()
{
    return {
        .flags = 6, .offset = 0x300, .address = 0x401000, .file_size = 0x40, .memory_size = 0x900};
}

Problem problem_of(Segment const& second, Word entry = 0x400000)
{
    return image(make_elf({code(), second}, entry)).problem();
}

TEST(ElfImage, a_good_file_tells_its_addresses)
{
    Bytes const file = make_elf({code(), data()}, 0x400010);
    ElfImage const elf = image(file);
    ASSERT_EQ(elf.problem(), Problem::none);
    EXPECT_FALSE(elf.relocatable());
    EXPECT_EQ(elf.low(), 0x400000u);
    EXPECT_EQ(elf.high(), 0x401900u);
    EXPECT_EQ(elf.entry(), 0x400010u);
}

TEST(ElfImage, a_static_pie_is_relocatable)
{
    Segment at_zero = code();
    at_zero.address = 0;
    Bytes const file = make_elf({at_zero}, 0x10, test::position_independent);
    ASSERT_EQ(image(file).problem(), Problem::none);
    EXPECT_TRUE(image(file).relocatable());
}

TEST(ElfImage, copying_places_the_segments_and_zeroes_the_rest)
{
    Bytes const file = make_elf({code(), data()}, 0x400000);
    ElfImage const elf = image(file);
    Bytes memory(elf.high() - elf.low(), std::byte{0xEE});
    elf.copy_to(memory.data());
    for (Word i = 0; i < memory.size(); ++i) {
        std::byte expected{};
        if (i < 0x80)
            expected = file[0x200 + i];
        else if (i >= 0x1000 && i < 0x1040)
            expected = file[0x300 + i - 0x1000];
        ASSERT_EQ(memory[i], expected) << i;
    }
}

TEST(ElfImage, the_file_may_lie_at_any_alignment)
{
    Bytes const file = make_elf({code(), data()}, 0x400010);
    for (unsigned shift = 1; shift < 8; ++shift) {
        Bytes shifted(file.size() + shift);
        std::memcpy(shifted.data() + shift, file.data(), file.size());
        ElfImage const elf{shifted.data() + shift, file.size(), test::machine_number};
        EXPECT_EQ(elf.problem(), Problem::none);
    }
}

TEST(ElfImage, segments_that_are_not_loaded_do_not_count)
{
    Segment note{.type = 4, .offset = 0x9999'0000, .address = 1, .file_size = 9, .memory_size = 9};
    Segment empty{.address = 0x10, .alignment = 1};
    EXPECT_EQ(problem_of(note), Problem::none);
    EXPECT_EQ(problem_of(empty), Problem::none);
}

TEST(ElfImage, what_is_no_elf_file_is_refused)
{
    EXPECT_EQ(image({}).problem(), Problem::not_elf);
    for (unsigned i = 0; i < 7; ++i) {  // magic, class, byte order, version
        Bytes file = make_elf({code()}, 0x400000);
        file[i] ^= std::byte{3};
        EXPECT_EQ(image(file).problem(), Problem::not_elf) << i;
    }
}

TEST(ElfImage, no_truncation_is_read_beyond_or_accepted)
{
    Bytes const file = make_elf({code(), data()}, 0x400000, test::fixed_executable, 0x340);
    ASSERT_EQ(image(file).problem(), Problem::none);
    for (Word size = 0; size < file.size(); ++size) {
        Bytes const part(file.begin(), file.begin() + long(size));
        EXPECT_NE(image(part).problem(), Problem::none) << size;
    }
}

TEST(ElfImage, a_file_for_another_machine_is_refused)
{
    Bytes file = make_elf({code()}, 0x400000);
    test::put<std::uint16_t>(file, 18, 62);
    EXPECT_EQ(image(file).problem(), Problem::other_machine);
}

TEST(ElfImage, an_object_file_is_refused)
{
    EXPECT_EQ(image(make_elf({code()}, 0x400000, 1)).problem(), Problem::not_executable);
}

TEST(ElfImage, program_headers_outside_the_file_are_refused)
{
    Bytes file = make_elf({code()}, 0x400000);
    for (Word const place : {Word{0xFF0}, ~Word{0}, ~Word{0} - 55}) {
        test::put<Word>(file, 32, place);
        EXPECT_EQ(image(file).problem(), Problem::bad_headers) << place;
    }
}

TEST(ElfImage, program_headers_of_strange_size_or_number_are_refused)
{
    Bytes file = make_elf({code()}, 0x400000);
    test::put<std::uint16_t>(file, 54, 32);
    EXPECT_EQ(image(file).problem(), Problem::bad_headers);
    file = make_elf({code()}, 0x400000);
    test::put<std::uint16_t>(file, 56, 0xFFFF);
    EXPECT_EQ(image(file).problem(), Problem::bad_headers);
}

TEST(ElfImage, what_lies_behind_the_last_program_header_is_none)
{
    Bytes file = make_elf({code(), data(), {.type = 3}}, 0x400000);
    test::put<std::uint16_t>(file, 56, 2);
    EXPECT_EQ(image(file).problem(), Problem::none);
    file = make_elf({code(), data(), data()}, 0x400000);
    test::put<Word>(file, 64 + 2 * sizeof(Segment) + 16, 0x400000);  // would lie upon the code
    test::put<std::uint16_t>(file, 56, 2);
    ElfImage const elf = image(file);
    Bytes memory(elf.high() - elf.low());
    elf.copy_to(memory.data());
    EXPECT_EQ(memory[0], file[0x200]);
}

TEST(ElfImage, what_just_fits_is_accepted)
{
    Segment s = data();
    s.address = 0x400080;  // where the code ends
    EXPECT_EQ(problem_of(s), Problem::none);
    s.offset = 0x1000 - s.file_size;  // up to the end of the file
    EXPECT_EQ(problem_of(s), Problem::none);
    s.alignment = ElfImage::placement;
    EXPECT_EQ(problem_of(s), Problem::none);
    s.memory_size = s.file_size;
    EXPECT_EQ(problem_of(s), Problem::none);
    EXPECT_EQ(problem_of(data(), 0x40007F), Problem::none) << "the last byte of the code";
    EXPECT_EQ(problem_of(data(), 0x400080), Problem::bad_entry);
}

TEST(ElfImage, a_segment_outside_the_file_is_refused)
{
    Segment s = data();
    s.offset = 0xFE0;
    EXPECT_EQ(problem_of(s), Problem::outside_file);
    s.offset = ~Word{0} - 0x20;
    EXPECT_EQ(problem_of(s), Problem::outside_file);
}

TEST(ElfImage, a_segment_larger_in_the_file_than_in_memory_is_refused)
{
    Segment s = data();
    s.memory_size = s.file_size - 1;
    EXPECT_EQ(problem_of(s), Problem::bad_size);
}

TEST(ElfImage, a_segment_that_wraps_around_is_refused)
{
    Segment s = data();
    s.address = ~Word{0} - 0x1000;
    s.memory_size = 0x2000;
    EXPECT_EQ(problem_of(s), Problem::bad_size);
}

TEST(ElfImage, overlapping_segments_are_refused)
{
    Segment s = data();
    s.address = 0x40007F;
    EXPECT_EQ(problem_of(s), Problem::overlap);
    s.address = 0x400080;
    EXPECT_EQ(problem_of(s), Problem::none);
}

TEST(ElfImage, segments_in_falling_order_are_refused)
{
    Segment s = data();
    s.address = 0x100000;
    EXPECT_EQ(problem_of(s), Problem::overlap);
}

TEST(ElfImage, an_alignment_that_no_place_keeps_is_refused)
{
    Segment s = data();
    s.alignment = 0x20'0000;
    EXPECT_EQ(problem_of(s), Problem::bad_alignment);
}

TEST(ElfImage, a_dynamically_linked_file_is_refused)
{
    EXPECT_EQ(problem_of({.type = 3}), Problem::needs_interpreter);
}

TEST(ElfImage, a_file_with_nothing_to_load_is_refused)
{
    EXPECT_EQ(image(make_elf({}, 0)).problem(), Problem::no_code);
}

TEST(ElfImage, an_entry_outside_the_code_is_refused)
{
    EXPECT_EQ(problem_of(data(), 0x3FFFFF), Problem::bad_entry);
    EXPECT_EQ(problem_of(data(), 0x400080), Problem::bad_entry);
    EXPECT_EQ(problem_of(data(), 0x401000), Problem::bad_entry) << "data is not code";
}

TEST(ElfImage, every_problem_has_its_own_complaint)
{
    EXPECT_STREQ(image({}).complaint(), "is no 64-bit little-endian ELF file");
    EXPECT_STREQ(image(make_elf({}, 0)).complaint(), "has nothing to load");
}

}  // namespace
}  // namespace pinyon
