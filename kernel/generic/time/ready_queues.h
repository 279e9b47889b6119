// SPDX-License-Identifier: BSD-2-Clause
// The ready queues of one CPU: exactly its runnable threads except the current one, by priority.
#ifndef PINYON_READY_QUEUES_H
#define PINYON_READY_QUEUES_H

#include "generic/threads/partner_index.h"
#include "generic/threads/tcb.h"

namespace pinyon {

class ReadyQueues {
public:
    static constexpr unsigned priorities = 256;

    [[nodiscard]] bool empty() const { return top_ < 0; }

    // Highest priority with a ready thread, -1 if there is none.
    [[nodiscard]] int top() const { return top_; }
    // The least priority that is not below any ready thread's.
    [[nodiscard]] Priority threshold() const { return index_.threshold; }
    // What the fast path reads, of which `index` is the part that never changes.
    void set_index(PartnerIndex index, CpuId home)
    {
        index_ = index;
        index_.home = home;
    }
    [[nodiscard]] PartnerIndex const& index() const { return index_; }
    // Where it is in this object, for a port that has its address from a register.
    static constexpr Word index_place() { return offsetof(ReadyQueues, index_); }
    [[nodiscard]] Tcb* first(int priority) const { return queues_[unsigned(priority)]; }

    void add_last(Tcb& t) { add(t, false); }
    void add_first(Tcb& t) { add(t, true); }

    void remove(Tcb& t);

    // `first`, the first of its priority, leaves, and `other` of the same priority comes in its
    // place.
    void replace_first(Tcb& first, Tcb& other)
    {
        QueueList::replace_first(queues_[first.priority.raw()], other);
        first.queue = Tcb::Queue::none;
        other.queue = Tcb::Queue::ready;
    }

private:
    void add(Tcb& t, bool at_front);
    void find_top();

    PartnerIndex index_;
    Tcb* queues_[priorities] = {};
    Word bits_[priorities / 64] = {};
    unsigned summary_ = 0;
    int top_ = -1;  // what the bits say
};

}  // namespace pinyon

#endif  // PINYON_READY_QUEUES_H
