// SPDX-License-Identifier: BSD-2-Clause
// Map and grant items, page by page (reference 7.3). Memory is counted before anything changes.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;

}  // namespace

// ---- What goes where ---------------------------------------------------------------------------

// The largest page that can go from one address, which has an entry of that level, to the other at
// once. What stands against one is a border of either space, of the source's page, or a table with
// entries in its place.
unsigned Mapping::common_order(Space const& source, UserAddr from, unsigned level,
                               Space const& dest, UserAddr to, Word size) const
{
    unsigned order = Arch::page_orders() - 1;
    while (order > 0 && ((from.raw() | to.raw()) % bytes_of(order) != 0 ||
                         size < bytes_of(order) - 1))
        --order;
    order = order < level ? order : level;
    for (; order > 0; --order) {
        if (!mappable(source, from, order) || !mappable(dest, to, order) ||
            (source.owns_all && !root_has(from, order)))
            continue;
        TablePlace const place = pages(dest).descend(to, order);
        if (!Format::is_table(place.entry, place.level) ||
            frames_->info(Format::target(place.entry)).table.live == 0)
            break;
    }
    return order;
}

Mapping::Origin Mapping::origin_at(Space const& space, UserAddr page, TablePlace const& place,
                                   unsigned order) const
{
    bool const present = Format::present(place.entry);
    if (present && Format::special(place.entry))
        return {};
    Frame const frame{page.raw() >> page_bits};
    if (space.owns_all && !is_reserved(frame))
        return {.frame = frame,
                .order = order,
                .rights = root_rights(frame),
                .kind = present ? Format::kind(place.entry) : root_kind(frame)};
    if (space.owns_all || !present)
        return {};
    return {.frame = frame_of(Format::target(place.entry) + (page - first_of(place))),
            .order = order,
            .rights = Format::rights(place.entry),
            .kind = Format::kind(place.entry),
            .node = node_at(place)};
}

MapOutcome Mapping::map_page(Space& source, UserAddr from, Space& dest, UserAddr to, Rights rights,
                             MapMode mode, Word& size)
{
    Word const most = size;
    size = page_size - 1;
    if (!mappable(source, from) || !mappable(dest, to) || dest.owns_all)
        return MapOutcome::done;
    if (&source == &dest && from == to)
        return MapOutcome::done;
    TablePlace const held = find(source, from);
    unsigned const order = common_order(source, from, held.level, dest, to, most);
    Origin const origin = origin_at(source, from, held, order);
    Rights const given = given_of(origin.rights, rights);
    if (given.none())
        return help_walk_at(find(dest, to)) ? MapOutcome::again : MapOutcome::done;
    if (help_walk_over(origin))
        return MapOutcome::again;

    size = bytes_of(order) - 1;
    bool const grants = mode == MapMode::grant && origin.node != 0;
    TablePlace const old = pages(dest).descend(to, order);
    if (Format::present(old.entry) && !Format::is_table(old.entry, old.level)) {
        if (Format::special(old.entry))
            return MapOutcome::done;
        if (!grants && extend(origin, dest, to, old, given))
            return MapOutcome::done;
        if (!affords(dest, need_of(origin, origin.node, old)))
            return MapOutcome::no_memory;
        // A source that derives from what is to go goes first. What is left to go then must be the
        // long walk, so that the next round knows of it.
        bool const ends_source = tree_.is_at_or_below(origin.node, node_at(old));
        if (ends_source && !walk_.position.finished) {
            help_walk();
            return MapOutcome::again;
        }
        if (!vacate(old, to, order))
            return MapOutcome::again;
        // The source may be gone now. There is no third round.
        size = most;
        return map_page(source, from, dest, to, rights, mode, size);
    }
    return grants ? grant(origin, source, dest, to, given) : derive(origin, dest, to, old, given);
}

// The same frame from the same source: the rights unite, the attribute is the source's, what was
// derived stays.
[[gnu::cold]] bool Mapping::extend(Origin const& origin, Space& dest, UserAddr to, TablePlace old,
                                   Rights given)
{
    Frame const frame = frame_of(Format::target(old.entry) + (to - first_of(old)));
    if (frame != origin.frame || tree_[node_at(old)].parent != origin.node)
        return false;
    bool const same_kind = Format::kind(old.entry) == origin.kind;
    if (same_kind && Format::rights(old.entry).includes(given))
        return true;
    old = split_down(dest, to, origin.order);
    if (!same_kind)
        change(old, 0);  // some processors must not see two attributes of one page
    Word const wider = Format::with_rights(old.entry, Format::rights(old.entry) | given);
    change(old, Format::with_kind(wider, origin.kind));
    return true;
}

// ---- Need and supply ---------------------------------------------------------------------------

// For one more mapping of `origin` below `parent` at `place`, where a descent to the destination
// has ended. What is mapped there already is released first: with its node, if it is all of it.
Mapping::Need Mapping::need_of(Origin const& origin, NodeIndex parent,
                               TablePlace const& place) const
{
    bool const present =
        Format::present(place.entry) && !Format::is_table(place.entry, place.level);
    bool const above = place.level > origin.order;
    bool const node = !present || above || own_node(place) == 0;
    bool const chunk =
        above || frames_->info(place.table).table.chunk[place.index / chunk_nodes] == 0;
    // Where a larger page is in the way, splitting it makes the tables.
    Word const tables = present ? 0 : place.level - origin.order;
    Word const promised = node ? tables_of(origin.order) : 0;
    Need need;
    if (tree_.heads_under(parent, origin.order))
        need.blocks = tree_.directory(origin.order)
                          .missing(MappingTree::number(origin.frame, origin.order));
    need.charged = ((tables + promised) << page_bits) + node * sizeof(MapNode) +
                   chunk * sizeof(NodeChunk);
    need.frames = need.blocks + tables + promised + node * tree_.nodes().frames_for_next() +
                  chunk * chunks_.frames_for_next();
    return need;
}

bool Mapping::affords(Space const& dest, Need const& need) const
{
    return dest.account.allows(need.charged + (Word{need.blocks} << page_bits)) &&
           tree_.directory(0).affords(need.blocks) && frames_->has(need.frames);
}

// The place of a page of that order, where a descent ended at `place`, with its tables and its part
// of the shadow. A table without entries that lies there is released.
TablePlace Mapping::make_place(Space& dest, UserAddr to, TablePlace place, unsigned order)
{
    if (place.level > order) {
        frames_->info(dest.root).table.space = &dest;
        auto const reached = pages(dest).reach(place, to, order);
        check(bool(reached), "tables were counted before");
        place = reached.value();
    }
    std::uint32_t& chunk = frames_->info(place.table).table.chunk[place.index / chunk_nodes];
    if (chunk == 0) {
        auto const made = chunks_.allocate(dest.account);
        check(bool(made), "the shadow was counted before");
        chunk = chunks_.index_of(made.value());
    }
    if (Format::is_table(place.entry, order)) {
        change(place, 0);
        UserTables{*frames_, &dest, &chunks_}.release_table(Format::target(place.entry));
    }
    return place;
}

// ---- The ways to hand a page over --------------------------------------------------------------

// A new child of the origin at a free place, where a descent ended at `gap`.
MapOutcome Mapping::derive(Origin const& origin, Space& dest, UserAddr to, TablePlace const& gap,
                           Rights given)
{
    Need const need = need_of(origin, origin.node, gap);
    if (tree_.depth(origin.node) == max_depth || !affords(dest, need))
        return MapOutcome::no_memory;
    if (need.blocks > 0)
        check(tree_.directory(origin.order)
                  .prepare(MappingTree::number(origin.frame, origin.order), dest.account),
              "directory blocks were counted before");
    TablePlace const place = make_place(dest, to, gap, origin.order);
    auto const made = tree_.nodes().allocate(dest.account);
    check(bool(made), "the node was counted before");
    frames_->promise(tables_of(origin.order), dest.account);
    NodeIndex const node = tree_.nodes().index_of(made.value());
    tree_[node].order = origin.order & 3;
    settle(node, place);
    tree_.link(node, origin.node, origin.frame);
    change(place, Format::leaf(pinyon::address_of(origin.frame), origin.order, given, origin.kind));
    return MapOutcome::done;
}

// The origin's node moves to a free place with all that was derived from it.
[[gnu::cold]] MapOutcome Mapping::grant(Origin const& origin, Space& source, Space& dest,
                                        UserAddr to, Rights given)
{
    if (tree_[origin.node].order > origin.order)
        return grant_part(origin, dest, to, given);
    Need need = need_of(origin, origin.node, pages(dest).descend(to, origin.order));
    // No new node and no new promise, though they are paid for anew; no new head.
    need.frames -= need.blocks + tree_.nodes().frames_for_next() + tables_of(origin.order);
    need.blocks = 0;
    if (!affords(dest, need))
        return MapOutcome::no_memory;
    // Narrowed to `given`, the origin tells the next round that this is done.
    Revocation narrowing;
    if (!given.includes(origin.rights) &&
        !take_walk({.top = origin.node,
                    .range = {origin.frame, pages_of(origin.order)},
                    .revoked = origin.rights - given,
                    .with_top = true,
                    .reads_status = false},
                   narrowing))
        return MapOutcome::again;

    MapNode& node = tree_[origin.node];
    TablePlace const old = place_of(node);
    // The references of the old holder stay visible to those above, not to the new one.
    node.seen |= node.lost | (references(old.entry).raw() & 7);
    node.lost = 0;
    change(old, 0);
    set_node(old, 0);
    TablePlace const place =
        make_place(dest, to, pages(dest).descend(to, origin.order), origin.order);
    Word const moved = sizeof(MapNode) + (tables_of(origin.order) << page_bits);
    source.account.used -= moved;
    dest.account.used += moved;
    settle(origin.node, place);
    change(place, Format::leaf(pinyon::address_of(origin.frame), origin.order, given, origin.kind));
    return MapOutcome::done;
}

// A part of the origin's page becomes a mapping of its own, beside the origin, and the heir of what
// was derived from the part. Between the steps only the long walk knows it.
[[gnu::cold]] MapOutcome Mapping::grant_part(Origin const& origin, Space& dest, UserAddr to,
                                             Rights given)
{
    if (!walk_.position.finished) {
        help_walk();
        return MapOutcome::again;
    }
    Origin sibling = origin;
    sibling.node = tree_[origin.node].parent;
    if (derive(sibling, dest, to, pages(dest).descend(to, origin.order), given) != MapOutcome::done)
        return MapOutcome::no_memory;
    walk_ = {.top = origin.node,
             .range = {origin.frame, pages_of(origin.order)},
             .revoked = rights_all,
             .with_top = true,
             .reads_status = false,
             .heir = node_at(find(dest, to)),
             .inherited = given};
    help_walk();
    return walk_.position.finished ? MapOutcome::done : MapOutcome::again;
}

void Mapping::settle(NodeIndex node, TablePlace const& place)
{
    tree_[node].table = frames_->number(place.table);
    tree_[node].slot = place.index & 0x1FF;
    set_node(place, node);
}

}  // namespace pinyon
