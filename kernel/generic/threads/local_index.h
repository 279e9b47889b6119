// SPDX-License-Identifier: BSD-2-Clause
// From local ids to the threads of a space, for the fast path of IPC.
#ifndef PINYON_LOCAL_INDEX_H
#define PINYON_LOCAL_INDEX_H

#include "generic/threads/thread_id.h"

namespace pinyon {

struct Tcb;

// One for each space. Threads whose UTCBs lie `slots` blocks apart share a slot: the last one that
// came has it, and who names another goes the general path. No slot is empty: where there is no
// thread is one that bears no local id.
struct LocalIndex {
    static constexpr unsigned slots = 16;
    static constexpr unsigned slot_bits = 4;
    static_assert(slots == 1 << slot_bits);

    Tcb* thread[slots];

    LocalIndex() {}  // nothing is in it before fill()
    void fill(Tcb* nobody)
    {
        for (Tcb*& slot : thread)
            slot = nobody;
    }
    // For any id: a TCB whose UTCB pointer may be compared with it, of this space or of nobody.
    [[nodiscard]] Tcb*& at(ThreadId id)
    {
        return thread[id.raw() >> PINYON_UTCB_SIZE_LOG2 & (slots - 1)];
    }
};

}  // namespace pinyon

#endif  // PINYON_LOCAL_INDEX_H
