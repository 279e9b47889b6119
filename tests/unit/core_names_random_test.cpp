// SPDX-License-Identifier: BSD-2-Clause
// Random histories of threads that propagate, redirect, move, change their ids and die: each event
// checks the invariants, among them that nobody waits for what somebody is queued to send, and that
// everybody is queued where redirection says.
#include <algorithm>
#include <random>

#include "core_redirection.h"

namespace pinyon::test {
namespace {

constexpr unsigned spaces = 3, per_space = 3;
constexpr unsigned histories = 1000, steps = 120;

// One run from power-on. The first thread of each space stays in it and alive.
class History : public CoreKernel {
public:
    explicit History(unsigned seed) : random_{seed}
    {
        boot({.heap = Word{1} << 20});
        for (unsigned s = 0; s < spaces; ++s) {
            threads_.push_back(spawn().id);
            for (unsigned i = 1; i < per_space; ++i)
                threads_.push_back(spawn_with(*find(threads_[s * per_space])).id);
        }
    }
    void step()
    {
        switch (below(16)) {
        case 0:
            return change_redirector();
        case 1:
            return renew(mortal());
        case 2:
            return change_space(mortal());
        case 3:
            return replace(mortal());
        case 4:
            return abort(any());
        case 5:
            return elapse(below(20));
        case 6:
            return fault_of(any());
        default:
            return random_ipc(any());
        }
    }
    // What has happened at all, over all histories.
    struct Seen {
        unsigned propagated = 0, redirected = 0, held = 0, turned = 0;
    };
    void look(Seen& seen)
    {
        for (ThreadId const id : threads_) {
            Tcb const& t = *find(id);
            Word const tag = mr(t, 0);
            seen.held += t.operation().phase() == Phase::held;
            if (t.operation().phase() == Phase::none && !(tag & PINYON_TAG_ERROR)) {
                seen.propagated += (tag & PINYON_TAG_PROPAGATED) != 0;
                seen.redirected += (tag & PINYON_TAG_REDIRECTED) != 0;
            }
            bool const waits = t.user.phase() == Phase::recv_wait;
            seen.turned += waits && wanted(t) != t.user.wait_for() && is_thread(t.user.wait_for());
        }
    }

private:
    unsigned below(unsigned n) { return unsigned(random_() % n); }
    std::size_t any() { return below(unsigned(threads_.size())); }
    std::size_t mortal()
    {
        std::size_t const i = any();
        return i % per_space == 0 ? i + 1 : i;
    }
    ThreadId some() { return threads_[any()]; }
    IpcTime patience()
    {
        IpcTime const times[] = {time_zero, time_never, time_never, IpcTime::period(5)};
        return times[below(4)];
    }
    static bool is_thread(ThreadId id) { return id != anythread && id != anylocalthread; }
    // Whom the thread named in its call.
    static ThreadId wanted(Tcb const& t) { return ThreadId{t.frame.arg[1]}; }
    static bool can_run(Tcb const& t) { return t.runs_user_code(); }

    void random_ipc(std::size_t i)
    {
        Tcb& t = *find(threads_[i]);
        if (!can_run(t))
            return;
        ThreadId const froms[] = {nilthread, anythread, anylocalthread, some(), some()};
        ThreadId const to = below(3) == 0 ? nilthread : some();
        ThreadId const from = below(3) == 0 ? to : froms[below(5)];
        Message const m{.to = to, .from = from, .send = patience(), .receive = patience()};
        if (below(2) == 0)
            send_as(t, some(), m);
        else
            ipc(t, m);
    }
    void fault_of(std::size_t i)
    {
        Tcb& t = *find(threads_[i]);
        t.utcb.write(PINYON_TCR_PAGER, some().raw());
        if (can_run(t))
            fault(t, 0x50'0000, rights_r);
    }
    void change_redirector()
    {
        ThreadId const redirector = below(3) == 0 ? anythread : some();
        (void)space_control(root(), some(), Fpage{}, Fpage{}, redirector);
    }
    void abort(std::size_t i)
    {
        (void)thread_control(root(), {.dest = threads_[i], .space = threads_[i]});
    }
    void renew(std::size_t i)
    {
        ThreadId& id = threads_[i];
        ThreadId const renewed = ThreadId::global(id.number(), id.version() % 60 + 1);
        ASSERT_EQ(thread_control(root(), {.dest = renewed, .space = id}), succeeded);
        id = renewed;
    }
    void change_space(std::size_t i)
    {
        Tcb const& host = *find(threads_[below(spaces) * per_space]);
        Word const utcb = free_utcb(*host.space);
        if (host.space != find(threads_[i])->space) {
            ASSERT_EQ(thread_control(root(), {.dest = threads_[i], .space = host.id, .utcb = utcb}),
                      succeeded);
        }
    }
    // A new thread gets the id.
    void replace(std::size_t i)
    {
        ThreadId const old = threads_[i];
        remove(old);
        Tcb const& host = *find(threads_[i / per_space * per_space]);
        ASSERT_EQ(thread_control(root(), {.dest = old,
                                          .space = host.id,
                                          .scheduler = root().id,
                                          .pager = root().id,
                                          .utcb = free_utcb(*host.space)}),
                  succeeded);
        send(root(), old, {first_ip, first_sp}, time_zero);
    }

    std::mt19937 random_;
    std::vector<ThreadId> threads_;
};

TEST(CoreNamesRandom, invariants_hold_in_random_histories)
{
    History::Seen seen;
    for (unsigned seed = 1; seed <= histories; ++seed) {
        SCOPED_TRACE(seed);
        History history{seed};
        for (unsigned i = 0; i < steps; ++i) {
            history.step();
            if (testing::Test::HasFatalFailure())
                return;
            history.look(seen);
        }
    }
    EXPECT_GE(seen.propagated, 1000u);
    EXPECT_GE(seen.redirected, 300u);
    EXPECT_GE(seen.held, 300u);
    EXPECT_GE(seen.turned, 50u);
}

}  // namespace
}  // namespace pinyon::test
