// SPDX-License-Identifier: BSD-2-Clause
// Map and grant items, page by page (reference 7.3). Memory is counted before anything changes.
#include "generic/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;

// Readable comes with any other right: no format can withhold it alone.
Rights given_of(Rights held, Rights asked)
{
    Rights const both = held & asked;
    return both.none() ? both : both | (held & rights_r);
}

}  // namespace

Mapping::Origin Mapping::origin_at(Space const& space, UserAddr page) const
{
    TablePlace const place = find(space, page);
    bool const present = Format::present(place.entry);
    if (present && Format::special(place.entry))
        return {};
    if (space.owns_all) {
        Frame const frame{page.raw() >> page_bits};
        if (is_reserved(frame))
            return {};
        MemoryKind const kind = is_ram(frame) ? MemoryKind::normal : MemoryKind::device;
        return {.frame = frame, .rights = rights_all, .kind = kind};
    }
    if (!present)
        return {};
    return {.frame = frame_of(Format::target(place.entry)),
            .rights = Format::rights(place.entry),
            .kind = Format::kind(place.entry),
            .node = node_at(place)};
}

MapOutcome Mapping::map_page(Space& source, UserAddr from, Space& dest, UserAddr to, Rights rights,
                             MapMode mode)
{
    if (!mappable(source, from) || !mappable(dest, to) || dest.owns_all)
        return MapOutcome::done;
    if (&source == &dest && from == to)
        return MapOutcome::done;
    Origin const origin = origin_at(source, from);
    Rights const given = given_of(origin.rights, rights);
    if (given.none())
        return MapOutcome::done;
    if (help_walk_over(origin))
        return MapOutcome::again;

    bool const grants = mode == MapMode::grant && origin.node != 0;
    TablePlace const old = find(dest, to);
    if (Format::present(old.entry)) {
        if (Format::special(old.entry))
            return MapOutcome::done;
        if (!grants && extend(origin, old, given))
            return MapOutcome::done;
        if (!affords(dest, need_of(origin, old)))
            return MapOutcome::no_memory;
        if (!flush(node_at(old)))
            return MapOutcome::again;
        // The source may have been derived from what is gone now. There is no third round.
        return map_page(source, from, dest, to, rights, mode);
    }
    return grants ? grant(origin, source, dest, to, given) : derive(origin, dest, to, given);
}

// The same frame from the same source: the rights unite, what was derived stays.
bool Mapping::extend(Origin const& origin, TablePlace const& old, Rights given)
{
    MapNode const& node = tree_[node_at(old)];
    if (frame_of(Format::target(old.entry)) != origin.frame || node.parent != origin.node)
        return false;
    Word const wider = Format::with_rights(old.entry, Format::rights(old.entry) | given);
    if (wider != old.entry)
        change(old, wider);
    return true;
}

// ---- Need and supply ---------------------------------------------------------------------------

// For one more mapping of `origin` at `place`, where a descent to the destination has ended. A
// present entry there has a node that is released first.
Mapping::Need Mapping::need_of(Origin const& origin, TablePlace const& place) const
{
    bool const node = !Format::present(place.entry);
    bool const chunk =
        place.level > 0 || frames_->info(place.table).table.chunk[place.index / chunk_nodes] == 0;
    Need need;
    need.blocks = origin.node == 0 ? tree_.directory().missing(origin.frame) : 0;
    need.charged =
        (Word{place.level} << page_bits) + node * sizeof(MapNode) + chunk * sizeof(NodeChunk);
    need.frames = need.blocks + place.level + node * tree_.nodes().frames_for_next() +
                  chunk * chunks_.frames_for_next();
    return need;
}

bool Mapping::affords(Space const& dest, Need const& need) const
{
    return dest.account.allows(need.charged + (Word{need.blocks} << page_bits)) &&
           tree_.directory().affords(need.blocks) && frames_->has(need.frames);
}

// The place of a page with its tables and its part of the shadow.
TablePlace Mapping::make_place(Space& dest, UserAddr to)
{
    auto const place = pages(dest).reach(to);
    check(bool(place), "tables were counted before");
    std::uint32_t& chunk =
        frames_->info(place.value().table).table.chunk[place.value().index / chunk_nodes];
    if (chunk == 0) {
        auto const made = chunks_.allocate(dest.account);
        check(bool(made), "the shadow was counted before");
        chunk = chunks_.index_of(made.value());
    }
    return place.value();
}

// ---- The two ways to hand a page over ----------------------------------------------------------

// A new child of the origin at a free place.
MapOutcome Mapping::derive(Origin const& origin, Space& dest, UserAddr to, Rights given)
{
    Need const need = need_of(origin, pages(dest).descend(to));
    if (tree_.depth(origin.node) == max_depth || !affords(dest, need))
        return MapOutcome::no_memory;
    if (need.blocks > 0)
        check(tree_.directory().prepare(origin.frame, dest.account),
              "directory blocks were counted before");
    TablePlace const place = make_place(dest, to);
    auto const made = tree_.nodes().allocate(dest.account);
    check(bool(made), "the node was counted before");
    NodeIndex const node = tree_.nodes().index_of(made.value());
    settle(node, place);
    tree_.link(node, origin.node, origin.frame);
    change(place, Format::leaf(address_of(origin.frame), 0, given, origin.kind));
    return MapOutcome::done;
}

// The origin's node moves to a free place with all that was derived from it.
MapOutcome Mapping::grant(Origin const& origin, Space& source, Space& dest, UserAddr to,
                          Rights given)
{
    Need need = need_of(origin, pages(dest).descend(to));
    need.frames -= tree_.nodes().frames_for_next();  // no new node, though it is paid for anew
    need.blocks = 0;
    if (!affords(dest, need))
        return MapOutcome::no_memory;
    // Narrowed to `given`, the origin tells the next round that this is done.
    Revocation narrowing;
    if (!given.includes(origin.rights) && !take_walk({.top = origin.node,
                                                      .revoked = origin.rights - given,
                                                      .with_top = true,
                                                      .reads_status = false},
                                                     narrowing))
        return MapOutcome::again;

    MapNode& node = tree_[origin.node];
    TablePlace const old = place_of(node);
    TablePlace const place = make_place(dest, to);
    // The references of the old holder stay visible to those above, not to the new one.
    node.seen |= node.lost | (references(old.entry).raw() & 7);
    node.lost = 0;
    change(old, 0);
    set_node(old, 0);
    source.account.used -= sizeof(MapNode);
    dest.account.used += sizeof(MapNode);
    settle(origin.node, place);
    change(place, Format::leaf(address_of(origin.frame), 0, given, origin.kind));
    return MapOutcome::done;
}

void Mapping::settle(NodeIndex node, TablePlace const& place)
{
    tree_[node].table = frames_->number(place.table);
    tree_[node].slot = place.index & 0x1FF;
    set_node(place, node);
}

}  // namespace pinyon
