// SPDX-License-Identifier: BSD-2-Clause
// Writes the generic boot information.
#include "generic/boot/boot_info.h"

#include <pinyon/abi.h>

#include "generic/assert.h"

namespace pinyon {

BootInfoWriter::BootInfoWriter(void* page, Word capacity)
    : start_{static_cast<std::byte*>(page)}, capacity_{capacity},
      header_{.magic = PINYON_BOOTINFO_MAGIC,
              .version = PINYON_BOOTINFO_VERSION,
              .size = sizeof header_,
              .first_entry = sizeof header_,
              .entry_count = 0,
              .reserved = {}}
{
    check(capacity >= sizeof header_, "there is room for the header");
    __builtin_memcpy(start_, &header_, sizeof header_);
}

bool BootInfoWriter::append(Word& position, char const* text, Word length)
{
    if (length > capacity_ - position)
        return false;
    __builtin_memcpy(start_ + position, text, length);
    position += length;
    return true;
}

bool BootInfoWriter::add(PhysRange module, char const* text, ModuleOptions options)
{
    if (capacity_ - header_.size < sizeof(BootModuleRecord))
        return false;
    Word position = header_.size + sizeof(BootModuleRecord);
    bool fits = append(position, text, __builtin_strlen(text));
    for (Option option; fits && options.next(option);)
        fits = append(position, " ", 1) && append(position, option.rest.start, option.rest.length);
    constexpr char padding[sizeof(Word)] = "";  // the closing zero and the rest of its word
    fits = fits && append(position, padding, round_up(position + 1, sizeof(Word)) - position);
    if (!fits)
        return false;

    BootModuleRecord const record{.type = PINYON_BOOTREC_MODULE,
                                  .version = PINYON_BOOTINFO_VERSION,
                                  .offset_next = position - header_.size,
                                  .start = module.base.raw(),
                                  .size = module.size,
                                  .cmdline_offset = sizeof record};
    __builtin_memcpy(start_ + header_.size, &record, sizeof record);
    header_.size = position;
    ++header_.entry_count;
    __builtin_memcpy(start_, &header_, sizeof header_);
    return true;
}

}  // namespace pinyon
