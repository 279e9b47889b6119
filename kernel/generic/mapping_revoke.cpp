// SPDX-License-Identifier: BSD-2-Clause
// Revoking rights and reading the access status, in steps (reference 4.7, 7.4). mapping.h tells how
// steps stay correct while others work between them.
#include "generic/mapping.h"

namespace pinyon {

// Hardware knows accesses and stores; an access may have been a fetch.
Rights Mapping::references(Word entry)
{
    Rights const read = Format::accessed(entry) ? rights_rx : rights_none;
    Rights const written = Format::dirty(entry) ? rights_rw : rights_none;
    return read | written;
}

// ---- Visiting one mapping ----------------------------------------------------------------------

// Takes a mapping without children away. Its references go to its parent, and back to the caller.
Rights Mapping::remove(NodeIndex index)
{
    if (walk_.at == index)
        walk_.at = next_of(walk_, index);
    MapNode& node = tree_[index];
    TablePlace const place = place_of(node);
    Space& holder = space_of(node);
    Rights const seen = references(place.entry) | Rights{node.lost} | Rights{node.seen};
    if (node.parent != 0)
        tree_[node.parent].lost |= seen.raw() & 7;
    change(place, 0);
    set_node(place, 0);
    tree_.unlink(index, frame_of(Format::target(place.entry)));
    tree_.nodes().release(&node, holder.account);
    return seen;
}

// Takes rights from a mapping that stays, and reads its status.
void Mapping::narrow(Walk& walk, NodeIndex index)
{
    MapNode& node = tree_[index];
    TablePlace const place = place_of(node);
    Word entry = place.entry;
    if (walk.reads_status) {
        Rights seen = references(entry);
        entry = Format::without_status(entry);
        if (index != walk.top) {
            seen = seen | Rights{node.lost} | Rights{node.seen};
            node.lost = 0;
            node.seen = 0;
        }
        if (walk.top == 0)
            walk.status = walk.status | seen;
        else
            tree_[walk.top].lost |= seen.raw() & 7;
    }
    entry = Format::with_rights(entry, Format::rights(entry) - walk.revoked);
    if (entry != place.entry)
        change(place, entry);
}

void Mapping::visit(Walk& walk, NodeIndex index)
{
    if (!walk.revoked.readable()) {
        narrow(walk, index);
        return;
    }
    bool const head = tree_[index].parent == 0;
    Rights const seen = remove(index);
    if (head)
        walk.status = walk.status | seen;
}

// ---- Walks -------------------------------------------------------------------------------------

NodeIndex Mapping::first_of(Walk const& walk) const
{
    NodeIndex const below = tree_.first_below(walk.top, walk.frame);
    return below == 0 && walk.with_top ? walk.top : below;
}

NodeIndex Mapping::next_of(Walk const& walk, NodeIndex node) const
{
    if (node == walk.top)
        return 0;
    NodeIndex const next = tree_.next_below(walk.top, node);
    return next == 0 && walk.with_top ? walk.top : next;
}

// One step. The descents in it are bounded, too: the depth they gain was lost by visits before.
bool Mapping::run(Walk& walk)
{
    for (unsigned budget = revoke_budget; walk.at != 0 && budget > 0; --budget) {
        NodeIndex const node = walk.at;
        walk.at = next_of(walk, node);
        visit(walk, node);
    }
    return walk.at == 0;
}

// The same by the one who wants to know what was seen.
bool Mapping::step(Walk& walk, Revocation& work)
{
    bool const finished = run(walk);
    work.status = work.status | walk.status;
    walk.status = rights_none;
    return finished;
}

// One step of a walk. True when it is finished; false: come again with the same `work`.
bool Mapping::take_walk(Walk walk, Revocation& work)
{
    if (work.ticket != 0) {
        bool const finished = walk_.ticket != work.ticket || step(walk_, work);
        work.ticket = finished ? 0 : work.ticket;
        return finished;
    }
    walk.at = first_of(walk);
    if (step(walk, work))
        return true;
    if (walk_.at != 0) {
        (void)run(walk_);
        return false;
    }
    last_ticket_ = last_ticket_ == ~std::uint32_t{0} ? 1 : last_ticket_ + 1;
    walk.ticket = work.ticket = last_ticket_;
    walk_ = walk;
    return false;
}

// True: the origin lies under the long walk, and a step of that was made.
bool Mapping::help_walk_over(Origin const& origin)
{
    if (walk_.at == 0)
        return false;
    bool const under =
        walk_.top == 0 ? walk_.frame == origin.frame : tree_.is_at_or_below(origin.node, walk_.top);
    if (under)
        (void)run(walk_);
    return under;
}

// ---- Whole operations --------------------------------------------------------------------------

// Removes a mapping and all that was derived from it. What is removed tells how far it came: no
// ticket is needed.
bool Mapping::flush(NodeIndex node)
{
    Revocation work;
    if (!take_walk({.top = node, .revoked = rights_r}, work))
        return false;
    (void)remove(node);
    return true;
}

bool Mapping::revoke_page(Space& space, UserAddr page, Rights revoked, bool flush, Revocation& work)
{
    if (work.page != page) {
        work.page = page;
        work.ticket = 0;
    }
    if (space.owns_all)
        return revoke_from_root(space, page, revoked, flush, work);
    TablePlace const place = find(space, page);
    if (!Format::present(place.entry) || Format::special(place.entry))
        return true;
    NodeIndex const index = node_at(place);
    bool const removes = revoked.readable();
    if (!take_walk({.top = index, .revoked = revoked, .with_top = flush && !removes}, work))
        return false;
    MapNode& node = tree_[index];
    work.status = work.status | Rights{node.lost};
    node.seen |= node.lost;
    node.lost = 0;
    if (flush && removes) {
        // The holder mapped on after others had finished the walk: his flush takes that, too.
        if (node.child != 0)
            return false;
        work.status = work.status | references(place.entry);
        (void)remove(index);
    }
    return true;
}

// sigma0's own mapping can be read but not revoked: it would only come back.
bool Mapping::revoke_from_root(Space& sigma0, UserAddr page, Rights revoked, bool flush,
                               Revocation& work)
{
    Frame const frame{page.raw() >> page_bits};
    if (!mappable(sigma0, page) || is_reserved(frame))
        return true;
    if (!take_walk({.frame = frame, .revoked = revoked}, work))
        return false;
    TablePlace const place = find(sigma0, page);
    if (flush && Format::present(place.entry) && !Format::special(place.entry)) {
        work.status = work.status | references(place.entry);
        change(place, Format::without_status(place.entry));
    }
    return true;
}

}  // namespace pinyon
