// SPDX-License-Identifier: BSD-2-Clause
// The generic boot information (reference 6.9): which modules the boot loader brought.
#ifndef PINYON_BOOT_INFO_H
#define PINYON_BOOT_INFO_H

#include "generic/boot/boot_facts.h"
#include "generic/boot/command_line.h"
#include "generic/types.h"

namespace pinyon {

// All offsets are in bytes, all fields words.
struct BootInfoHeader {
    Word magic;
    Word version;
    Word size;         // of the header and all records
    Word first_entry;  // offset from the header
    Word entry_count;
    Word reserved[3];
};
static_assert(sizeof(BootInfoHeader) == 8 * sizeof(Word));

struct BootModuleRecord {
    Word type;
    Word version;
    Word offset_next;
    Word start;  // physical address
    Word size;
    Word cmdline_offset;
};
static_assert(sizeof(BootModuleRecord) == 6 * sizeof(Word));

// Writes the boot information, record by record.
class BootInfoWriter {
public:
    // The `capacity` bytes at `page` become a list without records.
    BootInfoWriter(void* page, Word capacity);

    // Adds a record for a module. Its command line is `text`, followed by what `options` say for
    // it. False if it does not fit; the list is then as before.
    [[nodiscard]] bool add(PhysRange module, char const* text, ModuleOptions options);

private:
    [[nodiscard]] bool append(Word& position, char const* text, Word length);

    std::byte* start_;
    Word capacity_;
    BootInfoHeader header_;
};

}  // namespace pinyon

#endif  // PINYON_BOOT_INFO_H
