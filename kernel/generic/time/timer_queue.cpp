// SPDX-License-Identifier: BSD-2-Clause
// The leftist heap of pending timeouts.
#include "generic/time/timer_queue.h"

namespace pinyon {

namespace {

unsigned rank_of(TimerNode const* n)
{
    return n ? n->rank : 0u;
}

void swap(TimerNode*& a, TimerNode*& b)
{
    TimerNode* const t = a;
    a = b;
    b = t;
}

// The longer side goes left, so that right spines stay logarithmic.
void lean_left(TimerNode* n)
{
    if (rank_of(n->left) < rank_of(n->right))
        swap(n->left, n->right);
}

// Recursion follows right spines only: depth at most 2 log2(n + 1).
TimerNode* merge(TimerNode* a, TimerNode* b)
{
    if (!a || !b)
        return a ? a : b;
    if (b->place < a->place)
        swap(a, b);
    a->right = merge(a->right, b);
    a->right->up = a;
    lean_left(a);
    a->rank = std::uint8_t(rank_of(a->right) + 1);
    return a;
}

// Upwards from a node whose child changed, until a rank stays as it was.
void repair(TimerNode* n)
{
    for (; n; n = n->up) {
        lean_left(n);
        unsigned const rank = rank_of(n->right) + 1;
        if (rank == n->rank)
            return;
        n->rank = std::uint8_t(rank);
    }
}

}  // namespace

// It may be queued, at a later place.
void TimerQueue::put(TimerNode& node)
{
    if (node.queued)
        take_out(node);
    node.up = node.left = node.right = nullptr;
    node.place = node.when;
    node.rank = 1;
    node.queued = true;
    root_ = merge(root_, &node);
    root_->up = nullptr;
}

void TimerQueue::take_out(TimerNode& node)
{
    node.queued = false;
    TimerNode* const rest = merge(node.left, node.right);
    if (rest)
        rest->up = node.up;
    if (!node.up) {
        root_ = rest;
        return;
    }
    (node.up->left == &node ? node.up->left : node.up->right) = rest;
    repair(node.up);
}

TimerNode* TimerQueue::take_due(Clock now)
{
    TimerNode& node = *root_;
    take_out(node);
    if (node.when <= now)
        return &node;
    if (node.armed())
        put(node);
    return nullptr;
}

}  // namespace pinyon
