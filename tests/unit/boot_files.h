// SPDX-License-Identifier: BSD-2-Clause
// Boot files made by hand for the tests of their readers: archives and executables.
#ifndef PINYON_BOOT_FILES_H
#define PINYON_BOOT_FILES_H

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "arch/host/host_port.h"
#include "generic/types.h"

namespace pinyon::test {

using Bytes = std::vector<std::byte>;

template <class T>
void put(Bytes& bytes, Word at, T value)
{
    if (bytes.size() < at + sizeof value)
        bytes.resize(at + sizeof value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

// A cpio archive (newc).
class Archive {
public:
    Archive& add(std::string const& name, std::string const& data, unsigned mode = 0100755)
    {
        char head[111];
        std::snprintf(head, sizeof head, "%s%08X%08X%032X%08zX%032X%08zX%08X", magic.c_str(), 1,
                      mode, 0, data.size(), 0, name.size() + 1, 0);
        append(head, 110);
        append(name.c_str(), name.size() + 1);
        pad();
        append(data.data(), data.size());
        pad();
        return *this;
    }
    Archive& end() { return add("TRAILER!!!", "", 0); }

    Bytes bytes;
    std::string magic = "070701";

private:
    void append(char const* from, std::size_t size)
    {
        auto const* const begin = reinterpret_cast<std::byte const*>(from);
        bytes.insert(bytes.end(), begin, begin + size);
    }
    void pad() { bytes.resize(round_up(bytes.size(), 4)); }
};

// Fields of an ELF program header, in the order of the file.
struct Segment {
    std::uint32_t type = 1;
    std::uint32_t flags = 5;
    Word offset = 0;
    Word address = 0;
    Word physical_address = 0;
    Word file_size = 0;
    Word memory_size = 0;
    Word alignment = 0x1000;
};

inline constexpr std::uint16_t machine_number = host::Port::elf_machine;
inline constexpr std::uint16_t fixed_executable = 2;
inline constexpr std::uint16_t position_independent = 3;
inline constexpr Word elf_header_size = 64;

// An executable file of `size` bytes, of which those behind the headers count up.
inline Bytes make_elf(std::vector<Segment> const& segments, Word entry,
                      std::uint16_t type = fixed_executable, Word size = 0x1000)
{
    Bytes file(size);
    for (Word i = 0; i < size; ++i)
        file[i] = std::byte(i);
    unsigned char const ident[16] = {0x7F, 'E', 'L', 'F', 2, 1, 1};
    std::memcpy(file.data(), ident, sizeof ident);
    put<std::uint16_t>(file, 16, type);
    put<std::uint16_t>(file, 18, machine_number);
    put<std::uint32_t>(file, 20, 1);
    put<Word>(file, 24, entry);
    put<Word>(file, 32, elf_header_size);
    put<std::uint16_t>(file, 54, sizeof(Segment));
    put<std::uint16_t>(file, 56, std::uint16_t(segments.size()));
    for (std::size_t i = 0; i < segments.size(); ++i)
        put(file, elf_header_size + i * sizeof(Segment), segments[i]);
    return file;
}

// One code segment of `size` bytes at `address`.
inline Bytes make_simple_elf(Word address, Word size, std::uint16_t type)
{
    return make_elf({{.address = address, .file_size = 0x100, .memory_size = size}}, address, type);
}

}  // namespace pinyon::test

#endif  // PINYON_BOOT_FILES_H
