// SPDX-License-Identifier: BSD-2-Clause
// Pending timeouts of one CPU: an intrusive leftist heap. Every operation takes O(log n) in the
// worst case and allocates nothing.
//
// Most timeouts are disarmed long before they are due, and armed again soon, for later. So a node
// that is disarmed stays where it is, and one that is armed for later stays at its earlier place:
// when that place comes due it goes where it belongs. It does so at most once for each time that it
// was put somewhere.
#ifndef PINYON_TIMER_QUEUE_H
#define PINYON_TIMER_QUEUE_H

#include "generic/types.h"

namespace pinyon {

struct TimerNode {
    TimerNode* up = nullptr;
    TimerNode* left = nullptr;
    TimerNode* right = nullptr;
    Clock when = clock_never;  // never: it is not armed
    Clock place{};             // by which it is queued: not after `when`
    std::uint8_t rank = 1;     // length of the shortest path to a missing child
    bool queued = false;

    [[nodiscard]] bool armed() const { return when != clock_never; }
    // It can be armed for that deadline where it is.
    [[nodiscard]] bool is_placed_before(Clock deadline) const
    {
        return deadline == clock_never || (queued && place <= deadline);
    }
};

class TimerQueue {
public:
    // No deadline is before this.
    [[nodiscard]] Clock next_place() const { return root_ ? root_->place : clock_never; }

    // `node` is not armed; `when` is not never.
    void arm(TimerNode& node, Clock when)
    {
        node.when = when;
        if (!node.is_placed_before(when)) [[unlikely]]
            put(node);
    }
    // `node` may be armed or not.
    static void cancel(TimerNode& node) { node.when = clock_never; }

    // Takes out the first node, whose place is due. One whose deadline is later goes where it
    // belongs: null then, as for one that is not armed. The caller disarms it.
    [[nodiscard]] TimerNode* take_due(Clock now);

    // The node is about to cease to be.
    void forget(TimerNode& node)
    {
        cancel(node);
        if (node.queued)
            take_out(node);
    }

private:
    void put(TimerNode& node);
    void take_out(TimerNode& node);

    TimerNode* root_ = nullptr;
};

}  // namespace pinyon

#endif  // PINYON_TIMER_QUEUE_H
