// SPDX-License-Identifier: BSD-2-Clause
// Writes the generic boot information.
#include "generic/boot/boot_info.h"

#include <pinyon/abi.h>

namespace pinyon {

namespace {

bool is_server(CpioMember const& member)
{
    return same_text(member.name, "sigma0") || same_text(member.name, "root");
}

}  // namespace

bool write_boot_info(void* page, Word capacity, CpioReader archive, void const* archive_start,
                     PhysAddr base)
{
    auto* const start = static_cast<std::byte*>(page);
    BootInfoHeader header{.magic = PINYON_BOOTINFO_MAGIC,
                          .version = PINYON_BOOTINFO_VERSION,
                          .size = sizeof header,
                          .first_entry = sizeof header,
                          .entry_count = 0,
                          .reserved = {}};
    if (capacity < sizeof header)
        return false;

    CpioMember member;
    while (archive.next(member) == CpioReader::Step::member) {
        if (is_server(member))
            continue;
        Word const text = __builtin_strlen(member.name) + 1;
        Word const offset = Word(member.data - static_cast<std::byte const*>(archive_start));
        Word const length = round_up(sizeof(BootModuleRecord) + text, sizeof(Word));
        if (length > capacity - header.size)
            return false;
        BootModuleRecord const record{
            .type = PINYON_BOOTREC_MODULE,
            .version = PINYON_BOOTINFO_VERSION,
            .offset_next = length,
            .start = (base + offset).raw(),
            .size = member.size,
            .cmdline_offset = sizeof record};
        __builtin_memcpy(start + header.size, &record, sizeof record);
        __builtin_memcpy(start + header.size + sizeof record, member.name, text);
        header.size += length;
        ++header.entry_count;
    }
    __builtin_memcpy(start, &header, sizeof header);
    return true;
}

}  // namespace pinyon
