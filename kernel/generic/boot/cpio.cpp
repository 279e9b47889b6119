// SPDX-License-Identifier: BSD-2-Clause
// Reads cpio archives: a header of 110 characters, name and data, each part padded to 4 bytes.
#include "generic/boot/cpio.h"

#include "generic/text.h"

namespace pinyon {

namespace {

constexpr Word header_size = 110;
constexpr Word padding = 4;
constexpr unsigned magic_digits = 6;
constexpr unsigned field_digits = 8;
// Numbers of the fields behind the magic.
constexpr unsigned mode_field = 1;
constexpr unsigned file_size_field = 6;
constexpr unsigned name_size_field = 11;

constexpr Word file_type_mask = 0170000;
constexpr Word regular_file = 0100000;

constexpr int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool read_field(char const* header, unsigned field, Word& value)
{
    value = 0;
    char const* const text = header + magic_digits + field * field_digits;
    for (unsigned i = 0; i < field_digits; ++i) {
        int const d = digit(text[i]);
        if (d < 0)
            return false;
        value = value << 4 | Word(d);
    }
    return true;
}

// "070701", or "070702" for archives with checksums.
bool is_newc(char const* header)
{
    constexpr char magic[] = "07070";
    for (unsigned i = 0; i < sizeof magic - 1; ++i)
        if (header[i] != magic[i])
            return false;
    return header[magic_digits - 1] == '1' || header[magic_digits - 1] == '2';
}

}  // namespace

struct CpioReader::Header {
    char const* name;
    Word mode;
    Word data;  // position
    Word data_size;
};

// Sizes have 32 bits: their sums do not wrap around.
bool CpioReader::read_header(Header& header) const
{
    if (position_ >= size_ || size_ - position_ < header_size)
        return false;
    auto const* const text = reinterpret_cast<char const*>(archive_ + position_);
    Word name_size = 0;
    if (!is_newc(text) || !read_field(text, mode_field, header.mode) ||
        !read_field(text, file_size_field, header.data_size) ||
        !read_field(text, name_size_field, name_size))
        return false;
    header.data = round_up(position_ + header_size + name_size, padding);
    if (name_size == 0 || header.data > size_ || header.data_size > size_ - header.data)
        return false;
    header.name = text + header_size;
    return header.name[name_size - 1] == 0;
}

CpioReader::Step CpioReader::next(CpioMember& member)
{
    Header header;
    while (read_header(header)) {
        if (same_text(header.name, "TRAILER!!!"))
            return Step::end;
        position_ = round_up(header.data + header.data_size, padding);
        if ((header.mode & file_type_mask) != regular_file)
            continue;
        // `find | cpio` names files this way.
        bool const dotted = header.name[0] == '.' && header.name[1] == '/';
        member = {.name = header.name + (dotted ? 2 : 0),
                  .data = archive_ + header.data,
                  .size = header.data_size};
        return Step::member;
    }
    return Step::broken;
}

bool find_member(CpioReader archive, char const* name, CpioMember& member)
{
    while (archive.next(member) == CpioReader::Step::member)
        if (same_text(member.name, name))
            return true;
    return false;
}

}  // namespace pinyon
