// SPDX-License-Identifier: BSD-2-Clause
// Page tables of user spaces in kernel frames: access through the direct map, the count of present
// entries, and whose table it is.
#ifndef PINYON_MAPPING_TABLES_H
#define PINYON_MAPPING_TABLES_H

#include "generic/space.h"
#include "glue/page_table.h"

namespace pinyon {

class UserTables {
public:
    // `space` pays for tables; null where none are made or released.
    constexpr UserTables(KernelFrames& frames, Space* space) : frames_{&frames}, space_{space} {}

    [[nodiscard]] Word load(PhysAddr table, unsigned index) const
    {
        return __atomic_load_n(entry(table, index), __ATOMIC_RELAXED);
    }
    void store(PhysAddr table, unsigned index, Word value) const
    {
        FrameInfo::Table& info = frames_->info(table).table;
        info.live = std::uint16_t(info.live - Arch::Format::present(load(table, index)) +
                                  Arch::Format::present(value));
        __atomic_store_n(entry(table, index), value, __ATOMIC_RELEASE);
    }
    [[nodiscard]] Result<PhysAddr> new_table(UserAddr base, unsigned level) const
    {
        auto const made = frames_->allocate(space_->account, FrameInfo::Use::page_table);
        if (!made)
            return made.error();
        FrameInfo::Table& info = frames_->info(made.value()).table;
        info.base = base;
        info.space = space_;
        info.level = std::uint8_t(level);
        return made.value();
    }
    [[nodiscard]] bool is_empty(PhysAddr table) const
    {
        return frames_->info(table).table.live == 0;
    }
    void release_table(PhysAddr table) const { frames_->release(table, space_->account); }

private:
    [[nodiscard]] static Word* entry(PhysAddr table, unsigned index)
    {
        return static_cast<Word*>(Arch::direct(table)) + index;
    }

    KernelFrames* frames_;
    Space* space_;
};

using UserPageTable = PageTable<Arch::Format, UserTables>;

}  // namespace pinyon

#endif  // PINYON_MAPPING_TABLES_H
