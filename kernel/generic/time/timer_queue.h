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
    void arm(TimerNode& node, Clock when);

    // `node` may be armed or not.
    void cancel(TimerNode& node)
    {
        if (node.armed)
            take_out(node);
    }

private:
    void take_out(TimerNode& node);

    TimerNode* root_ = nullptr;
};

}  // namespace pinyon

#endif  // PINYON_TIMER_QUEUE_H
