// SPDX-License-Identifier: BSD-2-Clause
// What is frequent with small pages, in few instructions: map items that lead from one leaf table
// to free places of another, and the removal of a page that nothing derives from.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;

using Format = Arch::Format;

// Makes of a source's entry the one for the page that is handed over. False: there is none.
[[gnu::always_inline]] inline bool hand_over(Word& entry, Rights asked)
{
    Word const held = entry;
    entry = Format::without_status(held);
    if (!Format::present(held) || asked == rights_all)
        return Format::present(held);
    Rights const given = Mapping::given_of(Format::rights(held), asked);
    entry = Format::with_rights(entry, given);
    return !given.none();
}

}  // namespace

// The nodes of the entries around one, null if there are none.
NodeIndex* Mapping::shadow(FrameInfo::Table const& table, unsigned index) const
{
    std::uint32_t const chunk = table.chunk[index / chunk_nodes];
    return chunk == 0 ? nullptr : chunks_.at(chunk)->node;
}

NodeIndex* Mapping::make_shadow(FrameInfo::Table& table, unsigned index, Account& account)
{
    auto const made = chunks_.allocate(account);
    if (!made)
        return nullptr;
    table.chunk[index / chunk_nodes] = chunks_.index_of(made.value());
    return made.value()->node;
}

Word Mapping::map_run(Space const& source, UserAddr from, Space& dest, UserAddr to, Rights rights,
                      Word wanted)
{
    unsigned const reach = wanted == 1 ? page_bits : page_bits + order_bits;
    if (!walk_.position.finished || source.owns_all || dest.owns_all ||
        !may_hold(source, from, reach) || !may_hold(dest, to, reach))
        return 0;
    PhysAddr const above = leaf_table(source, from), below = leaf_table(dest, to);
    if (above == PhysAddr{} || below == PhysAddr{})
        return 0;
    unsigned const first = UserPageTable::index(from, 0), slot = UserPageTable::index(to, 0);
    NodeIndex const* const parents = shadow(frames_->info(above).table, first);
    if (!parents)
        return 0;
    FrameInfo::Table& table = frames_->info(below).table;
    NodeIndex* children = shadow(table, slot);
    unsigned const i = first % chunk_nodes, j = slot % chunk_nodes;
    Word const left = chunk_nodes - (i > j ? i : j);
    Pool<MapNode>::Batch nodes{tree_.nodes(), dest.account, wanted < left ? wanted : left,
                               children ? 0 : sizeof(NodeChunk)};
    Word const* const held = UserTables::entry(above, first);
    Word* const free = UserTables::entry(below, slot);
    std::uint32_t const number = frames_->number(below);
    Word done = 0;
    for (; done < nodes.room; ++done) {
        Word given = UserTables::read(held + done);
        NodeIndex const parent = parents[i + done];
        if (!hand_over(given, rights) || parent == 0 || tree_[parent].depth == max_depth ||
            Format::present(UserTables::read(free + done)) ||
            (!children && !(children = make_shadow(table, slot, dest.account))))
            break;
        NodeIndex const child = nodes.take();
        tree_.put_child(child, parent, number, slot + unsigned(done));
        children[j + done] = child;
        UserTables::write(free + done, given);
    }
    table.live = (table.live + done) & 0x3FF;
    nodes.end(done, dest.account);
    return done;
}

Word* Mapping::map_small(Space const& source, UserAddr from, Space& dest, UserAddr to,
                         Rights rights)
{
    if (tree_.nodes().frames_for_next() > 0) [[unlikely]]
        return map_small_anew(source, from, dest, to, rights);
    // Pages of the kernel's own have no node, so only the destination may be a place for them.
    if (!walk_.position.finished || source.owns_all || dest.owns_all || !in_user_area(from) ||
        !may_hold(dest, to, page_bits))
        return nullptr;
    PhysAddr const above = leaf_table(source, from), below = leaf_table(dest, to);
    if (above == PhysAddr{} || below == PhysAddr{})
        return nullptr;
    unsigned const i = UserPageTable::index(from, 0), j = UserPageTable::index(to, 0);
    FrameInfo::Table& table = frames_->info(below).table;
    std::uint32_t const parents = frames_->info(above).table.chunk[i / chunk_nodes];
    std::uint32_t const children = table.chunk[j / chunk_nodes];
    if (parents == 0 || children == 0)
        return nullptr;
    NodeIndex const parent = chunks_.at(parents)->node[i % chunk_nodes];
    Word given = UserTables::read(UserTables::entry(above, i));
    Word* const place = UserTables::entry(below, j);
    if (!hand_over(given, rights) || parent == 0 || tree_[parent].depth == max_depth ||
        Format::present(UserTables::read(place)))
        return nullptr;
    Pool<MapNode>::Batch nodes{tree_.nodes(), dest.account, 1, 0};
    if (nodes.room == 0)
        return nullptr;
    NodeIndex const child = nodes.take();
    tree_.put_child(child, parent, frames_->number(below), j);
    chunks_.at(children)->node[j % chunk_nodes] = child;
    UserTables::write(place, given);
    table.live = (table.live + 1) & 0x3FF;
    nodes.end(1, dest.account);
    return place;
}

// Where no frame has room for a node: one that is held meanwhile opens a frame.
[[gnu::cold, gnu::noinline]] Word* Mapping::map_small_anew(Space const& source, UserAddr from,
                                                           Space& dest, UserAddr to, Rights rights)
{
    auto const held = tree_.nodes().allocate_unset(dest.account);
    if (!held)
        return nullptr;
    Word* const place = map_small(source, from, dest, to, rights);
    tree_.nodes().release(held.value(), dest.account);
    return place;
}

bool Mapping::remove_lone(PhysAddr leaf_table, unsigned slot, Rights& status)
{
    FrameInfo::Table& table = frames_->info(leaf_table).table;
    NodeIndex* const nodes = shadow(table, slot);
    NodeIndex const index = nodes ? nodes[slot % chunk_nodes] : 0;
    if (index == 0 || tree_[index].child != 0 || !walk_.position.finished)
        return false;
    MapNode& node = tree_[index];
    Word* const entry = UserTables::entry(leaf_table, slot);
    Word const held = UserTables::read(entry);
    Rights const used = references(held) | Rights{node.lost};
    if (node.parent != 0)
        tree_[node.parent].lost |= (used | Rights{node.seen}).raw() & 7;
    status = status | used;
    nodes[slot % chunk_nodes] = 0;
    tree_.unlink(index, frame_of(Format::target(held)));
    tree_.nodes().release(&node, table.space->account);
    table.live = (table.live - 1) & 0x3FF;
    UserTables::write(entry, 0);
    if (table.space->was_loaded)
        Arch::flush_page(table.space->tag, table.base + slot * page_size);
    return true;
}

}  // namespace pinyon
