// SPDX-License-Identifier: BSD-2-Clause
// Reads executable files by the ELF-64 object file format, version 1.5.
#include "generic/boot/elf_image.h"

namespace pinyon {

namespace {

struct FileHeader {
    std::uint8_t ident[16];
    std::uint16_t type;
    std::uint16_t machine;
    std::uint32_t version;
    Word entry;
    Word program_headers;
    Word section_headers;
    std::uint32_t flags;
    std::uint16_t header_size;
    std::uint16_t program_header_size;
    std::uint16_t program_header_count;
    std::uint16_t section_header_size;
    std::uint16_t section_header_count;
    std::uint16_t section_names;
};
static_assert(sizeof(FileHeader) == 64);

// Magic, 64-bit, little-endian, version 1.
constexpr std::uint8_t expected_ident[] = {0x7F, 'E', 'L', 'F', 2, 1, 1};
constexpr std::uint16_t executable_file = 2;
constexpr std::uint16_t shared_object = 3;

constexpr std::uint32_t loadable = 1;
constexpr std::uint32_t interpreter = 3;
constexpr std::uint32_t executable_flag = 1;

// More segments than any linker makes; keeps the reader quick on nonsense.
constexpr unsigned most_segments = 64;

}  // namespace

struct ElfSegment {
    std::uint32_t type;
    std::uint32_t flags;
    Word offset;
    Word address;
    Word physical_address;
    Word file_size;
    Word memory_size;
    Word alignment;

    [[nodiscard]] bool loads() const { return type == loadable && memory_size > 0; }
    [[nodiscard]] Word end() const { return address + memory_size; }
};
static_assert(sizeof(ElfSegment) == 56);

ElfImage::ElfImage(void const* file, Word size, std::uint16_t machine)
    : file_{static_cast<std::byte const*>(file)}, size_{size}, problem_{read_headers(machine)}
{
    if (problem_ == Problem::none)
        problem_ = read_segments();
}

ElfImage::Problem ElfImage::read_headers(std::uint16_t machine)
{
    FileHeader header;
    if (size_ < sizeof header)
        return Problem::not_elf;
    __builtin_memcpy(&header, file_, sizeof header);
    for (unsigned i = 0; i < sizeof expected_ident; ++i)
        if (header.ident[i] != expected_ident[i])
            return Problem::not_elf;
    if (header.machine != machine)
        return Problem::other_machine;
    if (header.type != executable_file && header.type != shared_object)
        return Problem::not_executable;

    segments_ = header.program_headers;
    segment_count_ = header.program_header_count;
    bool const inside = segments_ <= size_ && segment_count_ <= most_segments &&
                        segment_count_ * sizeof(ElfSegment) <= size_ - segments_;
    if (header.program_header_size != sizeof(ElfSegment) || !inside)
        return Problem::bad_headers;
    relocatable_ = header.type == shared_object;
    entry_ = header.entry;
    return Problem::none;
}

ElfSegment ElfImage::segment(unsigned index) const
{
    ElfSegment result;
    __builtin_memcpy(&result, file_ + segments_ + index * sizeof result, sizeof result);
    return result;
}

ElfImage::Problem ElfImage::check(ElfSegment const& segment) const
{
    if (segment.offset > size_ || segment.file_size > size_ - segment.offset)
        return Problem::outside_file;
    if (segment.file_size > segment.memory_size || segment.memory_size > ~segment.address)
        return Problem::bad_size;
    if (segment.alignment > placement)
        return Problem::bad_alignment;
    return Problem::none;
}

// Loadable segments come in the order of their addresses (program header chapter): one that begins
// before the end of its predecessor overlaps it or breaks the rule.
ElfImage::Problem ElfImage::read_segments()
{
    bool any = false;
    bool entry_is_code = false;
    for (unsigned i = 0; i < segment_count_; ++i) {
        ElfSegment const s = segment(i);
        if (s.type == interpreter)
            return Problem::needs_interpreter;
        if (!s.loads())
            continue;
        if (Problem const p = check(s); p != Problem::none)
            return p;
        if (any && s.address < high_)
            return Problem::overlap;
        if (!any)
            low_ = s.address;
        any = true;
        high_ = s.end();
        entry_is_code |= (s.flags & executable_flag) && entry_ >= s.address && entry_ < s.end();
    }
    if (!any)
        return Problem::no_code;
    return entry_is_code ? Problem::none : Problem::bad_entry;
}

void ElfImage::copy_to(void* destination) const
{
    auto* const to = static_cast<std::byte*>(destination);
    __builtin_memset(to, 0, high_ - low_);
    for (unsigned i = 0; i < segment_count_; ++i) {
        ElfSegment const s = segment(i);
        if (s.loads())
            __builtin_memcpy(to + (s.address - low_), file_ + s.offset, s.file_size);
    }
}

char const* ElfImage::complaint() const
{
    switch (problem_) {
    case Problem::none:
        return "is fine";
    case Problem::not_elf:
        return "is no 64-bit little-endian ELF file";
    case Problem::other_machine:
        return "was made for another machine";
    case Problem::not_executable:
        return "is no executable file";
    case Problem::bad_headers:
        return "has bad program headers";
    case Problem::needs_interpreter:
        return "is not statically linked";
    case Problem::outside_file:
        return "has a segment beyond its end";
    case Problem::bad_size:
        return "has a segment of impossible size";
    case Problem::overlap:
        return "has segments that overlap or are not in order";
    case Problem::bad_alignment:
        return "has a segment aligned to more than 64 KB";
    case Problem::no_code:
        return "has nothing to load";
    case Problem::bad_entry:
        return "starts outside its code";
    }
    return "";
}

}  // namespace pinyon
