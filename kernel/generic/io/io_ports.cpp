// SPDX-License-Identifier: BSD-2-Clause
// I/O ports: map and grant items, Unmap, and the end of a space.
#include "generic/io/io_ports.h"

namespace pinyon {

namespace {

constexpr unsigned port_count = PortRange::port_count;

// The largest range that begins at `port` and ends at `end` or before.
PortRange largest_at(unsigned port, unsigned end)
{
    unsigned log2 = PortRange::complete_size_log2;
    while (PortRange::around(port, log2).base != port || port + (1u << log2) > end)
        --log2;
    return PortRange::around(port, log2);
}

struct Stretch {
    unsigned first, end;
};

// The next ports that can be had from sigma0. Reserved ranges are in ascending order.
Stretch next_not_reserved(unsigned port, unsigned end)
{
    for (unsigned i = 0; i < Arch::reserved_ports.count; ++i) {
        PortRange const reserved = Arch::reserved_ports.range[i];
        if (reserved.base > port)
            return {port, reserved.base < end ? reserved.base : end};
        if (reserved.end() > port)
            port = reserved.end() < end ? reserved.end() : end;
    }
    return {port, end};
}

}  // namespace

// Memory for so many nodes, and so many frames beside them.
bool IoPorts::affords(Space const& space, unsigned nodes, unsigned frames) const
{
    Word const present = nodes_.available();
    Word const missing = nodes > present ? nodes - present : 0;
    constexpr Word per_frame = Pool<PortNode>::per_frame();
    return space.account.allows(nodes * sizeof(PortNode) + frames * page_size) &&
           frames_->has(frames + (missing + per_frame - 1) / per_frame);
}

// ---- Items -------------------------------------------------------------------------------------

MapOutcome IoPorts::map(Space& source, Space& dest, PortRange range, Word& moved, MapMode mode)
{
    if (walking()) {
        bool const own = walk_.kind == Walk::Kind::split && at(walk_.top).holder == &source;
        return run() || !own ? MapOutcome::again : MapOutcome::no_memory;
    }
    bool const root = source.owns_all;
    Stretch const held =
        root ? next_not_reserved(range.base + unsigned(moved), range.end())
             : Stretch{next_open(source, range.base + unsigned(moved), range.end()), range.end()};
    unsigned const port = held.first;
    if (&source == &dest || dest.owns_all || port == range.end()) {
        moved = range.size();
        return MapOutcome::done;
    }
    moved = port - range.base;

    // The largest range from here on that both sides hold, or do not hold, in one piece.
    PortRange block = largest_at(port, held.end);
    PortNodeIndex const origin = root ? 0 : find(source, port);
    if (origin != 0)
        block = smaller_of(block, at(origin).range);
    PortNodeIndex const old = find(dest, port);
    if (old != 0)
        block = smaller_of(block, at(old).range);
    else
        block = largest_at(port, next_open(dest, port, block.end()));

    bool const grants = mode == MapMode::grant && !root;
    MapOutcome outcome = MapOutcome::done;
    if (old != 0 && (grants || at(old).parent != origin))
        outcome = replace(old, dest, block);
    else if (old == 0)
        outcome = grants ? grant(origin, dest, block) : derive(origin, dest, block);
    if (outcome == MapOutcome::done)
        moved += block.size();
    return outcome;
}

// What the destination holds otherwise goes first, if there is memory for what comes then.
MapOutcome IoPorts::replace(PortNodeIndex old, Space& dest, PortRange block)
{
    if (!affords(dest, 1 + at(old).range.size_log2 - block.size_log2, 0))
        return MapOutcome::no_memory;
    (void)start(Walk::Kind::revoke, old, true, block);
    return MapOutcome::again;
}

MapOutcome IoPorts::derive(PortNodeIndex origin, Space& dest, PortRange block)
{
    if (!affords(dest, 1, dest.ports.page[0] ? 0 : 2) || !prepare_map(dest))
        return MapOutcome::no_memory;
    auto const made = nodes_.allocate(dest.account);
    check(bool(made), "the node was counted before");
    PortNodeIndex const node = nodes_.index_of(made.value());
    made.value()->range = block;
    made.value()->holder = &dest;
    enter(node);
    link(node, origin);
    open(dest, block);
    return MapOutcome::done;
}

// The origin's node changes hands, with all that was derived from it.
MapOutcome IoPorts::grant(PortNodeIndex origin, Space& dest, PortRange block)
{
    PortNode& node = at(origin);
    if (node.range != block) {
        bool const fits = start(Walk::Kind::split, origin, true, block);
        return fits ? MapOutcome::again : MapOutcome::no_memory;
    }
    if (!affords(dest, 1, dest.ports.page[0] ? 0 : 2) || !prepare_map(dest))
        return MapOutcome::no_memory;
    Space& source = *node.holder;
    leave(origin);
    close(source, block);
    source.account.used -= sizeof(PortNode);
    dest.account.used += sizeof(PortNode);
    node.holder = &dest;
    open(dest, block);
    enter(origin);
    return MapOutcome::done;
}

// ---- Revocation --------------------------------------------------------------------------------

bool IoPorts::revoke(Space& space, PortRange range, bool flush, Word& done)
{
    if (walking())
        (void)run();
    if (walking())
        return false;
    if (done >= range.size())
        return true;
    if (space.owns_all) {
        done = range.size();
        (void)start(Walk::Kind::revoke, 0, false, range);
        return !walking();
    }
    unsigned const port = next_open(space, range.base + unsigned(done), range.end());
    done = port - range.base;
    if (port == range.end())
        return true;
    PortNodeIndex const top = find(space, port);
    PortRange const block = smaller_of(range, at(top).range);
    done = block.end() - range.base;
    (void)start(Walk::Kind::revoke, top, flush, block);
    return false;
}

bool IoPorts::destroy(Space& space)
{
    if (walking())
        (void)run();
    if (walking())
        return false;
    unsigned const port = next_open(space, 0, port_count);
    if (port == port_count)
        return true;
    PortNodeIndex const top = find(space, port);
    if (top == 0)
        close(space, PortRange::around(port, 0));
    else
        (void)start(Walk::Kind::revoke, top, true, at(top).range);
    return false;
}

// ---- sigma0's own use --------------------------------------------------------------------------

bool IoPorts::open_to_root(Space& sigma0, PortRange range)
{
    Stretch const free = next_not_reserved(range.base, range.end());
    if (free.first != range.base || free.end != range.end() || !prepare_map(sigma0))
        return false;
    open(sigma0, range);
    return true;
}

}  // namespace pinyon
