// SPDX-License-Identifier: BSD-2-Clause
// The records of the mapping database (reference 7): one node for every user mapping that was made
// by a map or grant item. sigma0 is the implicit root of all derivation and has no nodes.
#ifndef PINYON_MAP_NODE_H
#define PINYON_MAP_NODE_H

#include "generic/types.h"

namespace pinyon {

// Nodes are named by pool index; 0 = none, and as a parent: the root (sigma0).
using NodeIndex = std::uint32_t;

// A child of a node hangs in that node's child list; a child of the root hangs in the list of heads
// of its physical frame (MapDirectory).
struct MapNode {
    NodeIndex parent;
    NodeIndex child;
    NodeIndex next;
    NodeIndex prev;          // 0 = first of its list
    std::uint32_t table;     // number of the kernel frame that holds the page table ...
    std::uint16_t slot : 9;  // ... and the index of the page-table entry in it
    std::uint16_t lost : 3;  // references of vanished descendants that the holder has not read yet
    std::uint16_t seen : 3;  // references read at or below here that nobody above has read
    std::uint8_t depth;      // hands between the root and this mapping, from 1
};
static_assert(sizeof(MapNode) == 24);

// A mapping this deep cannot be mapped on. The limit bounds every walk up or down a tree.
inline constexpr unsigned max_depth = 255;

// The nodes of 64 neighbouring entries of a leaf table: its shadow is made of these on demand.
struct NodeChunk {
    NodeIndex node[64];
};
static_assert(sizeof(NodeChunk) == 256);

}  // namespace pinyon

#endif  // PINYON_MAP_NODE_H
