// SPDX-License-Identifier: BSD-2-Clause
// The invariants of page tables and derivation trees, for checking builds (docs/invariants.md).
#include "generic/memory/mapping.h"

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
    unsigned live = 0, pieces = 0;
    for (unsigned i = 0; i < entries; ++i) {
        TablePlace const place{table, i, level, user_tables().load(table, i)};
        live += Format::present(place.entry);
        bool const is_table = Format::is_table(place.entry, level);
        check(is_table || !Format::present(place.entry) || level < Arch::page_orders(),
              "pages have the sizes that the processor has");
        pieces += info.table.whole != 0 && own_node(place) == 0 &&
                  (is_table ? frames_->info(Format::target(place.entry)).table.whole ==
                                  info.table.whole
                            : node_at(place) == info.table.whole);
        if (is_table)
            check_table(space, Format::target(place.entry), level - 1);
        else
            check_entry(space, place);
    }
    check(live == info.table.live, "a table knows how many entries are present");
    check(pieces == info.table.pieces, "a table knows how many of its entries are pieces");
    check((pieces == 0) == (info.table.whole == 0), "a node with pieces has at least one");
}

void Mapping::check_entry(Space const& space, TablePlace const& place) const
{
    NodeIndex const index = node_at(place);
    bool const has_node =
        Format::present(place.entry) && !Format::special(place.entry) && !space.owns_all;
    check((index != 0) == has_node, "exactly the mappings made by items have nodes");
    check(has_node || own_node(place) == 0, "no node is left at an empty entry");
    if (!has_node)
        return;
    MapNode const& node = tree_[index];
    PhysAddr const target = Format::target(place.entry);
    check(target.raw() % bytes_of(place.level) == 0, "pages are aligned in physical memory");
    check(!reserved_.touches(frame_of(target), pages_of(place.level)),
          "reserved frames are nobody's");
    TablePlace const home = place_of(node);
    bool const whole = home.table == place.table && node.slot == place.index;
    Word const offset = first_of(place) - first_of(home);
    check(whole ? place.level == node.order
                : Format::is_table(home.entry, home.level) && offset < bytes_of(node.order),
          "a node knows its entry, or the table of its pieces");
    check(own_node(home) == index, "a node is found by its entry");
    check(tree_.linked_consistently(index, frame_of(target - offset)),
          "a node hangs in its parent's list");
    if (node.parent != 0)
        check_below_parent(node, place);
}

// Each page lies within one page of the parent: the same frames, and no more rights.
void Mapping::check_below_parent(MapNode const& node, TablePlace const& place) const
{
    MapNode const& parent = tree_[node.parent];
    check(parent.order >= node.order, "a mapping is not larger than its parent");
    PhysAddr const target = Format::target(place.entry);
    Word const offset = target.raw() % bytes_of(parent.order);
    TablePlace const above = find(space_of(parent), first_of(place_of(parent)) + offset);
    check(node_at(above) == node.parent, "what was derived has its parent's page above it");
    check(Format::target(above.entry) + (first_of(place_of(parent)) + offset - first_of(above)) ==
              target,
          "a mapping has its parent's frame");
    check(Format::rights(above.entry).includes(Format::rights(place.entry)),
          "rights do not grow on the way down");
}

}  // namespace pinyon
