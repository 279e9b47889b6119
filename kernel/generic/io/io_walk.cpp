// SPDX-License-Identifier: BSD-2-Clause
// I/O ports: walks over a derivation tree that revoke ranges, or cut them out of larger ones.
#include "generic/io/io_ports.h"

namespace pinyon {

// Registers a walk and makes its first step. False: it ran out of memory.
bool IoPorts::start(Walk::Kind kind, PortNodeIndex top, bool with_top, PortRange range)
{
    PortNodeIndex const first = top != 0 ? top : root_child_;
    if (first == 0)
        return true;
    walk_ = Walk{};
    walk_.kind = kind;
    walk_.with_top = with_top;
    walk_.range = walk_.wanted = range;
    walk_.top = top;
    walk_.at = first;
    return run();
}

bool IoPorts::run()
{
    for (unsigned budget = step_budget; walking() && budget > 0; --budget)
        if (!step()) {
            walk_ = Walk{};
            return false;
        }
    return true;
}

// Whether the walk has to do with a node or with what lies below it.
bool IoPorts::concerns(PortNodeIndex node) const
{
    PortRange const range = at(node).range;
    if (walk_.kind == Walk::Kind::revoke)
        return range.overlaps(walk_.range);
    return range.contains(walk_.range) && range != walk_.range;
}

// One node entered, passed or left. False: memory ran out, which only a split minds.
bool IoPorts::step()
{
    PortNodeIndex const node = walk_.at;
    if (!walk_.leaving) {
        if (!concerns(node))
            advance();
        else if (at(node).child != 0)
            walk_.at = at(node).child;
        else
            walk_.leaving = true;
        return true;
    }
    Walk const walk = walk_;
    PortRange const held = at(node).range;
    bool const visited = node != walk.top || walk.with_top;
    bool const cut = visited && !walk.range.contains(held);
    if (cut && !affords(*at(node).holder, held.size_log2 - walk.range.size_log2, 0)) {
        // Once more, for all of it: that takes no memory.
        walk_.widened = node;
        walk_.range = held;
        walk_.leaving = false;
        return walk.kind == Walk::Kind::revoke;
    }
    if (node == walk.widened) {
        walk_.range = walk.wanted;
        walk_.widened = 0;
    }
    advance();
    if (cut)
        carve(node, walk.range);
    if (visited && walk.kind == Walk::Kind::revoke)
        remove(node);
    return true;
}

// To the next node: children before their parent, the top last.
void IoPorts::advance()
{
    PortNode const& node = at(walk_.at);
    if (walk_.at == walk_.top || (node.next == 0 && node.parent == 0)) {
        walk_ = Walk{};
        return;
    }
    walk_.leaving = node.next == 0;
    walk_.at = walk_.leaving ? node.parent : node.next;
}

// Makes `piece` a range of its own, under the node's old name; each half that is left over on the
// way to it becomes a new node beside it. No child is larger than the piece and overlaps it, so
// each goes to one of them. The nodes were counted before.
void IoPorts::carve(PortNodeIndex node, PortRange piece)
{
    Space& holder = *at(node).holder;
    PortRange const whole = at(node).range;
    PortNodeIndex part[PortRange::complete_size_log2];
    for (unsigned log2 = piece.size_log2; log2 < whole.size_log2; ++log2) {
        auto const made = nodes_.allocate(holder.account);
        check(bool(made), "the nodes were counted before");
        part[log2] = nodes_.index_of(made.value());
        made.value()->holder = &holder;
        made.value()->range = PortRange::around(piece.base ^ 1u << log2, log2);
        enter(part[log2]);
        link(part[log2], at(node).parent);
    }
    leave(node);
    at(node).range = piece;
    enter(node);
    for (PortNodeIndex child = at(node).child; child != 0;) {
        PortNodeIndex const next = at(child).next;
        // The highest bit in which it differs tells the half.
        unsigned const difference = unsigned(at(child).range.base ^ piece.base) >> piece.size_log2;
        if (difference != 0) {
            unlink(child);
            link(child, part[31 - unsigned(__builtin_clz(difference)) + piece.size_log2]);
        }
        child = next;
    }
}

// Takes a range without children away.
void IoPorts::remove(PortNodeIndex index)
{
    PortNode& node = at(index);
    Space& holder = *node.holder;
    check(node.child == 0, "children go before their parent");
    leave(index);
    unlink(index);
    close(holder, node.range);
    nodes_.release(&node, holder.account);
}

}  // namespace pinyon
