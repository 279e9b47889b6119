// SPDX-License-Identifier: BSD-2-Clause
// Links of the derivation trees. Every loop here is bounded by max_depth.
#include "generic/mapping_tree.h"

namespace pinyon {

void MappingTree::set_first_child(NodeIndex parent, Frame frame, NodeIndex node)
{
    if (parent == 0)
        directory_.set_head(frame, node);
    else
        (*this)[parent].child = node;
}

void MappingTree::link(NodeIndex node, NodeIndex parent, Frame frame)
{
    MapNode& n = (*this)[node];
    NodeIndex const second = first_child(parent, frame);
    n.parent = parent;
    n.depth = std::uint8_t(depth(parent) + 1);
    n.prev = 0;
    n.next = second;
    if (second != 0)
        (*this)[second].prev = node;
    set_first_child(parent, frame, node);
}

void MappingTree::unlink(NodeIndex node, Frame frame)
{
    MapNode const& n = (*this)[node];
    check(n.child == 0, "only leaves leave a derivation tree");
    if (n.next != 0)
        (*this)[n.next].prev = n.prev;
    if (n.prev != 0)
        (*this)[n.prev].next = n.next;
    else
        set_first_child(n.parent, frame, n.next);
}

NodeIndex MappingTree::deepest_first(NodeIndex node) const
{
    while ((*this)[node].child != 0)
        node = (*this)[node].child;
    return node;
}

NodeIndex MappingTree::first_below(NodeIndex top, Frame frame) const
{
    NodeIndex const child = first_child(top, frame);
    return child == 0 ? 0 : deepest_first(child);
}

NodeIndex MappingTree::next_below(NodeIndex top, NodeIndex node) const
{
    MapNode const& n = (*this)[node];
    if (n.next != 0)
        return deepest_first(n.next);
    return n.parent == top ? 0 : n.parent;
}

bool MappingTree::is_at_or_below(NodeIndex node, NodeIndex top) const
{
    while (node != 0 && node != top)
        node = (*this)[node].parent;
    return node == top;
}

bool MappingTree::linked_consistently(NodeIndex node, Frame frame) const
{
    MapNode const& n = (*this)[node];
    bool const before = n.prev == 0
                            ? first_child(n.parent, frame) == node
                            : (*this)[n.prev].next == node && (*this)[n.prev].parent == n.parent;
    bool const behind =
        n.next == 0 || ((*this)[n.next].prev == node && (*this)[n.next].parent == n.parent);
    bool const below = n.child == 0 || (*this)[n.child].parent == node;
    return before && behind && below && n.depth == depth(n.parent) + 1;
}

}  // namespace pinyon
