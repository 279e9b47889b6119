// SPDX-License-Identifier: BSD-2-Clause
// Joining and leaving a ready queue: the list, the bit of its priority, the bit of its group.
#include "generic/time/ready_queues.h"

namespace pinyon {

namespace {

int highest_bit(Word w)
{
    return 63 ^ __builtin_clzll(w);
}

}  // namespace

void ReadyQueues::find_top()
{
    int const group = summary_ == 0 ? -1 : highest_bit(summary_);
    top_ = group < 0 ? -1 : group * 64 + highest_bit(bits_[group]);
}

void ReadyQueues::remove(Tcb& t)
{
    unsigned const p = t.priority.raw();
    QueueList::remove(queues_[p], t);
    t.queue = Tcb::Queue::none;
    if (queues_[p])
        return;
    bits_[p / 64] &= ~(Word{1} << p % 64);
    if (bits_[p / 64] == 0)
        summary_ &= ~(1u << p / 64);
    if (int(p) == top_) {
        find_top();
        index_.threshold = Priority{std::uint8_t(empty() ? 0 : top_)};
    }
}

void ReadyQueues::add(Tcb& t, bool at_front)
{
    unsigned const p = t.priority.raw();
    if (at_front)
        QueueList::prepend(queues_[p], t);
    else
        QueueList::append(queues_[p], t);
    t.queue = Tcb::Queue::ready;
    bits_[p / 64] |= Word{1} << p % 64;
    summary_ |= 1u << p / 64;
    if (int(p) > top_) {
        top_ = int(p);
        index_.threshold = t.priority;
    }
}

}  // namespace pinyon
