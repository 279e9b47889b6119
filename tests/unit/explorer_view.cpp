// SPDX-License-Identifier: BSD-2-Clause
// The state of the real kernel in the words of the model.
#include "explorer_stage.h"

#include <sstream>

#include "generic/ipc/redirection.h"

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

// Of one of the two operations of a thread in a transfer.
x2::State state_of(Phase phase)
{
    switch (phase) {
    case Phase::send_wait:
    case Phase::held:
        return x2::State::pending;
    case Phase::recv_wait:
        return x2::State::waiting;
    case Phase::xfer_send:
        return x2::State::sending;
    case Phase::xfer_recv:
        return x2::State::receiving;
    default:
        return x2::State::running;
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

int Stage::space_of(Tcb const& t)
{
    for (int i = 0; i < int(controllers_.size()); ++i)
        if (controllers_[i]->space == t.space)
            return i;
    return x2::Thread::no_space;
}

void Stage::observe_send(Tcb& t, IpcOp const& op, x2::Ipc& seen)
{
    seen.to = name_of(op.to);
    seen.as = name_of(op.virtual_sender);
    if (op.has_receive) {
        seen.receive_limit = limit_of(op.receive_time());
        if (op.receive_time().is_point())
            seen.until = ticks_to(t.receive_point);
    }
    if (&op != &t.user || MsgTag{mr(t, 0)}.typed() == 0)
        return;
    seen.string = StringItem{mr(t, 2)}.is_one();
    seen.items = !seen.string;
    if (op.phase() != Phase::xfer_send)
        return;
    seen.copied = int(t.xfer.string_bytes);
    if (t.xfer.timed)
        seen.timed = t.xfer.sender_is_shorter ? x2::Shorter::sender : x2::Shorter::receiver;
}

x2::Ipc Stage::observe_ipc(Tcb& t, IpcOp const& op)
{
    x2::Ipc seen{.state = state_of(op.phase())};
    bool const sends = op.waits_to_send() || op.phase() == Phase::xfer_send;
    if (&op == &t.user && t.timer.armed())
        seen.left = ticks_to(t.timer.when);
    if (op.peer)
        seen.partner = index_of(*op.peer);
    if (sends)
        observe_send(t, op, seen);
    if (op.phase() == Phase::recv_wait || (sends && op.has_receive))
        seen.awaited = op.wait_for().is_nil() ? x2::nobody : name_of(op.wait_for());
    return seen;
}

void Stage::observe_line(Tcb const& t, x2::Thread& seen)
{
    auto const line = std::uint32_t(t.id.number());
    seen.handler = name_of(t.handler);
    seen.masked = !host::machine().unmasked.contains(line);
    seen.raised = host::machine().raised.contains(line);
}

void Stage::observe_registers(Tcb& t, x2::Thread& seen)
{
    Word const acceptor = t.utcb.buffer_register(0);
    seen.takes_items = !Acceptor{acceptor}.window().is_nil();
    seen.takes_strings = Acceptor{acceptor}.takes_strings();
    Timeouts const transfer{t.utcb.read(PINYON_TCR_XFER_TIMEOUTS)};
    seen.transfer_send = limit_of(transfer.send);
    seen.transfer_receive = limit_of(transfer.receive);
    seen.pager = name_of(ThreadId{t.utcb.read(PINYON_TCR_PAGER)});
    seen.handler = name_of(ThreadId{t.utcb.read(PINYON_TCR_EXCEPTION_HANDLER)});
}

x2::Thread Stage::observe(int thread)
{
    Tcb& t = actor(thread);
    x2::Thread seen;
    if (t.operation().phase() != Phase::none)
        seen.ipc() = observe_ipc(t, t.operation());
    // In a transfer the API speaks of that.
    bool const nested = t.kernel_op != KernelOp::none && t.user.phase() != Phase::none;
    if (nested)
        seen.below = observe_ipc(t, t.user);
    (nested ? *seen.below : seen.ipc()).state = state_of(t);
    seen.purpose = purpose_of(t);
    seen.halted = t.halted;
    seen.version = int(t.id.version());
    seen.space = space_of(t);
    if (t.is_interrupt())
        observe_line(t, seen);
    else if (t.active)
        observe_registers(t, seen);
    for (Tcb* s = t.senders; s; s = QueueList::next(t.senders, *s))
        seen.queue.push_back(index_of(*s));
    return seen;
}

x2::Space Stage::observe_space(int space)
{
    Tcb const& controller = this->controller(space);
    ThreadId const redirector = controller.space->redirector;
    return {redirector == lost_redirector ? x2::nobody : name_of(redirector),
            has_strings_ && maps(controller, string_page_at)};
}

x2::World Stage::observe(x2::World const& expected)
{
    x2::World seen;
    seen.exception_words = Arch::exception_words;
    seen.has_strings = has_strings_;
    seen.threads.reserve(actors_.size());
    for (int i = 0; i < int(actors_.size()); ++i) {
        x2::Thread absent;
        absent.space = actors_[i].space;
        if (i < int(expected.threads.size())) {
            absent.version = expected.threads[i].version;
            absent.space = expected.threads[i].space;
        }
        seen.threads.push_back(find_actor(i) ? observe(i) : absent);
    }
    for (int i = 0; i < int(controllers_.size()); ++i)
        seen.spaces.push_back(observe_space(i));
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
    std::ostringstream out;
    if (seen != expected)
        out << "thread " << char('A' + thread) << " got " << seen << ", expected " << expected
            << '\n';
    auto const compare = [&](char const* what, int tcr, x2::Name name) {
        if (!name.is_nil() && t.utcb.read(tcr) != id_of(name).raw())
            out << "thread " << char('A' + thread) << " got another " << what << ", expected "
                << x2::text_of(name) << '\n';
    };
    compare("ActualSender", PINYON_TCR_ACTUAL_SENDER, result.actual);
    compare("IntendedReceiver", PINYON_TCR_INTENDED_RECEIVER, result.intended);
    return out.str();
}

}  // namespace pinyon::test
