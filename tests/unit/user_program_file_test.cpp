// SPDX-License-Identifier: BSD-2-Clause
// The root server's reader of program files: what it takes from a good one, and every bad one that
// it must refuse.
#include "../../user/serv/root/program_file.h"

#include <cstring>
#include <elf.h>
#include <gtest/gtest.h>
#include <vector>

namespace {

using root::ProgramFile;
using root::Word;

constexpr Word base = 0x400000;
constexpr Word text_offset = 0x200;
constexpr Word page = root::page_size;

// A program with a page of code and one of data, the latter with zeros behind its bytes.
struct File {
    Elf64_Ehdr header = {};
    Elf64_Phdr segments[2] = {};
    std::vector<unsigned char> contents = std::vector<unsigned char>(0x1000);

    File()
    {
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_EXEC;
        header.e_machine = EM_X86_64;
        header.e_entry = base + 0x10;
        header.e_phoff = sizeof header;
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = 2;
        segments[0] = {PT_LOAD, PF_R | PF_X, text_offset, base, base, 0x300, 0x300, page};
        segments[1] = {PT_LOAD, PF_R | PF_W, text_offset + 0x300, base + page + 0x80,
                       0,       0x100,       0x100 + 2 * page,    page};
        for (Word i = text_offset; i < contents.size(); ++i)
            contents[i] = static_cast<unsigned char>(i * 7 + 1);
    }

    // The bytes at an odd address, where an archive may well put them.
    char const* open_in(ProgramFile& file)
    {
        std::memcpy(contents.data(), &header, sizeof header);
        std::memcpy(contents.data() + sizeof header, segments, sizeof segments);
        odd.assign(1, 0);
        odd.insert(odd.end(), contents.begin(), contents.end());
        return file.open(odd.data() + 1, contents.size());
    }

    std::vector<unsigned char> odd;
};

TEST(ProgramFile, gives_each_page_its_bytes_zeros_and_rights)
{
    File source;
    ProgramFile file;
    ASSERT_EQ(source.open_in(file), nullptr);
    EXPECT_EQ(file.entry(), base + 0x10);
    EXPECT_EQ(file.rights_at(base), 5u);
    EXPECT_EQ(file.rights_at(base + page), 6u);
    EXPECT_EQ(file.rights_at(base + 3 * page), 6u);
    EXPECT_EQ(file.rights_at(base + 4 * page), 0u);
    EXPECT_EQ(file.rights_at(base - page), 0u);

    std::vector<unsigned char> memory(page, 0);
    file.copy_page(base + page, memory.data());
    EXPECT_EQ(memory[0x7F], 0);
    EXPECT_EQ(std::memcmp(&memory[0x80], &source.contents[text_offset + 0x300], 0x100), 0);
    EXPECT_EQ(memory[0x180], 0);

    std::fill(memory.begin(), memory.end(), 0);
    file.copy_page(base + 2 * page, memory.data());
    EXPECT_EQ(memory, std::vector<unsigned char>(page, 0));
}

TEST(ProgramFile, two_segments_in_one_page_share_it)
{
    File source;
    source.segments[1].p_vaddr = base + 0x800;
    ProgramFile file;
    ASSERT_EQ(source.open_in(file), nullptr);
    EXPECT_EQ(file.rights_at(base), 7u);
    std::vector<unsigned char> memory(page, 0);
    file.copy_page(base, memory.data());
    EXPECT_EQ(std::memcmp(&memory[0], &source.contents[text_offset], 0x300), 0);
    EXPECT_EQ(std::memcmp(&memory[0x800], &source.contents[text_offset + 0x300], 0x100), 0);
}

// Each changes a good file in one way that makes it bad.
struct Damage {
    char const* name;
    void (*apply)(File&);
};

constexpr Word beyond_everything = ~Word{0} - 0x10;

Damage const damages[] = {
    {"magic", [](File& f) { f.header.e_ident[0] = 0; }},
    {"class", [](File& f) { f.header.e_ident[EI_CLASS] = ELFCLASS32; }},
    {"type", [](File& f) { f.header.e_type = ET_DYN; }},
    {"machine", [](File& f) { f.header.e_machine = EM_68K; }},
    {"header size", [](File& f) { f.header.e_phentsize = 32; }},
    {"headers outside", [](File& f) { f.header.e_phoff = beyond_everything; }},
    {"headers overlapping the end", [](File& f) { f.header.e_phnum = 1000; }},
    {"segment outside", [](File& f) { f.segments[0].p_offset = beyond_everything; }},
    {"segment too long", [](File& f) { f.segments[0].p_filesz = beyond_everything; }},
    {"more file than memory", [](File& f) { f.segments[0].p_memsz = 1; }},
    {"address too low", [](File& f) { f.segments[0].p_vaddr = 0; }},
    {"address too high", [](File& f) { f.segments[0].p_vaddr = beyond_everything; }},
    {"memory wraps around", [](File& f) { f.segments[1].p_memsz = beyond_everything; }},
    {"entry outside", [](File& f) { f.header.e_entry = 0x12345678; }},
    {"entry in data", [](File& f) { f.header.e_entry = base + page; }},
    {"no segments", [](File& f) { f.header.e_phnum = 0; }},
};

TEST(ProgramFile, refuses_bad_files_and_describes_them_as_empty)
{
    for (Damage const& damage : damages) {
        File source;
        damage.apply(source);
        ProgramFile file;
        EXPECT_NE(source.open_in(file), nullptr) << damage.name;
        EXPECT_EQ(file.rights_at(base), 0u) << damage.name;
    }
}

TEST(ProgramFile, refuses_every_shorter_piece_of_a_file_without_reading_beyond_it)
{
    File source;
    ProgramFile whole;
    ASSERT_EQ(source.open_in(whole), nullptr);
    Word const needed = text_offset + 0x400;
    for (Word size = 0; size < needed; ++size) {
        std::vector<unsigned char> const piece(source.contents.begin(),
                                               source.contents.begin() + size);
        ProgramFile file;
        EXPECT_NE(file.open(piece.data(), size), nullptr) << size;
    }
}

}  // namespace
