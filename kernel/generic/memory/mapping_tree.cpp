// SPDX-License-Identifier: BSD-2-Clause
// Links of the derivation trees. Every loop here is bounded by max_depth.
#include "generic/memory/mapping_tree.h"

namespace pinyon {

void MappingTree::link(NodeIndex node, NodeIndex parent, Frame frame)
{
    MapNode& n = (*this)[node];
    n.parent = parent;
    n.depth = std::uint8_t(depth(parent) + 1);
    put_first(node, n, first_of_list(n, frame));
}

void MappingTree::unlink(NodeIndex node, Frame frame)
{
    check((*this)[node].child == 0, "only leaves leave a derivation tree");
    leave_list((*this)[node], frame);
}

void MappingTree::inherit(NodeIndex node, NodeIndex heir, Frame frame)
{
    MapNode& n = (*this)[node];
    check(is_head(n) && n.depth == depth(heir) + 1, "what is below keeps its depth");
    if (heads_under(heir, n.order)) {
        n.parent = heir;
        return;
    }
    leave_list(n, frame);
    link(node, heir, frame);
}

void MappingTree::leave_list(MapNode const& n, Frame frame)
{
    if (n.next != 0)
        (*this)[n.next].prev = n.prev;
    (n.prev != 0 ? (*this)[n.prev].next : first_of_list(n, frame)) = n.next;
}

NodeIndex MappingTree::deepest_first(NodeIndex node) const
{
    while ((*this)[node].child != 0)
        node = (*this)[node].child;
    return node;
}

bool MappingTree::is_at_or_below(NodeIndex node, NodeIndex top) const
{
    while (depth(node) > depth(top))
        node = (*this)[node].parent;
    return node == top;
}

[[gnu::cold]] bool MappingTree::linked_consistently(NodeIndex node, Frame frame) const
{
    MapNode const& n = (*this)[node];
    auto const same_list = [&](NodeIndex other) {
        MapNode const& o = (*this)[other];
        return is_head(n) ? is_head(o) && o.order == n.order : o.parent == n.parent;
    };
    bool const before = n.prev == 0 ? first_of_list(n, frame) == node
                                    : (*this)[n.prev].next == node && same_list(n.prev);
    bool const behind = n.next == 0 || ((*this)[n.next].prev == node && same_list(n.next));
    bool const below = n.child == 0 || (*this)[n.child].parent == node;
    return before && behind && below && n.depth == depth(n.parent) + 1;
}

}  // namespace pinyon
