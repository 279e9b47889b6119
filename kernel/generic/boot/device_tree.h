// SPDX-License-Identifier: BSD-2-Clause
// A reader for flattened device trees (Devicetree Specification 0.4, chapter 5). Never trusts the
// blob: every offset is checked against its size. Allocates nothing.
#ifndef PINYON_DEVICE_TREE_H
#define PINYON_DEVICE_TREE_H

#include "generic/boot/boot_facts.h"
#include "generic/types.h"

namespace pinyon {

class DeviceTree {
public:
    // A node is the offset of its FDT_BEGIN_NODE token; none = invalid.
    struct Node {
        std::uint32_t offset = ~0u;
        [[nodiscard]] constexpr bool valid() const { return offset != ~0u; }
    };
    struct Property {
        std::uint8_t const* data = nullptr;
        std::uint32_t size = 0;
        [[nodiscard]] constexpr bool valid() const { return data != nullptr; }
        // Big-endian cell `index`; 0 when beyond the end.
        [[nodiscard]] std::uint32_t cell(unsigned index) const;
        // `cells` (0, 1 or 2) cells from cell `index` as one number.
        [[nodiscard]] Word number(unsigned index, unsigned cells) const;
        [[nodiscard]] bool has_string(char const* text) const;  // in a string list
        [[nodiscard]] char const* text() const;                 // "" if not NUL-terminated
    };

    // `blob` is readable for `available` bytes. Invalid blobs give a tree that is not valid().
    DeviceTree(void const* blob, Word available);
    [[nodiscard]] bool valid() const { return problem_ == nullptr; }
    // What is wrong with the blob, as the end of a sentence; null if nothing is.
    [[nodiscard]] char const* problem() const { return problem_; }
    [[nodiscard]] Word size() const { return size_; }

    [[nodiscard]] Node root() const;
    [[nodiscard]] Node first_child(Node parent) const;
    [[nodiscard]] Node next_sibling(Node node) const;
    [[nodiscard]] Node parent(Node node) const;
    [[nodiscard]] char const* name(Node node) const;            // "" for the root
    [[nodiscard]] Property property(Node node, char const* name) const;
    // Depth-first successor; invalid after the last node.
    [[nodiscard]] Node next(Node node) const;
    // "/chosen", "/cpus/cpu@0", or an alias; unit addresses may be left out, ":..." is ignored.
    [[nodiscard]] Node find(char const* path) const;
    [[nodiscard]] Node find_compatible(char const* compatible) const;  // the first
    [[nodiscard]] Node find_compatible(char const* compatible, Node after) const;
    [[nodiscard]] Node find_phandle(std::uint32_t phandle) const;
    [[nodiscard]] bool enabled(Node node) const;                // status absent, "okay" or "ok"

    // Entry `index` of the node's reg, translated through the parents' ranges; size 0 = none.
    [[nodiscard]] PhysRange reg(Node node, unsigned index = 0) const;

    // Memory reservations of the header, entry `index`; size 0 = end.
    [[nodiscard]] PhysRange reservation(unsigned index) const;

private:
    [[nodiscard]] char const* read_header(Word available);

    std::uint8_t const* blob_ = nullptr;
    Word size_ = 0;
    Word structs_ = 0, structs_size_ = 0, strings_ = 0, strings_size_ = 0, reservations_ = 0;
    char const* problem_;
};

// RAM, reservations, archive (/chosen linux,initrd-*), modules (/chosen/module@..., compatible with
// "multiboot,module") and command line, the same on every machine that has a device tree. The blob
// itself becomes reserved. RAM is whole pages in disjoint ranges below `reach`, the end of the
// direct map: what lies beyond is counted as left out, what must not be mapped is reserved only.
// False if no RAM is named, or more reservations than can be kept.
[[nodiscard]] bool facts_from_device_tree(DeviceTree const& tree, PhysAddr blob, Word reach,
                                          BootFacts& facts);

}  // namespace pinyon

#endif  // PINYON_DEVICE_TREE_H
