// SPDX-License-Identifier: BSD-2-Clause
// Checks an ELF file's headers once, in `open`, so that everything later may trust the segments.
//
// Format: System V ABI, chapters 4 (object files) and 5 (program loading). The file may lie at any
// byte address, so headers are copied out before they are read.
#include "program_file.h"

#include <pinyon/abi.h>

namespace root {
namespace {

struct FileHeader {
    unsigned char ident[16];
    unsigned short type;
    unsigned short machine;
    unsigned version;
    Word entry;
    Word program_headers;
    Word section_headers;
    unsigned flags;
    unsigned short header_size;
    unsigned short program_header_size;
    unsigned short program_header_count;
    unsigned short section_header_size;
    unsigned short section_header_count;
    unsigned short section_names;
};
static_assert(sizeof(FileHeader) == 64, "ELF-64 file header");

struct ProgramHeader {
    unsigned type;
    unsigned flags;
    Word offset;
    Word virtual_address;
    Word physical_address;
    Word file_size;
    Word memory_size;
    Word alignment;
};
static_assert(sizeof(ProgramHeader) == 56, "ELF-64 program header");

constexpr unsigned char magic[7] = {0x7F, 'E', 'L', 'F', 2, 1, 1};  // 64 bits, little-endian, v1
constexpr unsigned executable = 2;
constexpr unsigned loadable = 1;

#if defined(__x86_64__)
constexpr unsigned this_machine = 62;
#elif defined(__aarch64__)
constexpr unsigned this_machine = 183;
#elif defined(__riscv)
constexpr unsigned this_machine = 243;
#endif

// ELF's flag bits: 1 execute, 2 write, 4 read, as X.2 numbers them.
static_assert(PINYON_RIGHT_X == 1 && PINYON_RIGHT_W == 2 && PINYON_RIGHT_R == 4);
constexpr unsigned rights_mask = 7;

}  // namespace

char const* ProgramFile::open(void const* bytes, Word size)
{
    bytes_ = static_cast<unsigned char const*>(bytes);
    count_ = 0;
    entry_ = 0;
    char const* const wrong = read_segments(size);
    if (wrong != nullptr)
        count_ = 0;
    return wrong;
}

char const* ProgramFile::read_segments(Word size)
{
    FileHeader header;
    if (size < sizeof header)
        return "the file is too short";
    __builtin_memcpy(&header, bytes_, sizeof header);

    if (__builtin_memcmp(header.ident, magic, sizeof magic) != 0)
        return "not a 64-bit little-endian ELF file";
    if (header.type != executable || header.machine != this_machine)
        return "not an executable for this machine";
    if (header.program_header_size != sizeof(ProgramHeader) || header.program_headers > size ||
        (size - header.program_headers) / sizeof(ProgramHeader) < header.program_header_count)
        return "the program headers lie outside the file";

    for (unsigned i = 0; i < header.program_header_count; ++i) {
        Word const at = header.program_headers + i * sizeof(ProgramHeader);
        char const* const wrong = add_segment(bytes_ + at, size);
        if (wrong != nullptr)
            return wrong;
    }
    entry_ = header.entry;
    if ((rights_at(entry_ & ~(page_size - 1)) & PINYON_RIGHT_X) == 0)
        return "the entry point is not in executable memory";
    return nullptr;
}

char const* ProgramFile::add_segment(void const* at, Word size)
{
    ProgramHeader header;
    __builtin_memcpy(&header, at, sizeof header);
    if (header.type != loadable || header.memory_size == 0)
        return nullptr;

    if (header.offset > size || header.file_size > size - header.offset)
        return "a segment lies outside the file";
    if (header.file_size > header.memory_size)
        return "a segment has more bytes in the file than in memory";
    if (header.virtual_address < image_low || header.virtual_address >= image_end ||
        header.memory_size > image_end - header.virtual_address)
        return "a segment lies outside the program's area";
    if (count_ == max_segments)
        return "too many segments";

    segments_[count_++] = {
        .low = header.virtual_address,
        .end = header.virtual_address + header.memory_size,
        .file_end = header.virtual_address + header.file_size,
        .offset = header.offset,
        .rights = header.flags & rights_mask,
    };
    return nullptr;
}

Word ProgramFile::rights_at(Word page) const
{
    Word rights = 0;
    for (unsigned i = 0; i < count_; ++i)
        if (segments_[i].low < page + page_size && page < segments_[i].end)
            rights |= segments_[i].rights;
    return rights;
}

void ProgramFile::copy_page(Word page, unsigned char* destination) const
{
    for (unsigned i = 0; i < count_; ++i) {
        Segment const& segment = segments_[i];
        Word const low = segment.low > page ? segment.low : page;
        Word const end = segment.file_end < page + page_size ? segment.file_end : page + page_size;
        if (low < end)
            __builtin_memcpy(destination + (low - page),
                             bytes_ + segment.offset + (low - segment.low), end - low);
    }
}

}  // namespace root
