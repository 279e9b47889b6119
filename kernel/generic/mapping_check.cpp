// SPDX-License-Identifier: BSD-2-Clause
// The invariants of page tables and derivation trees, for checking builds (docs/invariants.md).
#include "generic/mapping.h"

namespace pinyon {

void Mapping::check_space(Space const& space) const
{
    check_table(space, space.root, Format::levels - 1);
}

// Recursion is as deep as the page table.
void Mapping::check_table(Space const& space, PhysAddr table, unsigned level) const
{
    FrameInfo const& info = frames_->info(table);
    check(info.use == FrameInfo::Use::page_table, "a table lies in a frame for tables");
    check(info.table.level == level, "a table knows its level");
    bool const is_root = level == Format::levels - 1;
    check(is_root || info.table.space == &space, "a table knows its space");
    unsigned const entries = is_root ? Format::user_entries : UserPageTable::entries;
    unsigned live = 0;
    for (unsigned i = 0; i < entries; ++i) {
        TablePlace const place{table, i, level, UserTables{*frames_, nullptr}.load(table, i)};
        live += Format::present(place.entry);
        if (level == 0)
            check_entry(space, place);
        else if (Format::is_table(place.entry, level))
            check_table(space, Format::target(place.entry), level - 1);
        else
            check(!Format::present(place.entry), "pages are mapped by leaf tables");
    }
    check(live == info.table.live, "a table knows how many entries are present");
}

void Mapping::check_entry(Space const& space, TablePlace const& place) const
{
    NodeIndex const index = node_at(place);
    bool const has_node =
        Format::present(place.entry) && !Format::special(place.entry) && !space.owns_all;
    check((index != 0) == has_node, "exactly the mappings made by items have nodes");
    if (!has_node)
        return;
    MapNode const& node = tree_[index];
    PhysAddr const target = Format::target(place.entry);
    check(frames_->address(node.table) == place.table && node.slot == place.index,
          "a node knows its entry");
    check(!is_reserved(frame_of(target)), "reserved frames are nobody's");
    check(tree_.linked_consistently(index, frame_of(target)), "a node hangs in its parent's list");
    if (node.parent == 0)
        return;
    Word const parent = place_of(tree_[node.parent]).entry;
    check(Format::target(parent) == target, "a mapping has its parent's frame");
    check(Format::rights(parent).includes(Format::rights(place.entry)),
          "rights do not grow on the way down");
}

}  // namespace pinyon
