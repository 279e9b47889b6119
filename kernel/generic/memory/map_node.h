// SPDX-License-Identifier: BSD-2-Clause
// The records of the mapping database (reference 7): one node for every user mapping that was made
// by a map or grant item. sigma0 is the implicit root of all derivation and has no nodes.
#ifndef PINYON_MAP_NODE_H
#define PINYON_MAP_NODE_H

#include "generic/types.h"

namespace pinyon {

// The page sizes are named by their order: 4 KB, 2 MB, 1 GB.
inline constexpr unsigned orders = 3;
inline constexpr unsigned order_bits = 9;
constexpr Word pages_of(unsigned order) { return Word{1} << (order_bits * order); }
constexpr Word bytes_of(unsigned order) { return page_size << (order_bits * order); }
// How many tables a page of that order may need when it is split down to pages of order 0. They
// are promised when it is mapped, so that taking a part of it away never lacks memory.
constexpr Word tables_of(unsigned order)
{
    return order == 0 ? 0 : 1 + (tables_of(order - 1) << order_bits);
}
static_assert(tables_of(1) == 1 && tables_of(2) == 513);

// Nodes are named by pool index; 0 = none, and as a parent: the root (sigma0).
using NodeIndex = std::uint32_t;

// A node stands for one mapping of a page of its order, also when a part of it was treated on its
// own: then its entry leads to a table whose entries, as far as they have no node of their own,
// are its pieces.
//
// A child of the same order hangs in its parent's child list. A child of a larger page, or of the
// root, is a head: it hangs in the list of its physical page (MapDirectory, one for each order).
struct MapNode {
    NodeIndex parent = 0;
    NodeIndex child = 0;
    NodeIndex next = 0;
    NodeIndex prev = 0;           // 0 = first of its list
    std::uint32_t table = 0;      // number of the kernel frame that holds the page table ...
    std::uint16_t slot : 10 = 0;  // ... and the index of the page-table entry in it
    std::uint16_t lost : 3 = 0;   // references of vanished descendants the holder has not read yet
    std::uint16_t seen : 3 = 0;   // references read at or below here that nobody above has read
    std::uint8_t depth = 0;       // hands between the root and this mapping, from 1
    std::uint8_t order = 0;
};
static_assert(sizeof(MapNode) == 24);

// A mapping this deep cannot be mapped on. The limit bounds every walk up or down a tree.
inline constexpr unsigned max_depth = 255;

// The nodes of 64 neighbouring entries of a page table: its shadow is made of these on demand.
struct NodeChunk {
    NodeIndex node[64];
};
static_assert(sizeof(NodeChunk) == 256);

}  // namespace pinyon

#endif  // PINYON_MAP_NODE_H
