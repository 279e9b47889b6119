// SPDX-License-Identifier: BSD-2-Clause
// Where the fast path of IPC finds a partner, and the priority and home that it must have.
#ifndef PINYON_PARTNER_INDEX_H
#define PINYON_PARTNER_INDEX_H

#include <cstddef>

#include "generic/threads/thread_id.h"

namespace pinyon {

struct Tcb;

// One for each CPU: two words that lie together, since every fast IPC reads both. A port may read
// the second one as a whole.
struct alignas(2 * sizeof(Word)) PartnerIndex {
    // From a global id to the place of its number in bytes, with bits of the version below.
    static constexpr unsigned number_shift = 32 - 3;
    static_assert(sizeof(Tcb*) == 1 << 3);
    // Of the threshold in the second word.
    static constexpr unsigned threshold_shift = 32;

    Tcb** slots = nullptr;         // by thread number, none empty
    std::uint32_t last_place = 0;  // of a slot, in bytes: one less than a power of 2, times 8
    Priority threshold{};          // the least that is not below any ready thread's
    std::uint8_t unused = 0;
    CpuId home{};                  // the CPU itself: that of every thread that may run there

    // For any id: a TCB whose id may be compared with it. It may be that of no thread, which never
    // waits.
    [[nodiscard]] Tcb* candidate(ThreadId id) const
    {
        return at(id.raw() >> number_shift & last_place);
    }
    [[nodiscard]] Tcb* at(Word place) const
    {
        return *reinterpret_cast<Tcb**>(reinterpret_cast<std::byte*>(slots) + place);
    }

    // Whether a thread that waits may run here: its home and its priority at once. Each is the
    // 32-bit word that begins with the priority: of a TCB (priority, queue, home), and of this
    // (threshold, home). Of another home it differs by more than all priorities.
    [[nodiscard]] static constexpr bool may_run(std::uint32_t standing, std::uint32_t bound)
    {
        return standing - bound < 256;
    }
};
static_assert(sizeof(PartnerIndex) == 2 * sizeof(Word));
static_assert(8 * (offsetof(PartnerIndex, threshold) - sizeof(Word)) ==
              PartnerIndex::threshold_shift);
static_assert(offsetof(PartnerIndex, home) - offsetof(PartnerIndex, threshold) == 2);

}  // namespace pinyon

#endif  // PINYON_PARTNER_INDEX_H
