// SPDX-License-Identifier: BSD-2-Clause
// Walks over derived mappings: the order of their visits, steps, and the one long walk. mapping.h
// tells how steps stay correct while others work between them.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned words_per_step = 128;  // of directories, looked at in one step

}  // namespace

// ---- Positions ---------------------------------------------------------------------------------

// Goes on with `head` of a list of heads, after which the list ends if it is 0.
void Mapping::begin_list(Walk& walk, NodeIndex head)
{
    Position& p = walk.position;
    p.passes = head != 0 && !tree_.is_at_or_below(head, walk.top);
    p.at = head == 0 || p.passes ? head : tree_.deepest_first(head);
}

void Mapping::begin_top(Walk& walk)
{
    Position& p = walk.position;
    NodeIndex const child = walk.top == 0 ? 0 : tree_[walk.top].child;
    p.order = orders;
    p.at = child != 0 ? tree_.deepest_first(child) : walk.with_top ? walk.top : 0;
    p.finished = p.at == 0;
}

// Looks for the next list of heads. Goes on with the top when there is none.
void Mapping::look_on(Walk& walk, unsigned& words)
{
    Position& p = walk.position;
    if (p.order == (walk.top == 0 ? orders : tree_[walk.top].order))
        return begin_top(walk);
    Frame const first = MappingTree::number(walk.range.first, p.order);
    auto const hit = tree_.directory(p.order).next(
        p.page < first ? first : p.page, MappingTree::number(walk.range.last(), p.order), words);
    p.page = hit.at;
    if (hit.found) {
        p.page = Frame{hit.at.raw() + 1};
        begin_list(walk, tree_.directory(p.order).head(hit.at));
    } else if (hit.finished) {
        ++p.order;
        p.page = Frame{};
    }
}

// Moves on from the node where the walk is.
void Mapping::advance(Walk& walk)
{
    Position& p = walk.position;
    MapNode const& node = tree_[p.at];
    p.done = 0;
    if (p.at == walk.top) {
        p.at = 0;
        p.finished = true;
    } else if (tree_.is_head(node)) {
        begin_list(walk, node.next);
    } else if (node.next != 0) {
        p.at = tree_.deepest_first(node.next);
    } else if (node.parent == walk.top && !walk.with_top) {
        p.at = 0;
        p.finished = true;
    } else {
        p.at = node.parent;
    }
}

// A node leaves the tree.
void Mapping::forget_in_walk(NodeIndex index)
{
    if (walk_.position.finished)
        return;
    if (index == walk_.top)
        walk_.position = {.finished = true};
    else if (index == walk_.position.at)
        advance(walk_);
}

// ---- Steps -------------------------------------------------------------------------------------

// One step. The descents in it are bounded, too: the depth they gain was lost by visits before.
void Mapping::run(Walk& walk, unsigned& visits)
{
    unsigned words = words_per_step;
    while (!walk.position.finished && visits > 0 && words > 0) {
        if (walk.position.at == 0) {
            look_on(walk, words);
            continue;
        }
        Position here = walk.position;
        advance(walk);
        if (here.passes)
            --visits;
        else if (!visit(walk, here.at, here.done, visits))
            walk.position = here;
    }
}

// What a step has seen goes to the caller when the walk is over. Until then it stays with the top,
// in case that nobody calls again.
void Mapping::collect(Walk& walk, Revocation& work)
{
    if (walk.position.finished || walk.top == 0)
        work.status = work.status | walk.status;
    else
        tree_[walk.top].lost |= walk.status.raw() & 7;
    walk.status = rights_none;
}

// A step of the long walk by someone else than the one who began it.
void Mapping::help_walk()
{
    unsigned visits = revoke_budget;
    run(walk_, visits);
    if (walk_.top == 0 || (walk_.position.finished && walk_.removes_top()))
        return;
    tree_[walk_.top].lost |= walk_.status.raw() & 7;
    walk_.status = rights_none;
}

// Whether a walk could take from the heir of a grant that goes on. Its children would have been
// visited with the rights that it had before.
bool Mapping::meets_heir(Walk const& walk) const
{
    return !walk_.position.finished && walk_.heir != 0 && walk_.range.overlaps(walk.range) &&
           tree_.is_at_or_below(walk_.heir, walk.top);
}

// One step of a walk. True when it is finished; false: come again with the same `work`.
bool Mapping::take_walk(Walk walk, Revocation& work)
{
    if (work.ticket == 0) {
        if (meets_heir(walk)) {
            help_walk();
            work.visits = 0;
        }
        if (meets_heir(walk))
            return false;
        run(walk, work.visits);
        collect(walk, work);
        if (walk.position.finished)
            return true;
        if (!walk_.position.finished) {
            help_walk();
            work.visits = 0;
            return false;
        }
        last_ticket_ = last_ticket_ == ~std::uint32_t{0} ? 1 : last_ticket_ + 1;
        walk.ticket = work.ticket = last_ticket_;
        walk_ = walk;
        return false;
    }
    if (walk_.ticket == work.ticket) {
        run(walk_, work.visits);
        collect(walk_, work);
        if (!walk_.position.finished)
            return false;
    } else if (walk.removes_top()) {
        // Others have finished it, and begun another: with the top went what had been seen.
        work.status = rights_all;
    }
    work.ticket = 0;
    return true;
}

// True: what is at that place is the long walk's top, and a step of that was made.
bool Mapping::help_walk_at(TablePlace const& place)
{
    if (walk_.position.finished || walk_.top == 0 || node_at(place) != walk_.top)
        return false;
    help_walk();
    return true;
}

// True: the origin lies under the long walk, and a step of that was made.
bool Mapping::help_walk_over(Origin const& origin)
{
    Range const wanted{origin.frame, pages_of(origin.order)};
    if (walk_.position.finished || !walk_.range.overlaps(wanted) ||
        !tree_.is_at_or_below(origin.node, walk_.top))
        return false;
    help_walk();
    return true;
}

}  // namespace pinyon
