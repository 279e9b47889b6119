// SPDX-License-Identifier: BSD-2-Clause
// The shape of the derivation trees: nodes and their links, without what they mean. The root
// (sigma0) is on top; mappings of one size form trees whose heads are found by physical page.
#ifndef PINYON_MAPPING_TREE_H
#define PINYON_MAPPING_TREE_H

#include "generic/memory/map_directory.h"
#include "generic/memory/map_node.h"

namespace pinyon {

class MappingTree {
public:
    void initialise(KernelFrames& frames, Account& kernel_account)
    {
        nodes_.initialise(frames);
        for (MapDirectory& each : directory_)
            each.initialise(frames, kernel_account);
    }

    [[nodiscard]] MapNode& operator[](NodeIndex node) const { return *nodes_.at(node); }
    [[nodiscard]] Pool<MapNode>& nodes() { return nodes_; }
    [[nodiscard]] Pool<MapNode> const& nodes() const { return nodes_; }
    [[nodiscard]] MapDirectory& directory(unsigned order) { return directory_[order]; }
    [[nodiscard]] MapDirectory const& directory(unsigned order) const { return directory_[order]; }
    // The number of the page of that order around a frame, as directories name it.
    static constexpr Frame number(Frame frame, unsigned order)
    {
        return Frame{frame.raw() >> (order_bits * order)};
    }

    [[nodiscard]] unsigned depth(NodeIndex node) const
    {
        return node == 0 ? 0 : (*this)[node].depth;
    }
    // Whether a node of that order is a head below such a parent.
    [[nodiscard]] bool heads_under(NodeIndex parent, unsigned order) const
    {
        return parent == 0 || (*this)[parent].order != order;
    }
    [[nodiscard]] bool is_head(MapNode const& node) const
    {
        return heads_under(node.parent, node.order);
    }

    // Makes `node`, whose order is set, the first of its list.
    void link(NodeIndex node, NodeIndex parent, Frame frame);
    // Makes a node of order 0, in memory that says nothing yet, the first below one of order 0.
    void put_child(NodeIndex node, NodeIndex parent, std::uint32_t table, unsigned slot)
    {
        MapNode& above = (*this)[parent];
        MapNode& n = (*this)[node];
        n.parent = parent;
        n.child = 0;
        n.table = table;
        n.slot = slot & 0x1FF;
        n.lost = n.seen = 0;
        n.depth = std::uint8_t(above.depth + 1);
        n.order = 0;
        put_first(node, n, above.child);
    }
    // Takes a node without children out.
    void unlink(NodeIndex node, Frame frame);

    // Makes a head one of the nodes below `heir`, which is as deep as its parent. `frame` is the
    // heir's first.
    void inherit(NodeIndex node, NodeIndex heir, Frame frame);

    // Where a walk over the nodes of one order at and below `node` begins: children come before
    // their parent.
    [[nodiscard]] NodeIndex deepest_first(NodeIndex node) const;

    [[nodiscard]] bool is_at_or_below(NodeIndex node, NodeIndex top) const;

    // Whether the node's neighbours and its parent know it.
    [[nodiscard]] bool linked_consistently(NodeIndex node, Frame frame) const;

private:
    [[nodiscard]] NodeIndex& first_of_list(MapNode const& n, Frame frame) const
    {
        return is_head(n) ? directory_[n.order].list(number(frame, n.order))
                          : (*this)[n.parent].child;
    }
    void leave_list(MapNode const& n, Frame frame);
    void put_first(NodeIndex node, MapNode& n, NodeIndex& first)
    {
        n.prev = 0;
        n.next = first;
        if (first != 0)
            (*this)[first].prev = node;
        first = node;
    }

    Pool<MapNode> nodes_;
    MapDirectory directory_[orders];
};

}  // namespace pinyon

#endif  // PINYON_MAPPING_TREE_H
