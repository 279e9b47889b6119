// SPDX-License-Identifier: BSD-2-Clause
// From thread numbers to TCBs: one word for each of 2^t numbers.
#ifndef PINYON_THREAD_TABLE_H
#define PINYON_THREAD_TABLE_H

#include "generic/threads/partner_index.h"
#include "generic/threads/tcb.h"

namespace pinyon {

class ThreadTable {
public:
    // `slots`: 2^bits words.
    void initialise(Tcb** slots, unsigned bits)
    {
        slots_ = slots;
        bits_ = bits;
        nobody_.id = anythread;
        for (Word i = 0; has_number(i); ++i)
            slots_[i] = &nobody_;
    }
    [[nodiscard]] unsigned bits() const { return bits_; }
    [[nodiscard]] bool has_number(Word number) const { return number >> bits_ == 0; }

    // The living thread with exactly this global id, else null. Nil, wildcards, local and stale
    // ids fail at the comparison.
    [[nodiscard]] Tcb* find(ThreadId id) const
    {
        if (!has_number(id.number()))
            return nullptr;
        Tcb* const t = slots_[id.number()];
        return t->id == id ? t : nullptr;
    }
    // Somebody depends on the id from now on (reaper.h).
    void rely_on(ThreadId id) const
    {
        if (Tcb* const t = find(id))
            t->relied_on = true;
    }
    // For the fast path, which masks a number instead of comparing it with a bound.
    [[nodiscard]] PartnerIndex index() const
    {
        return {.slots = slots_,
                .last_place = std::uint32_t(((Word{1} << bits_) - 1) * sizeof(Tcb*))};
    }
    // Whoever has the number, whatever the version; also a thread that is being deleted.
    [[nodiscard]] Tcb* at(Word number) const
    {
        return slots_[number] == &nobody_ ? nullptr : slots_[number];
    }
    // Stands where there is no thread: no id leads to it, and it never waits.
    [[nodiscard]] Tcb* nobody() { return &nobody_; }
    void set(Word number, Tcb* thread) { slots_[number] = thread ? thread : &nobody_; }

private:
    Tcb** slots_ = nullptr;
    unsigned bits_ = 0;
    Tcb nobody_{};                 // in every slot without a thread; no id leads there
};

}  // namespace pinyon

#endif  // PINYON_THREAD_TABLE_H
