// SPDX-License-Identifier: BSD-2-Clause
// Page tables of user spaces in kernel frames: access through the direct map, the count of present
// entries, whose table it is, and the nodes of its entries.
#ifndef PINYON_MAPPING_TABLES_H
#define PINYON_MAPPING_TABLES_H

#include "generic/memory/map_node.h"
#include "generic/threads/space.h"
#include "glue/page_table.h"

namespace pinyon {

class UserTables {
public:
    // `space` pays for tables, `chunks` are their shadows; null where none are made or released.
    constexpr UserTables(KernelFrames& frames, Space* space, Pool<NodeChunk>* chunks = nullptr)
        : frames_{&frames}, space_{space}, chunks_{chunks}
    {}

    [[nodiscard]] static Word load(PhysAddr table, unsigned index)
    {
        return read(entry(table, index));
    }
    void store(PhysAddr table, unsigned index, Word value) const
    {
        FrameInfo::Table& info = frames_->info(table).table;
        bool const was = Arch::Format::present(load(table, index));
        info.live = (info.live - was + Arch::Format::present(value)) & 0x3FF;
        write(entry(table, index), value);
    }
    // The same for many entries of a table: without counting those that are present.
    [[nodiscard]] static Word* entry(PhysAddr table, unsigned index)
    {
        return static_cast<Word*>(Arch::direct(table)) + index;
    }
    [[nodiscard]] static Word read(Word const* entry)
    {
        return __atomic_load_n(entry, __ATOMIC_RELAXED);
    }
    static void write(Word* entry, Word value) { __atomic_store_n(entry, value, __ATOMIC_RELEASE); }
    [[nodiscard]] Result<PhysAddr> new_table(UserAddr base, unsigned level) const
    {
        auto const made = frames_->allocate(space_->account, FrameInfo::Use::page_table);
        if (!made)
            return made.error();
        describe(made.value(), base, level);
        return made.value();
    }
    void describe(PhysAddr table, UserAddr base, unsigned level) const
    {
        FrameInfo::Table& info = frames_->info(table).table;
        info.base = base;
        info.space = space_;
        info.level = level & 3;
    }
    [[nodiscard]] bool is_empty(PhysAddr table) const
    {
        return frames_->info(table).table.live == 0;
    }
    // A table without entries. A root keeps what the port has put there.
    void release_table(PhysAddr table) const
    {
        FrameInfo::Table const& info = frames_->info(table).table;
        check(info.live == 0, "a table that goes is empty");
        for (std::uint32_t const chunk : info.chunk)
            if (chunk != 0)
                chunks_->release(chunks_->at(chunk), space_->account);
        if (info.level == Arch::Format::levels - 1)
            frames_->release_root(table, space_->account);
        else
            frames_->release_zero(table, space_->account);
    }

private:
    KernelFrames* frames_;
    Space* space_;
    Pool<NodeChunk>* chunks_;
};

using UserPageTable = PageTable<Arch::Format, UserTables>;

}  // namespace pinyon

#endif  // PINYON_MAPPING_TABLES_H
