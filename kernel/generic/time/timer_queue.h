// SPDX-License-Identifier: BSD-2-Clause
// Pending timeouts of one CPU: an intrusive leftist heap, earliest deadline at the root.
// Every operation takes O(log n) in the worst case and allocates nothing.
#ifndef PINYON_TIMER_QUEUE_H
#define PINYON_TIMER_QUEUE_H

#include "generic/types.h"

namespace pinyon {

struct TimerNode {
    TimerNode* up = nullptr;
    TimerNode* left = nullptr;
    TimerNode* right = nullptr;
    Clock when{};
    std::uint8_t rank = 1;  // length of the shortest path to a missing child
    bool armed = false;
};

class TimerQueue {
public:
    [[nodiscard]] TimerNode* earliest() const { return root_; }
    [[nodiscard]] Clock next_deadline() const { return root_ ? root_->when : clock_never; }

    // `node` is not armed.
    void arm(TimerNode& node, Clock when)
    {
        node = TimerNode{};
        node.when = when;
        node.armed = true;
        root_ = merge(root_, &node);
        root_->up = nullptr;
    }

    // `node` may be armed or not.
    void cancel(TimerNode& node)
    {
        if (!node.armed)
            return;
        node.armed = false;
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

private:
    static unsigned rank_of(TimerNode const* n) { return n ? n->rank : 0u; }

    // The longer side goes left, so that right spines stay logarithmic.
    static void lean_left(TimerNode* n)
    {
        if (rank_of(n->left) < rank_of(n->right)) {
            TimerNode* const t = n->left;
            n->left = n->right;
            n->right = t;
        }
    }

    // Recursion follows right spines only: depth at most 2 log2(n + 1).
    static TimerNode* merge(TimerNode* a, TimerNode* b)
    {
        if (!a || !b)
            return a ? a : b;
        if (b->when < a->when) {
            TimerNode* const t = a;
            a = b;
            b = t;
        }
        a->right = merge(a->right, b);
        a->right->up = a;
        lean_left(a);
        a->rank = std::uint8_t(rank_of(a->right) + 1);
        return a;
    }

    // Upwards from a node whose child changed, until a rank stays as it was.
    static void repair(TimerNode* n)
    {
        for (; n; n = n->up) {
            lean_left(n);
            unsigned const rank = rank_of(n->right) + 1;
            if (rank == n->rank)
                return;
            n->rank = std::uint8_t(rank);
        }
    }

    TimerNode* root_ = nullptr;
};

}  // namespace pinyon

#endif  // PINYON_TIMER_QUEUE_H
