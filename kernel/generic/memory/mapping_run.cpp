// SPDX-License-Identifier: BSD-2-Clause
// Map items of small pages that go from one leaf table to another, free places: what is frequent, in
// few instructions.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;
constexpr unsigned entries = UserPageTable::entries;

}  // namespace

// A node for the mapping at that place below `parent`, which has its order, and its part of the
// shadow. 0, with nothing changed: it cannot be had.
NodeIndex Mapping::make_child(NodeIndex parent, std::uint32_t& chunk, Space& holder,
                              TablePlace const& place)
{
    auto const made = tree_.nodes().allocate(holder.account);
    if (!made)
        return 0;
    if (chunk == 0) [[unlikely]] {
        auto const shadow = chunks_.allocate(holder.account);
        if (!shadow) {
            tree_.nodes().release(made.value(), holder.account);
            return 0;
        }
        chunk = chunks_.index_of(shadow.value());
    }
    MapNode& node = *made.value();
    node.table = frames_->number(place.table);
    node.slot = place.index & (entries - 1);
    NodeIndex const index = tree_.nodes().index_of(&node);
    tree_.link_child(index, parent);
    chunks_.at(chunk)->node[place.index % chunk_nodes] = index;
    return index;
}

Word Mapping::map_run(Space const& source, UserAddr from, Space& dest, UserAddr to, Rights rights,
                      Word pages)
{
    unsigned const reach = pages == 1 ? page_bits : page_bits + order_bits;
    if (!walk_.position.finished || source.owns_all || dest.owns_all ||
        !may_hold(source, from, reach) || !may_hold(dest, to, reach))
        return 0;
    TablePlace const origin = Mapping::pages(source).leaf(from);
    TablePlace place = Mapping::pages(static_cast<Space const&>(dest)).leaf(to);
    if (origin.level > 0 || place.level > 0)
        return 0;
    UserTables const tables{*frames_, &dest};
    FrameInfo::Table const& above = frames_->info(origin.table).table;
    FrameInfo::Table& below = frames_->info(place.table).table;
    unsigned const last = origin.index > place.index ? origin.index : place.index;
    pages = pages < entries - last ? pages : entries - last;
    Word done = 0;
    for (unsigned i = origin.index; done < pages; ++i, ++place.index, ++done) {
        Word const held = tables.load(origin.table, i);
        if (!Format::present(held) || Format::special(held) ||
            Format::present(tables.load(place.table, place.index)))
            break;
        std::uint32_t const chunk = above.chunk[i / chunk_nodes];
        NodeIndex const parent = chunk == 0 ? 0 : chunks_.at(chunk)->node[i % chunk_nodes];
        Rights const given = given_of(Format::rights(held), rights);
        if (parent == 0 || tree_[parent].depth == max_depth || given.none() ||
            make_child(parent, below.chunk[place.index / chunk_nodes], dest, place) == 0)
            break;
        tables.fill(place.table, place.index,
                    Format::without_status(Format::with_rights(held, given)));
    }
    below.live = (below.live + done) & 0x3FF;
    return done;
}

}  // namespace pinyon
