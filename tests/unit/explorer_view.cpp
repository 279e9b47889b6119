// SPDX-License-Identifier: BSD-2-Clause
// The state of the real kernel in the words of the model.
#include "explorer_stage.h"

#include <sstream>

namespace pinyon::test {

namespace {

constexpr Word tick_length = 1024;  // microseconds

int ticks_to(Clock moment)
{
    Clock const now = host::machine().now;
    return moment > now ? int((moment - now + tick_length - 1) / tick_length) : 0;
}

x2::State state_of(Tcb const& t)
{
    switch (schedule_state(t)) {
    case PINYON_SCHED_INACTIVE:
        return x2::State::inactive;
    case PINYON_SCHED_RUNNING:
        return x2::State::running;
    case PINYON_SCHED_PENDING_SEND:
        return x2::State::pending;
    case PINYON_SCHED_WAITING:
        return x2::State::waiting;
    case PINYON_SCHED_SENDING:
        return x2::State::sending;
    case PINYON_SCHED_RECEIVING:
        return x2::State::receiving;
    default:
        return x2::State::absent;
    }
}

x2::Purpose purpose_of(Tcb const& t)
{
    switch (t.kernel_op) {
    case KernelOp::start:
        return x2::Purpose::start;
    case KernelOp::page_fault:
        return x2::Purpose::page_fault;
    case KernelOp::exception:
        return x2::Purpose::exception;
    case KernelOp::interrupt:
        return x2::Purpose::interrupt;
    default:
        return x2::Purpose::own;
    }
}

x2::Limit limit_of(IpcTime time)
{
    return time.is_never()   ? x2::Limit::never
           : time.is_point() ? x2::Limit::point
           : time.is_zero()  ? x2::Limit::zero
                             : x2::Limit::period;
}

}  // namespace

int Stage::index_of(Tcb const& t) const
{
    for (int i = 0; i < int(actors_.size()); ++i)
        if (actors_[i].number == t.id.number())
            return i;
    return -1;
}

x2::Name Stage::name_of(ThreadId id)
{
    if (id.is_nil())
        return x2::nil;
    if (id == anythread)
        return x2::anyone;
    if (id == anylocalthread)
        return x2::any_local;
    for (int i = 0; i < int(actors_.size()); ++i)
        if (id.is_global() && id.number() == actors_[i].number)
            return {x2::Name::Kind::global, i, int(id.version())};
    return x2::nobody;
}

void Stage::observe_ipc(Tcb& t, x2::Thread& seen)
{
    IpcOp const& op = t.operation();
    bool const sends = op.phase == Phase::send_wait || op.phase == Phase::xfer_send;
    if (t.timer.armed)
        seen.left = ticks_to(t.timer.when);
    if (op.peer)
        seen.partner = index_of(*op.peer);
    if (sends)
        seen.items = t.kernel_op == KernelOp::none && MsgTag{mr(t, 0)}.typed() != 0;
    if (sends && op.has_receive) {
        seen.receive_limit = limit_of(op.receive_time);
        if (op.receive_time.is_point())
            seen.until = ticks_to(op.receive_point);
    }
    if (op.phase == Phase::recv_wait || (sends && op.has_receive))
        seen.awaited = op.wait_for.is_nil() ? x2::nobody : name_of(op.wait_for);
}

void Stage::observe_line(Tcb const& t, x2::Thread& seen)
{
    auto const line = std::uint32_t(t.id.number());
    seen.handler = name_of(t.handler);
    seen.masked = !host::machine().unmasked.contains(line);
    seen.raised = host::machine().raised.contains(line);
}

x2::Thread Stage::observe(int thread)
{
    Tcb& t = actor(thread);
    x2::Thread seen{.state = state_of(t),
                    .purpose = purpose_of(t),
                    .halted = t.halted,
                    .version = int(t.id.version()),
                    .space = actors_[thread].space};
    if (t.operation().phase != Phase::none)
        observe_ipc(t, seen);
    if (t.is_interrupt()) {
        observe_line(t, seen);
    } else if (t.active) {
        seen.takes_items = t.utcb.buffer_register(0) != 0;
        seen.pager = name_of(ThreadId{t.utcb.read(PINYON_TCR_PAGER)});
        seen.handler = name_of(ThreadId{t.utcb.read(PINYON_TCR_EXCEPTION_HANDLER)});
    }
    for (Tcb* s = t.senders; s; s = QueueList::next(t.senders, *s))
        seen.queue.push_back(index_of(*s));
    return seen;
}

x2::World Stage::observe(x2::World const& expected)
{
    x2::World seen;
    seen.exception_words = Arch::exception_words;
    for (int i = 0; i < int(actors_.size()); ++i) {
        x2::Thread absent;
        absent.space = actors_[i].space;
        if (i < int(expected.threads.size()))
            absent.version = expected.threads[i].version;
        seen.threads.push_back(find_actor(i) ? observe(i) : absent);
    }
    seen.results.resize(seen.threads.size());
    return seen;
}

std::string Stage::difference(int thread, x2::Result const& result)
{
    Tcb& t = actor(thread);
    Outcome const seen = outcome(t);
    bool const received = !result.from.is_nil();
    ThreadId const from = received ? id_of(result.from) : ThreadId{seen.from};
    Word const error = result.tag & PINYON_TAG_ERROR ? result.error : 0;
    Outcome const expected{from.raw(), result.tag, error};
    if (seen == expected)
        return {};
    std::ostringstream out;
    out << "thread " << char('A' + thread) << " got " << seen << ", expected " << expected << '\n';
    return out.str();
}

}  // namespace pinyon::test
