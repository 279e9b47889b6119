// SPDX-License-Identifier: BSD-2-Clause
// I/O ports: the bitmaps of spaces, and the nodes in their buckets and sibling lists.
#include "generic/io/io_ports.h"
#include "generic/kernel.h"

namespace pinyon {

static_assert(HasIoPorts<Arch>, "ARCH_IO_PORTS is set for a port without clause 16");

namespace {

constexpr unsigned word_log2 = 6;  // ports in a word of a bitmap
constexpr unsigned ports_per_word = 1u << word_log2;

// The bits of a range in the first of its words; a larger range has all bits in all its words.
Word bits_of(PortRange range)
{
    if (range.size_log2 >= word_log2)
        return ~Word{0};
    return ((Word{1} << range.size()) - 1) << range.base % ports_per_word;
}

unsigned first_word(PortRange range) { return range.base / ports_per_word; }
unsigned end_word(PortRange range) { return (range.end() - 1) / ports_per_word + 1; }

}  // namespace

IoPorts& ports_of(Kernel& kernel) { return kernel.ports; }

void IoPorts::initialise(KernelFrames& frames)
{
    frames_ = &frames;
    nodes_.initialise(frames);
}

// ---- Bitmaps -----------------------------------------------------------------------------------

bool IoPorts::may_use(Space const& space, unsigned first, unsigned count)
{
    for (unsigned port = first; port < first + count; ++port)
        if (port >= PortRange::port_count || !space.ports.is_open(port))
            return false;
    return true;
}

// The first open port from `from` on, or `end`.
unsigned IoPorts::next_open(Space const& space, unsigned from, unsigned end)
{
    PortMap const& map = space.ports;
    unsigned const last_word = map.end_word;
    unsigned i = from / ports_per_word;
    Word mask = ~Word{0} << from % ports_per_word;
    for (; i < last_word && i * ports_per_word < end; ++i, mask = ~Word{0}) {
        Word const open = map.word(i) & mask;
        if (open == 0)
            continue;
        unsigned const port = i * ports_per_word + unsigned(__builtin_ctzll(open));
        return port < end ? port : end;
    }
    return end;
}

// Both pages, charged to the space. False: there is no memory for them.
bool IoPorts::prepare_map(Space& space)
{
    if (space.ports.page[0])
        return true;
    if (!frames_->has(2) || !space.account.allows(2 * page_size))
        return false;
    for (Word*& page : space.ports.page) {
        auto const frame = frames_->allocate(space.account, FrameInfo::Use::port_map);
        check(bool(frame), "two frames were counted before");
        page = static_cast<Word*>(Arch::direct(frame.value()));
    }
    return true;
}

void IoPorts::open(Space& space, PortRange range)
{
    PortMap& map = space.ports;
    Word const bits = bits_of(range);
    unsigned const first = first_word(range), end = end_word(range);
    for (unsigned i = first; i < end; ++i) {
        map.open += unsigned(__builtin_popcountll(bits & ~map.word(i)));
        map.word(i) |= bits;
    }
    map.first_word = std::uint16_t(first < map.first_word ? first : map.first_word);
    map.end_word = std::uint16_t(end > map.end_word ? end : map.end_word);
    map.version = ++last_version_;
}

// With the last open port the bitmap goes.
void IoPorts::close(Space& space, PortRange range)
{
    PortMap& map = space.ports;
    Word const bits = bits_of(range);
    for (unsigned i = first_word(range); i < end_word(range); ++i) {
        map.open -= unsigned(__builtin_popcountll(bits & map.word(i)));
        map.word(i) &= ~bits;
    }
    map.version = ++last_version_;
    if (map.open > 0)
        return;
    for (Word* page : map.page)
        frames_->release(Arch::physical(page), space.account);
    map = PortMap{};
}

// ---- Buckets -----------------------------------------------------------------------------------

PortNodeIndex& IoPorts::bucket(Space const& space, PortRange range)
{
    auto const address = reinterpret_cast<Word>(&space) / sizeof(Space);
    Word const key = address << 21 ^ Word{range.base} << 5 ^ range.size_log2;
    return buckets_[key * 0x9E37'79B9'7F4A'7C15 >> 54];
}

// The node through which a space holds a port; 0: none.
PortNodeIndex IoPorts::find(Space const& space, unsigned port) const
{
    if (!space.ports.is_open(port))
        return 0;
    for (unsigned log2 = 0; log2 <= PortRange::complete_size_log2; ++log2) {
        PortRange const range = PortRange::around(port, log2);
        PortNodeIndex node = const_cast<IoPorts*>(this)->bucket(space, range);
        for (; node != 0; node = at(node).chain)
            if (at(node).holder == &space && at(node).range == range)
                return node;
    }
    return 0;
}

void IoPorts::enter(PortNodeIndex node)
{
    PortNodeIndex& first = bucket(*at(node).holder, at(node).range);
    at(node).chain = first;
    first = node;
}

void IoPorts::leave(PortNodeIndex node)
{
    PortNodeIndex* link = &bucket(*at(node).holder, at(node).range);
    while (*link != node)
        link = &at(*link).chain;
    *link = at(node).chain;
}

// ---- Sibling lists -----------------------------------------------------------------------------

PortNodeIndex& IoPorts::first_child(PortNodeIndex parent)
{
    return parent == 0 ? root_child_ : at(parent).child;
}

void IoPorts::link(PortNodeIndex node, PortNodeIndex parent)
{
    PortNodeIndex& first = first_child(parent);
    PortNode& n = at(node);
    n.parent = parent;
    n.prev = 0;
    n.next = first;
    if (first != 0)
        at(first).prev = node;
    first = node;
}

void IoPorts::unlink(PortNodeIndex node)
{
    PortNode const& n = at(node);
    if (n.prev != 0)
        at(n.prev).next = n.next;
    else
        first_child(n.parent) = n.next;
    if (n.next != 0)
        at(n.next).prev = n.prev;
}

// ---- Consistency -------------------------------------------------------------------------------

void IoPorts::check_space(Space const& space) const
{
    unsigned open = 0;
    for (unsigned port = 0; (port = next_open(space, port, PortRange::port_count)) !=
                            PortRange::port_count;) {
        PortNodeIndex const index = find(space, port);
        check(index != 0 || space.owns_all, "an open port has a node");
        unsigned const end = index != 0 ? at(index).range.end() : port + 1;
        for (; port < end; ++port, ++open)
            check(space.ports.is_open(port), "a node's ports are open");
        if (index == 0 || at(index).parent == 0)
            continue;
        PortNode const& node = at(index);
        check(at(node.parent).range.contains(node.range), "a child lies within its parent");
        check(may_use(*at(node.parent).holder, node.range.base, node.range.size()),
              "the parent holds what the child has from it");
    }
    check(open == space.ports.open, "the number of open ports is true");
}

}  // namespace pinyon
