// SPDX-License-Identifier: BSD-2-Clause
// A space with a redirector, for tests of redirection.
#ifndef PINYON_CORE_REDIRECTION_H
#define PINYON_CORE_REDIRECTION_H

#include "core_names.h"
#include "generic/ipc/redirection.h"

namespace pinyon::test {

constexpr Word fault_at = 0x50'0000;
inline const Word fault_label = protocol_label(PINYON_PROTO_PAGE_FAULT, rights_r.raw());

// `a` and `mate` share a space whose redirector is `r`; `d` is outside.
struct RedirectionTest : NamesTest {
    void SetUp() override
    {
        NamesTest::SetUp();
        a = &spawn();
        mate = &spawn_with(*a);
        d = &spawn();
        r = &spawn();
        ASSERT_EQ(redirect(*a, r->id), succeeded);
    }
    Answer redirect(Tcb const& of, ThreadId to)
    {
        return space_control(root(), of.id, Fpage{}, Fpage{}, to);
    }
    static bool runs(Tcb const& t) { return state(t) == PINYON_SCHED_RUNNING; }
    static bool sends(Tcb const& t) { return state(t) == PINYON_SCHED_PENDING_SEND; }
    static bool held(Tcb const& t) { return t.operation().phase() == Phase::held; }
    static ThreadId intended(Tcb const& t)
    {
        return ThreadId{t.utcb.read(PINYON_TCR_INTENDED_RECEIVER)};
    }
    static ThreadId actual(Tcb const& t) { return ThreadId{t.utcb.read(PINYON_TCR_ACTUAL_SENDER)}; }
    static Outcome message(ThreadId from, Word flags = 0, unsigned untyped = 0, Word label = 0)
    {
        return {from.raw(), tag_of(untyped, 0, label).raw() | flags, 0};
    }
    static Outcome redirected(ThreadId from, unsigned untyped = 0, Word label = 0)
    {
        return message(from, PINYON_TAG_REDIRECTED, untyped, label);
    }
    // `t` receives from anyone without waiting.
    Outcome next(Tcb& t)
    {
        receive(t, anythread, time_zero);
        return outcome(t);
    }
    void lose_redirector()
    {
        remove(*r);
        r = nullptr;
    }
    Tcb *a = nullptr, *mate = nullptr, *d = nullptr, *r = nullptr;
};

inline const Outcome nothing = failure(IpcFault::timeout, IpcPhase::receive);

}  // namespace pinyon::test

#endif  // PINYON_CORE_REDIRECTION_H
