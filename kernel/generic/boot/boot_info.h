// SPDX-License-Identifier: BSD-2-Clause
// The generic boot information (reference 6.9): which modules the boot loader brought.
#ifndef PINYON_BOOT_INFO_H
#define PINYON_BOOT_INFO_H

#include "generic/boot/cpio.h"
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

// Writes the boot information into the `capacity` bytes at `page`: one module for every file of
// `archive` but sigma0 and root, with its name as command line. `base` is the physical address of
// `archive_start`. False if it does not fit.
[[nodiscard]] bool write_boot_info(void* page, Word capacity, CpioReader archive,
                                   void const* archive_start, PhysAddr base);

}  // namespace pinyon

#endif  // PINYON_BOOT_INFO_H
