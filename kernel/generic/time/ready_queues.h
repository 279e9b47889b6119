// SPDX-License-Identifier: BSD-2-Clause
// The ready queues of one CPU: exactly its runnable threads except the current one, by priority.
#ifndef PINYON_READY_QUEUES_H
#define PINYON_READY_QUEUES_H

#include "generic/threads/tcb.h"

namespace pinyon {

class ReadyQueues {
public:
    static constexpr unsigned priorities = 256;

    [[nodiscard]] bool empty() const { return summary_ == 0; }

    // Highest priority with a ready thread, -1 if there is none.
    [[nodiscard]] int top() const
    {
        if (summary_ == 0)
            return -1;
        unsigned const group = highest_bit(summary_);
        return int(group * 64 + highest_bit(bits_[group]));
    }
    // The least priority that is not below any ready thread's.
    [[nodiscard]] Priority threshold() const { return threshold_; }
    [[nodiscard]] Tcb* first(int priority) const { return queues_[unsigned(priority)]; }

    void add_last(Tcb& t) { add(t, false); }
    void add_first(Tcb& t) { add(t, true); }

    void remove(Tcb& t);

private:
    static unsigned highest_bit(Word w) { return 63u - unsigned(__builtin_clzll(w)); }

    void add(Tcb& t, bool at_front);

    Tcb* queues_[priorities] = {};
    Word bits_[priorities / 64] = {};
    unsigned summary_ = 0;
    Priority threshold_{};
};

}  // namespace pinyon

#endif  // PINYON_READY_QUEUES_H
