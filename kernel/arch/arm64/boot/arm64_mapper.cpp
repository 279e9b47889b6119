// SPDX-License-Identifier: BSD-2-Clause
// Fills translation tables for the kernel's half.
#include "arch/arm64/boot/arm64_mapper.h"

namespace pinyon::arm64 {

namespace {

constexpr unsigned largest_leaf = 2;  // 1 GB blocks

constexpr unsigned shift(unsigned level) { return page_bits + level * Format::index_bits; }
constexpr Word span(unsigned level) { return Word{1} << shift(level); }

unsigned fitting_level(Word virt, Word phys, Word size)
{
    unsigned level = largest_leaf;
    while (level > 0 && (((virt | phys) & (span(level) - 1)) != 0 || size < span(level)))
        --level;
    return level;
}

}  // namespace

// A table gets its first entry as soon as it is taken, so an empty one is free.
bool Mapper::empty(Table const& table)
{
    for (Word const entry : table.entry) {
        if (entry != 0)
            return false;
    }
    return true;
}

// The entry where `virt` can be mapped at `level`, which becomes lower where tables exist below,
// or the block that maps it already; null without tables.
Word* Mapper::leaf(Word virt, unsigned& level)
{
    Table* table = tables_;
    for (unsigned at = Format::levels - 1;; --at) {
        Word& entry = table->entry[virt >> shift(at) & 0x1ff];
        if (!Format::is_table(entry, at)) {
            if (at <= level || Format::present(entry)) {
                level = at < level ? at : level;
                return &entry;
            }
            if (used_ == capacity_)
                return nullptr;
            entry = Format::table(physical(tables_[used_++]));
        }
        table = reinterpret_cast<Table*>(Format::target(entry).raw() - offset_);
    }
}

bool Mapper::map(Word virt, PhysAddr phys, Word size, Word attributes)
{
    while (size != 0) {
        unsigned level = fitting_level(virt, phys.raw(), size);
        Word* const entry = leaf(virt, level);
        if (entry == nullptr)
            return false;
        if (!Format::present(*entry))
            *entry = phys.raw() | attributes | Format::valid
                   | (level == 0 ? Format::table_or_page : 0);
        virt += span(level);
        phys = phys + span(level);
        size -= span(level);
    }
    return true;
}

}  // namespace pinyon::arm64
