// SPDX-License-Identifier: BSD-2-Clause
// Threads that are preempted, delay it, and want to be told: for tests of the core.
#ifndef PINYON_CORE_PREEMPTED_H
#define PINYON_CORE_PREEMPTED_H

#include "core_kernel.h"

namespace pinyon::test {

inline constexpr Word slice = default_slice;
inline constexpr Word delay = 400;
inline constexpr Word wake_after = 1000;

struct PreemptedTest : CoreTest {
    static void set_flags(Tcb& t, Word flags) { t.utcb.write(PINYON_TCR_FLAGS, flags); }
    static Word flags(Tcb const& t) { return t.utcb.read(PINYON_TCR_FLAGS); }
    static bool pending(Tcb const& t) { return flags(t) & PINYON_PREEMPT_PENDING; }
    void sensitivity(Tcb& t, Word priority, Word microseconds)
    {
        EXPECT_NE(schedule(root(), t.id, {.preemption = priority << 16 | microseconds}).state, 0u);
    }
    // A worker of priority 100 that delays for newcomers up to 150.
    Tcb& spawn_delaying()
    {
        Tcb& t = spawn(100);
        sensitivity(t, 150, delay);
        set_flags(t, PINYON_PREEMPT_DELAY);
        return t;
    }
    // One that becomes ready by a timeout.
    Tcb& spawn_sleeper(Word priority, Word microseconds = wake_after)
    {
        Tcb& t = spawn(priority);
        receive(t, anythread, IpcTime::period(microseconds));
        return t;
    }
    Tcb& handler_of(Tcb& t, Word priority)
    {
        Tcb& handler = spawn(priority);
        t.utcb.write(PINYON_TCR_EXCEPTION_HANDLER, handler.id.raw());
        receive(handler, anythread);
        return handler;
    }
    static MsgTag exception_tag()
    {
        Word const label = protocol_label(PINYON_PROTO_SYSTEM_EXCEPTION);
        return tag_of(Arch::exception_words, 0, label);
    }
    static Outcome signal_of(Tcb const& t)
    {
        MsgTag const tag = tag_of(2, 0, protocol_label(PINYON_PROTO_PREEMPTION));
        return {t.id.raw(), tag.raw(), 0};
    }
};

}  // namespace pinyon::test

#endif  // PINYON_CORE_PREEMPTED_H
