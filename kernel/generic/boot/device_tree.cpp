// SPDX-License-Identifier: BSD-2-Clause
// Answers questions about a flattened device tree: nodes, properties and translated addresses.
#include "generic/boot/device_tree.h"

#include "generic/boot/device_tree_tokens.h"
#include "generic/text.h"

namespace pinyon {

namespace {

constexpr std::uint32_t magic = 0xd00dfeed;
constexpr std::uint32_t format_version = 17;

// Header fields by word index (specification 5.2).
enum Header : unsigned {
    h_magic, h_total_size, h_structs, h_strings, h_reservations, h_version, h_last_compatible,
    h_boot_cpu, h_strings_size, h_structs_size, h_words
};

// The component of `path` up to the next '/' names `node`; the unit address may be left out.
bool names(char const* node, char const* path)
{
    while (*path != '\0' && *path != '/' && *path != ':') {
        if (*node++ != *path++)
            return false;
    }
    return *node == '\0' || *node == '@';
}

// The path that the alias at the start of `text` ("serial0:115200") stands for; "" if none.
char const* alias_target(DeviceTree const& tree, char const* text)
{
    char alias[32] = "";  // 31 characters are the most that a property name may have
    for (unsigned i = 0; i < sizeof alias - 1 && text[i] != '\0' && text[i] != ':'; ++i)
        alias[i] = text[i];
    auto const target = tree.property(tree.find("/aliases"), alias);
    return target.valid() ? target.text() : "";
}

unsigned cell_count(DeviceTree const& tree, DeviceTree::Node bus, char const* name, unsigned other)
{
    auto const cells = tree.property(bus, name);
    return cells.valid() ? cells.cell(0) : other;
}

// How a bus writes the addresses of its children.
struct BusCells {
    unsigned address, size;

    BusCells(DeviceTree const& tree, DeviceTree::Node bus)
        : address{cell_count(tree, bus, "#address-cells", 2)},
          size{cell_count(tree, bus, "#size-cells", 1)}
    {
    }
    [[nodiscard]] bool readable() const { return address <= 2 && size <= 2; }
};

// One step up: `range`, written in the addresses below `bus`, in those of the bus above it.
PhysRange translate(DeviceTree const& tree, DeviceTree::Node bus, PhysRange range)
{
    auto const ranges = tree.property(bus, "ranges");
    if (!ranges.valid())
        return {};
    if (ranges.size == 0)
        return range;

    BusCells const below{tree, bus}, above{tree, tree.parent(bus)};
    if (!below.readable() || above.address > 2)
        return {};
    unsigned const stride = below.address + above.address + below.size;
    for (unsigned i = 0; stride != 0 && (i + stride) * 4 <= ranges.size; i += stride) {
        Word const child = ranges.number(i, below.address);
        Word const size = ranges.number(i + below.address + above.address, below.size);
        Word const offset = range.base.raw() - child;
        if (offset < size && range.size <= size - offset)
            return {PhysAddr{ranges.number(i + below.address, above.address) + offset}, range.size};
    }
    return {};
}

}  // namespace

std::uint32_t DeviceTree::Property::cell(unsigned index) const
{
    return Word{index} * 4 + 4 <= size ? big_endian(data + index * 4) : 0;
}

Word DeviceTree::Property::number(unsigned index, unsigned cells) const
{
    Word value = 0;
    for (unsigned i = 0; i < cells; ++i)
        value = value << 32 | cell(index + i);
    return value;
}

bool DeviceTree::Property::has_string(char const* text) const
{
    for (std::uint32_t at = 0; at < size;) {
        std::uint32_t const length = string_length(data + at, size - at);
        if (length == size - at)
            return false;
        if (same_text(reinterpret_cast<char const*>(data + at), text))
            return true;
        at += length + 1;
    }
    return false;
}

char const* DeviceTree::Property::text() const
{
    return string_length(data, size) < size ? reinterpret_cast<char const*>(data) : "";
}

DeviceTree::DeviceTree(void const* blob, Word available)
    : blob_{static_cast<std::uint8_t const*>(blob)}, problem_{read_header(available)}
{
    if (problem_ == nullptr && !Tokens{blob_ + structs_, structs_size_}.sound())
        problem_ = "has nodes that are damaged or do not end";
}

char const* DeviceTree::read_header(Word available)
{
    auto const field = [this](unsigned index) { return Word{big_endian(blob_ + index * 4)}; };
    if (blob_ == nullptr || available < h_words * 4 || field(h_magic) != magic)
        return "is none: the magic number d00dfeed is missing";
    size_ = field(h_total_size);
    structs_ = field(h_structs);
    structs_size_ = field(h_structs_size);
    strings_ = field(h_strings);
    strings_size_ = field(h_strings_size);
    reservations_ = field(h_reservations);
    if (field(h_version) < format_version || field(h_last_compatible) > format_version)
        return "is of an unknown version: 17 is expected";
    if (size_ > available)
        return "is larger than any that is expected";
    bool const inside = structs_ + structs_size_ <= size_ && strings_ + strings_size_ <= size_ &&
                        reservations_ <= size_;
    return inside ? nullptr : "has parts outside of its size";
}

DeviceTree::Node DeviceTree::root() const
{
    Tokens const tokens{blob_ + structs_, structs_size_};
    return valid() ? tokens.node(tokens.skip(0, false)) : Node{};
}

DeviceTree::Node DeviceTree::first_child(Node parent) const
{
    if (!parent.valid())
        return {};
    Tokens const tokens{blob_ + structs_, structs_size_};
    return tokens.node(tokens.skip(tokens.after(parent.offset), true));
}

DeviceTree::Node DeviceTree::next_sibling(Node node) const
{
    if (!node.valid())
        return {};
    Tokens const tokens{blob_ + structs_, structs_size_};
    return tokens.node(tokens.skip(tokens.after_node(node.offset), false));
}

DeviceTree::Node DeviceTree::parent(Node node) const
{
    Tokens const tokens{blob_ + structs_, structs_size_};
    Node above = root();
    for (Node below = first_child(above); node.valid() && below.valid();) {
        if (below.offset == node.offset)
            return above;
        if (node.offset < tokens.after_node(below.offset)) {
            above = below;
            below = first_child(above);
        } else {
            below = next_sibling(below);
        }
    }
    return {};
}

char const* DeviceTree::name(Node node) const
{
    Tokens const tokens{blob_ + structs_, structs_size_};
    return node.valid() ? reinterpret_cast<char const*>(tokens.at(node.offset + 4)) : "";
}

DeviceTree::Property DeviceTree::property(Node node, char const* name) const
{
    if (!node.valid())
        return {};
    Tokens const tokens{blob_ + structs_, structs_size_};
    std::uint32_t at = tokens.skip(tokens.after(node.offset), false);
    while (tokens.token(at) == Token::property && tokens.after(at) != Tokens::none) {
        std::uint32_t const string = big_endian(tokens.at(at + 8));
        std::uint8_t const* text = blob_ + strings_ + string;
        if (string < strings_size_) {
            std::uint32_t const limit = std::uint32_t(strings_size_ - string);
            bool const ends = string_length(text, limit) < limit;
            if (ends && same_text(reinterpret_cast<char const*>(text), name))
                return {tokens.at(at + 12), big_endian(tokens.at(at + 4))};
        }
        at = tokens.skip(tokens.after(at), false);
    }
    return {};
}

DeviceTree::Node DeviceTree::next(Node node) const
{
    if (!node.valid())
        return {};
    Tokens const tokens{blob_ + structs_, structs_size_};
    std::uint32_t at = node.offset;
    do {
        at = tokens.after(at);
    } while (tokens.token(at) != Token::begin_node && tokens.after(at) != Tokens::none);
    return tokens.node(at);
}

DeviceTree::Node DeviceTree::find(char const* path) const
{
    if (*path != '/')
        path = alias_target(*this, path);
    Node node = *path == '/' ? root() : Node{};
    while (node.valid() && *path == '/') {
        ++path;
        if (*path == '\0')
            break;
        node = first_child(node);
        while (node.valid() && !names(name(node), path))
            node = next_sibling(node);
        while (*path != '\0' && *path != '/' && *path != ':')
            ++path;
    }
    return node;
}

DeviceTree::Node DeviceTree::find_compatible(char const* compatible) const
{
    bool const found = property(root(), "compatible").has_string(compatible);
    return found ? root() : find_compatible(compatible, root());
}

DeviceTree::Node DeviceTree::find_compatible(char const* compatible, Node after) const
{
    Node node = next(after);
    while (node.valid() && !property(node, "compatible").has_string(compatible))
        node = next(node);
    return node;
}

DeviceTree::Node DeviceTree::find_phandle(std::uint32_t phandle) const
{
    Node node = root();
    while (node.valid() && property(node, "phandle").cell(0) != phandle)
        node = next(node);
    return node;
}

bool DeviceTree::enabled(Node node) const
{
    auto const status = property(node, "status");
    return !status.valid() || same_text(status.text(), "okay") || same_text(status.text(), "ok");
}

PhysRange DeviceTree::reg(Node node, unsigned index) const
{
    Node bus = parent(node);
    BusCells const cells{*this, bus};
    auto const reg = property(node, "reg");
    unsigned const stride = cells.address + cells.size;
    if (!bus.valid() || !cells.readable() || (Word{index} + 1) * stride * 4 > reg.size)
        return {};

    PhysRange range{PhysAddr{reg.number(index * stride, cells.address)},
                    reg.number(index * stride + cells.address, cells.size)};
    while (range.size != 0 && bus.offset != root().offset) {
        range = translate(*this, bus, range);
        bus = parent(bus);
    }
    return range;
}

PhysRange DeviceTree::reservation(unsigned index) const
{
    Word const at = reservations_ + Word{index} * 16;
    if (!valid() || at + 16 > size_)
        return {};
    Property const entry{blob_ + at, 16};
    return {PhysAddr{entry.number(0, 2)}, entry.number(2, 2)};
}

}  // namespace pinyon
