// SPDX-License-Identifier: BSD-2-Clause
// Revoking rights and reading the access status (reference 4.7, 7.4): what a walk does with each
// mapping, and the operations made of walks.
#include "generic/memory/mapping.h"

namespace pinyon {

// Hardware knows accesses and stores; an access may have been a fetch.
Rights Mapping::references(Word entry)
{
    Rights const read = Format::accessed(entry) ? rights_rx : rights_none;
    Rights const written = Format::dirty(entry) ? rights_rw : rights_none;
    return read | written;
}

// ---- Visiting one mapping ----------------------------------------------------------------------

// Takes an entry away. Its references go to the parent, for those above the walk, or to the walk.
// True: the node went with it.
bool Mapping::remove(Walk& walk, NodeIndex index, TablePlace const& place)
{
    MapNode const& node = tree_[index];
    NodeIndex const parent = node.parent;
    Rights const lost{node.lost};
    Rights const used = references(place.entry);
    Loss const loss = take_away(index, place);
    Rights const passed_on = loss.node ? loss.seen : used;
    if (index == walk.top) {
        walk.status = walk.status | used | lost;
        if (parent != 0)
            tree_[parent].lost |= (passed_on | walk.status).raw() & 7;
    } else if (parent == walk.top) {
        walk.status = walk.status | loss.seen;
    } else {
        tree_[parent].lost |= passed_on.raw() & 7;
    }
    return loss.node;
}

// Takes rights from an entry that stays, and reads its status.
void Mapping::narrow(Walk& walk, NodeIndex index, TablePlace const& place, Rights revoked)
{
    MapNode& node = tree_[index];
    bool const all_of_entry = bytes_of(place.level) <= walk.range.pages << page_bits;
    Word entry = place.entry;
    if (walk.reads_status) {
        walk.status = walk.status | references(entry);
        if (all_of_entry)
            entry = Format::without_status(entry);
        if (index != walk.top) {
            walk.status = walk.status | Rights{node.lost} | Rights{node.seen};
            if (pages_of(node.order) <= walk.range.pages)
                node.lost = node.seen = 0;
        }
    }
    if (all_of_entry)
        entry = Format::with_rights(entry, Format::rights(entry) - revoked);
    if (entry != place.entry)
        change(place, entry);
}

// Whether a mapping below the top passes to the heir: the largest page between them, which is the
// next below the top, lies within the range.
bool Mapping::is_inherited(Walk const& walk, NodeIndex index) const
{
    if (walk.heir == 0 || index == walk.top)
        return false;
    while (tree_[index].parent != walk.top)
        index = tree_[index].parent;
    return pages_of(tree_[index].order) <= walk.range.pages;
}

// Deals with the entries of a mapping within the walk's range, of which `done` bytes are done.
// False: the visits ran out.
bool Mapping::visit(Walk& walk, NodeIndex index, Word& done, unsigned& visits)
{
    MapNode const& node = tree_[index];
    Space& holder = space_of(node);
    Word const whole = bytes_of(node.order);
    Word const range = walk.range.pages << page_bits;
    Word const offset = range < whole ? pinyon::address_of(walk.range.first).raw() % whole : 0;
    UserAddr const first = first_of(place_of(node)) + offset;
    Word const size = range < whole ? range : whole;
    bool const stays = is_inherited(walk, index);
    Rights const revoked = stays ? rights_all - walk.inherited : walk.revoked;
    while (done < size) {
        if (visits == 0)
            return false;
        --visits;
        TablePlace const place = whole == page_size ? place_of(node) : find(holder, first + done);
        if (node_at(place) == index) {
            bool const takes = !(Format::rights(place.entry) & revoked).none();
            if (takes && bytes_of(place.level) > range) {
                split(place);
                continue;
            }
            if (!revoked.readable())
                narrow(walk, index, place, revoked);
            else if (remove(walk, index, place))
                return true;
        }
        done = UserPageTable::behind(first + done, place.level) - first;
    }
    if (stays && node.parent == walk.top)
        tree_.inherit(index, walk.heir, walk.range.first);
    return true;
}

// ---- Whole operations --------------------------------------------------------------------------

// Removes a page of that order, which may be a part of what is mapped at `old`, and all that was
// derived from it. What is removed tells how far it came: no ticket is needed.
bool Mapping::vacate(TablePlace const& old, UserAddr page, unsigned order)
{
    Rights status;
    if (old.level == 0 && remove_lone(old.table, old.index, status))
        return true;
    Word const offset = page - first_of(old);
    Range const range{frame_of(Format::target(old.entry) + offset), pages_of(order)};
    Revocation work;
    return take_walk(
        {.top = node_at(old), .range = range, .revoked = rights_r, .with_top = true}, work);
}

bool Mapping::revoke_page(Space& space, UserAddr page, unsigned size_log2, Rights revoked,
                          bool flush, Revocation& work)
{
    if (work.visits == 0)
        work.visits = revoke_budget;
    if (work.page != page || work.size_log2 != size_log2)
        work = {
            .status = work.status, .page = page, .size_log2 = size_log2, .visits = work.visits};
    Range range{Frame{page.raw() >> page_bits}, Word{1} << (size_log2 - page_bits)};
    if (space.owns_all)
        return revoke_from_root(space, page, range, revoked, flush, work);
    TablePlace const place = find(space, page);
    if (flush && revoked.readable() && work.ticket == 0 && place.level == 0 &&
        Format::present(place.entry) && remove_lone(place.table, place.index, work.status)) {
        --work.visits;
        return true;
    }
    NodeIndex const index = node_at(place);
    if (index == 0 && work.ticket == 0)
        return true;
    if (index != 0)
        range.first = frame_of(Format::target(place.entry) + (page - first_of(place)));
    Rights const known = work.status;
    work.status = rights_none;
    bool const finished =
        take_walk({.top = index, .range = range, .revoked = revoked, .with_top = flush}, work);
    bool const stays = !flush || !revoked.readable();
    if (finished && stays && index != 0 && node_at(find(space, page)) == index)
        conclude(tree_[index], range, work);
    work.status = work.status | known;
    return finished;
}

// What is known of a mapping that stays after a revocation has been seen by its holder.
void Mapping::conclude(MapNode& node, Range const& range, Revocation& work)
{
    work.status = work.status | Rights{node.lost};
    node.seen |= work.status.raw() & 7;
    if (range.pages >= pages_of(node.order))
        node.lost = 0;
}

// sigma0's own mapping can be read but not revoked: it would only come back.
bool Mapping::revoke_from_root(Space& sigma0, UserAddr page, Range const& range, Rights revoked,
                               bool flush, Revocation& work)
{
    if (!mappable(sigma0, page) || range.first.raw() >= MapDirectory::frame_count)
        return true;
    if (!take_walk({.range = range, .revoked = revoked}, work))
        return false;
    TablePlace const place = find(sigma0, page);
    if (flush && Format::present(place.entry) && !Format::special(place.entry)) {
        work.status = work.status | references(place.entry);
        if (bytes_of(place.level) <= range.pages << page_bits)
            change(place, Format::without_status(place.entry));
    }
    return true;
}

}  // namespace pinyon
