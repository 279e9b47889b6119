// SPDX-License-Identifier: BSD-2-Clause
// What a boot loader said, whichever it was. All of it is copied: the loader's memory is not kept.
#ifndef PINYON_LOADER_FACTS_H
#define PINYON_LOADER_FACTS_H

#include "generic/boot/physical_memory.h"
#include "generic/boot/ram_map.h"

namespace pinyon {

// Room for texts; each is put together from pieces and ended by finish().
class TextStore {
public:
    void add(char c)
    {
        if (used_ < sizeof room_)
            room_[used_] = c;
        used_ += used_ < sizeof room_;
    }
    // The text at `at`: ends at a NUL, after `limit` bytes, or where memory cannot be read.
    void add(PhysicalMemory const& memory, PhysAddr at, Word limit = sizeof room_)
    {
        char c;
        for (Word i = 0; i < limit && memory.read(at + i, c) && c != 0; ++i)
            add(c);
    }
    // Null if there was not enough room.
    [[nodiscard]] char const* finish()
    {
        char const* const text = room_ + start_;
        add('\0');
        start_ = used_;
        return used_ < sizeof room_ ? text : nullptr;
    }

private:
    char room_[4096]{};
    unsigned start_ = 0, used_ = 0;
};

struct LoaderFacts {
    RamMap ram;
    ModuleList modules;
    char const* command_line = "";  // without the kernel's name
    PhysAddr root_pointer{};        // of ACPI; 0 = the loader does not know

    TextStore texts;
};

// Each reader returns null, or what is wrong as a sentence.
using Complaint = char const*;

}  // namespace pinyon

#endif  // PINYON_LOADER_FACTS_H
