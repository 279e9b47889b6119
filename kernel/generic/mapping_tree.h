// SPDX-License-Identifier: BSD-2-Clause
// The shape of the derivation trees: nodes and their links, without what they mean. The tree of a
// frame has the root (sigma0) on top; its children are the frame's list in the directory.
#ifndef PINYON_MAPPING_TREE_H
#define PINYON_MAPPING_TREE_H

#include "generic/map_directory.h"
#include "generic/map_node.h"

namespace pinyon {

class MappingTree {
public:
    void initialise(KernelFrames& frames, Account& kernel_account)
    {
        nodes_.initialise(frames);
        directory_.initialise(frames, kernel_account);
    }

    [[nodiscard]] MapNode& operator[](NodeIndex node) const { return *nodes_.at(node); }
    [[nodiscard]] Pool<MapNode>& nodes() { return nodes_; }
    [[nodiscard]] Pool<MapNode> const& nodes() const { return nodes_; }
    [[nodiscard]] MapDirectory& directory() { return directory_; }
    [[nodiscard]] MapDirectory const& directory() const { return directory_; }

    [[nodiscard]] unsigned depth(NodeIndex node) const
    {
        return node == 0 ? 0 : (*this)[node].depth;
    }
    // Of a node; or of the root, for one frame.
    [[nodiscard]] NodeIndex first_child(NodeIndex parent, Frame frame) const
    {
        return parent == 0 ? directory_.head(frame) : (*this)[parent].child;
    }
    // Makes `node` the first child.
    void link(NodeIndex node, NodeIndex parent, Frame frame);
    // Takes a node without children out.
    void unlink(NodeIndex node, Frame frame);

    // Children come before their parent: the first and the next node of a subtree in that order.
    // 0 = none.
    [[nodiscard]] NodeIndex first_below(NodeIndex top, Frame frame) const;
    [[nodiscard]] NodeIndex next_below(NodeIndex top, NodeIndex node) const;

    [[nodiscard]] bool is_at_or_below(NodeIndex node, NodeIndex top) const;

    // Whether the node's neighbours and its parent know it.
    [[nodiscard]] bool linked_consistently(NodeIndex node, Frame frame) const;

private:
    void set_first_child(NodeIndex parent, Frame frame, NodeIndex node);
    [[nodiscard]] NodeIndex deepest_first(NodeIndex node) const;

    Pool<MapNode> nodes_;
    MapDirectory directory_;
};

}  // namespace pinyon

#endif  // PINYON_MAPPING_TREE_H
