// SPDX-License-Identifier: BSD-2-Clause
// A leaf table, and what an entry of it must look like so that the kernel may read, or write, the
// page on behalf of a thread with nothing to ask or to note down: RAM, not special, mapped with the
// right, marked, cached. Valid until the next change of the space's mappings.
#ifndef PINYON_PAGE_WINDOW_H
#define PINYON_PAGE_WINDOW_H

#include "generic/memory/frame_ranges.h"
#include "generic/memory/mapping_tables.h"

namespace pinyon {

class PageWindow {
public:
    static constexpr PhysAddr nowhere{~Word{0}};

    // Where the byte is; nowhere: ask Mapping::look_for().
    [[nodiscard]] PhysAddr find(UserAddr address) const
    {
        if (round_down(address.raw(), UserPageTable::span(1)) != base_.raw())
            return nowhere;
        Word const entry = UserTables::load(table_, UserPageTable::index(address, 0));
        PhysAddr const page = Format::target(entry);
        bool const alike = (entry ^ model(page)) == difference_;
        return alike && ram_.contains(frame_of(page)) ? page + address.raw() % page_size : nowhere;
    }

    // Shows the pages that `table`, a leaf table, has for the surroundings of `address`, as far as
    // they are like this entry and in the same range of RAM.
    void move_to(UserAddr address, PhysAddr table, Word entry, FrameRanges::Range ram)
    {
        base_ = UserAddr{round_down(address.raw(), UserPageTable::span(1))};
        table_ = table;
        difference_ = entry ^ model(Format::target(entry));
        ram_ = ram;
    }

private:
    using Format = Arch::Format;

    // Some entry that maps the page: the difference between two such does not depend on it.
    static Word model(PhysAddr page)
    {
        return Format::leaf(page, 0, rights_r, MemoryKind::normal);
    }

    UserAddr base_{1};  // of the table's reach; at first none has it
    PhysAddr table_{};
    Word difference_ = 0;
    FrameRanges::Range ram_{};
};

}  // namespace pinyon

#endif  // PINYON_PAGE_WINDOW_H
