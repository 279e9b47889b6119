// SPDX-License-Identifier: BSD-2-Clause
// Exhaustive exploration of two threads that do IPC with each other and are cut, halted and resumed
// by a third: every reachable state of the real kernel, against a model of a few rules.
#include "core_kernel.h"

#include <array>
#include <deque>
#include <iostream>
#include <map>
#include <sstream>

namespace pinyon::test {
namespace {

enum class From { nobody, partner, anyone };

struct Move {
    unsigned actor = 0;
    bool sends = false;
    From from = From::nobody;
    bool send_at_once = false, receive_at_once = false;
    Word exchange = 0;  // control word of an ExchangeRegisters on the actor, instead of an Ipc
    [[nodiscard]] bool is_ipc() const { return exchange == 0; }
};

std::vector<Move> all_moves()
{
    constexpr bool both[] = {false, true};
    std::vector<Move> moves;
    for (unsigned actor : {0u, 1u}) {
        for (bool const sends : both)
            for (From const from : {From::nobody, From::partner, From::anyone})
                for (bool const send_at_once : both)
                    for (bool const receive_at_once : both) {
                        bool const phaseless =
                            (!sends && send_at_once) || (from == From::nobody && receive_at_once);
                        if (!phaseless && (sends || from != From::nobody))
                            moves.push_back({actor, sends, from, send_at_once, receive_at_once, 0});
                    }
        for (Word const control :
             {PINYON_EXREGS_SEND, PINYON_EXREGS_RECEIVE, PINYON_EXREGS_SEND | PINYON_EXREGS_RECEIVE,
              PINYON_EXREGS_SET_HALT | PINYON_EXREGS_HALT, PINYON_EXREGS_SET_HALT})
            moves.push_back({.actor = actor, .exchange = control});
    }
    return moves;
}

// ---- The rules ---------------------------------------------------------------------------------

// A thread as reference 4.9 and 4.2 see it. With one partner, closed and open receives differ only
// in what they name.
struct Actor {
    Word state = PINYON_SCHED_RUNNING;
    Word error = 0;  // ErrorCode of the last Ipc that ended
    bool halted = false;
    bool then_receives = false, receive_at_once = false;

    void end(Word code)
    {
        state = PINYON_SCHED_RUNNING;
        error = code;
    }
    // Nobody is queued to send to it.
    void begin_receive()
    {
        if (receive_at_once)
            end(ipc_error(IpcFault::timeout, IpcPhase::receive));
        else
            state = PINYON_SCHED_WAITING;
    }
    void end_send()
    {
        if (then_receives)
            begin_receive();
        else
            end(0);
    }
};

struct Rules {
    std::array<Actor, 2> actors;

    [[nodiscard]] bool possible(Move const& m) const
    {
        Actor const& a = actors[m.actor];
        return !m.is_ipc() || (a.state == PINYON_SCHED_RUNNING && !a.halted);
    }
    void ipc(Actor& self, Actor& partner, Move const& m)
    {
        self.then_receives = m.from != From::nobody;
        self.receive_at_once = m.receive_at_once;
        if (m.sends && partner.state == PINYON_SCHED_WAITING) {
            self.end_send();
            partner.end(0);
        } else if (m.sends && m.send_at_once) {
            self.end(ipc_error(IpcFault::timeout, IpcPhase::send));
        } else if (m.sends) {
            self.state = PINYON_SCHED_PENDING_SEND;
        } else if (partner.state == PINYON_SCHED_PENDING_SEND) {
            self.end(0);
            partner.end_send();
        } else {
            self.begin_receive();
        }
    }
    static void exchange(Actor& a, Word control)
    {
        if (control & PINYON_EXREGS_SET_HALT)
            a.halted = control & PINYON_EXREGS_HALT;
        if ((control & PINYON_EXREGS_SEND) && a.state == PINYON_SCHED_PENDING_SEND)
            a.end(ipc_error(IpcFault::cancelled, IpcPhase::send));
        if ((control & PINYON_EXREGS_RECEIVE) && a.state == PINYON_SCHED_WAITING)
            a.end(ipc_error(IpcFault::cancelled, IpcPhase::receive));
    }
    void apply(Move const& m)
    {
        if (m.is_ipc())
            ipc(actors[m.actor], actors[1 - m.actor], m);
        else
            exchange(actors[m.actor], m.exchange);
    }
};

// ---- The kernel --------------------------------------------------------------------------------

// One run from power-on; every event checks the invariants.
class Trial : public CoreKernel {
public:
    Trial()
    {
        boot({.heap = Word{1} << 19});
        threads_[0] = &spawn();
        threads_[1] = &spawn_with(*threads_[0]);
        controller_ = &spawn_with(*threads_[0]);
    }
    void apply(Move const& m)
    {
        Tcb &actor = *threads_[m.actor], &partner = *threads_[1 - m.actor];
        if (!m.is_ipc()) {
            (void)exchange(*controller_, {.dest = actor.id, .control = m.exchange});
            return;
        }
        ThreadId const from = m.from == From::anyone    ? anythread
                              : m.from == From::partner ? partner.id
                                                        : nilthread;
        ipc(actor, {.to = m.sends ? partner.id : nilthread,
                    .from = from,
                    .send = m.send_at_once ? time_zero : time_never,
                    .receive = m.receive_at_once ? time_zero : time_never,
                    .tag = tag_of(1),
                    .words = {m.actor}});
    }
    void compare(Rules const& rules)
    {
        for (unsigned i : {0u, 1u}) {
            Actor const& expected = rules.actors[i];
            ASSERT_EQ(schedule_state(*threads_[i]), expected.state) << "thread " << i;
            ASSERT_EQ(threads_[i]->halted, expected.halted) << "thread " << i;
            if (expected.state == PINYON_SCHED_RUNNING) {
                ASSERT_EQ(outcome(*threads_[i]).error, expected.error) << "thread " << i;
            }
        }
    }
    // All that future events can depend on.
    std::string state()
    {
        std::ostringstream out;
        for (Tcb* t : threads_) {
            IpcOp const& op = t->user;
            bool const waits = op.phase != Phase::none;
            out << int(op.phase) << t->halted << (current() == t)
                << (t->queue == Tcb::Queue::ready);
            if (waits)
                out << op.has_receive << op.wait_for.raw() << '/' << op.receive_time.raw();
            out << ' ';
        }
        Tcb* const first = cpu().ready.first(100);
        for (Tcb* t = first; t; t = QueueList::next(first, *t))
            out << t->id.number() << ' ';
        return out.str();
    }

private:
    std::array<Tcb*, 2> threads_{};
    Tcb* controller_ = nullptr;
};

using Script = std::vector<Move>;

TEST(CoreExplorer, two_threads_follow_the_rules_in_every_state_that_they_can_reach)
{
    std::vector<Move> const moves = all_moves();
    std::map<std::string, Script> states;
    std::deque<std::string> open;
    std::size_t transitions = 0;
    auto const reach = [&](Script const& script) {
        Trial trial;
        Rules rules;
        for (Move const& m : script) {
            trial.apply(m);
            rules.apply(m);
        }
        trial.compare(rules);
        std::string const state = trial.state();
        if (states.emplace(state, script).second)
            open.push_back(state);
        return rules;
    };
    (void)reach({});
    while (!open.empty()) {
        Script const script = states.at(open.front());
        open.pop_front();
        Rules here;
        for (Move const& m : script)
            here.apply(m);
        for (Move const& m : moves) {
            if (!here.possible(m))
                continue;
            Script next = script;
            next.push_back(m);
            (void)reach(next);
            ++transitions;
            if (testing::Test::HasFatalFailure())
                return;
        }
    }
    std::cout << "explored " << states.size() << " states, " << transitions << " transitions\n";
    EXPECT_GE(states.size(), 100u);
}

}  // namespace
}  // namespace pinyon::test
