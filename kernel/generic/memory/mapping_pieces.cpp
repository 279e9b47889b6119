// SPDX-License-Identifier: BSD-2-Clause
// Parts of large pages: splitting entries into pieces, and taking entries away from their nodes.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

using Format = Arch::Format;

// A piece of a large entry: the page at `p`, which is as much used as the whole was.
Word piece_of(Word entry, PhysAddr p, unsigned level)
{
    Word const piece = Format::leaf(p, level, Format::rights(entry), Format::kind(entry));
    if (Format::dirty(entry))
        return Format::with_dirty(piece);
    return Format::accessed(entry) ? Format::with_accessed(piece) : piece;
}

}  // namespace

// Replaces a large entry by a table of its pieces.
void Mapping::put_pieces(TablePlace const& place, PhysAddr table)
{
    UserTables const tables{*frames_, nullptr};
    unsigned const level = place.level - 1;
    for (unsigned i = 0; i < UserPageTable::entries; ++i)
        tables.store(table, i,
                     piece_of(place.entry, Format::target(place.entry) + i * bytes_of(level),
                              level));
    // Some processors must not see two sizes of one page, not even of different tables: first the
    // old page is forgotten.
    change(place, 0);
    change(place, Format::table(table));
}

// For an entry that has a node.
void Mapping::split(TablePlace const& place)
{
    FrameInfo::Table& above = frames_->info(place.table).table;
    PhysAddr const table = frames_->take_promised(FrameInfo::Use::page_table);
    unsigned const level = place.level - 1;
    UserTables{*frames_, above.space}.describe(table, first_of(place), level);
    FrameInfo::Table& info = frames_->info(table).table;
    info.whole = node_at(place);
    info.pieces = UserPageTable::entries;
    info.promised = level > 0 ? UserPageTable::entries : 0;
    above.promised -= above.whole == info.whole;
    put_pieces(place, table);
}

// The same for sigma0's own pages, which have no nodes and no promises.
Result<TablePlace> Mapping::split_root(Space& sigma0, UserAddr page, unsigned order)
{
    for (;;) {
        TablePlace const place = find(sigma0, page);
        if (place.level <= order || !Format::present(place.entry))
            return place;
        auto const table =
            UserTables{*frames_, &sigma0}.new_table(first_of(place), place.level - 1);
        if (!table)
            return table.error();
        put_pieces(place, table.value());
    }
}

// The entry of the page of that order at `page`, out of what may be a larger one.
TablePlace Mapping::split_down(Space& space, UserAddr page, unsigned order)
{
    for (;;) {
        TablePlace const place = find(space, page);
        if (place.level <= order || !Format::present(place.entry))
            return place;
        split(place);
    }
}

// How many of its promised frames a node has not taken.
Word Mapping::promised_to(MapNode const& node) const
{
    if (node.order == 0)
        return 0;
    TablePlace const home = place_of(node);
    if (!Format::is_table(home.entry, home.level))
        return tables_of(node.order);
    return frames_->info(Format::target(home.entry)).table.promised;
}

// A table has lost a piece. True: it was the last that its node had.
bool Mapping::lost_last_piece(MapNode const& node, PhysAddr table)
{
    for (;;) {
        FrameInfo::Table& info = frames_->info(table).table;
        if (--info.pieces > 0)
            return false;
        info.whole = 0;
        if (info.level + 1u == node.order)
            return true;
        table = pages(*info.space).descend(info.base, info.level + 1).table;
    }
}

// Clears an entry of a node, and takes the node out of the tree if that was all of it: then it has
// no children, because those of its pieces have gone before.
Mapping::Loss Mapping::take_away(NodeIndex index, TablePlace const& place)
{
    MapNode& node = tree_[index];
    Rights const seen = references(place.entry) | Rights{node.lost} | Rights{node.seen};
    bool const is_piece = place.level < node.order;
    TablePlace const home = is_piece ? place_of(node) : place;
    Word const offset = is_piece ? first_of(place) - first_of(home) : 0;
    Frame const frame = frame_of(Format::target(place.entry) - offset);
    Space& holder = space_of(node);
    change(place, 0);
    if (is_piece && !lost_last_piece(node, place.table))
        return {.seen = seen};

    forget_in_walk(index);
    Word const promised = promised_to(node);
    frames_->forgo(promised, holder.account);
    if (is_piece)
        frames_->info(Format::target(home.entry)).table.promised = 0;
    set_node(home, 0);
    tree_.unlink(index, frame);
    tree_.nodes().release(&node, holder.account);
    return {.seen = seen, .node = true};
}

}  // namespace pinyon
