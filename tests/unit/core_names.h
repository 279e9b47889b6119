// SPDX-License-Identifier: BSD-2-Clause
// Hands for tests of propagation: what a receiver is told, and threads that move.
#ifndef PINYON_CORE_NAMES_H
#define PINYON_CORE_NAMES_H

#include "core_kernel.h"
#include "generic/ipc/matching.h"

namespace pinyon::test {

inline ThreadId local(Tcb const& t)
{
    return ThreadId{t.utcb_pointer.raw()};
}

struct NamesTest : CoreTest {
    static Word state(Tcb const& t) { return schedule_state(t); }
    static bool waits(Tcb const& t) { return state(t) == PINYON_SCHED_WAITING; }
    static Word actual_sender(Tcb const& t) { return t.utcb.read(PINYON_TCR_ACTUAL_SENDER); }
    static Outcome propagated(ThreadId from, unsigned untyped = 0)
    {
        return {from.raw(), tag_of(untyped).raw() | PINYON_TAG_PROPAGATED, 0};
    }
    static Outcome plain(ThreadId from, unsigned untyped = 0)
    {
        return {from.raw(), tag_of(untyped).raw(), 0};
    }
    // Tries to have `s` send to `r` in the name of `v`. Leaves a mark in ActualSender before.
    Outcome deliver(Tcb& s, ThreadId v, Tcb& r)
    {
        receive(r, anythread);
        r.utcb.write(PINYON_TCR_ACTUAL_SENDER, poison);
        send_as(s, v, {.to = r.id, .send = time_zero});
        EXPECT_EQ(outcome(s).error, 0u);
        return outcome(r);
    }
    void move(Tcb& t, Tcb& host)
    {
        ASSERT_EQ(thread_control(root(),
                                 {.dest = t.id, .space = host.id, .utcb = free_utcb(*host.space)}),
                  succeeded);
    }
};

}  // namespace pinyon::test

#endif  // PINYON_CORE_NAMES_H
