// SPDX-License-Identifier: BSD-2-Clause
// The rules of X.2 for Ipc, its timeouts and its ends. Each is preceded by what the reference says.
#include "x2_model.h"

#include <algorithm>

namespace pinyon::x2 {

namespace {

constexpr Word protocol_tag(int number, Word nibble, Word untyped)
{
    return (Word(std::int64_t{number}) << 4 | nibble) << 16 | untyped;
}

int ticks_of(Limit limit)
{
    return limit == Limit::never ? endless : limit == Limit::zero ? 0 : span;
}

}  // namespace

// ---- Names -------------------------------------------------------------------------------------

Name World::name_of(int thread) const
{
    return {Name::Kind::global, thread, threads[thread].version};
}

// 4.9 rule 5: a sender is known by its local id in its own space, by its global id elsewhere.
Name World::shown_to(int reader, int thread) const
{
    Name name = name_of(thread);
    if (!threads[thread].is_interrupt() && threads[thread].space == threads[reader].space)
        name.kind = Name::Kind::local;
    return name;
}

// 1.2: a global id names the thread of that number and version; a local one, an active thread of
// the invoker's space.
int World::find(int self, Name name) const
{
    if (name.kind != Name::Kind::global && name.kind != Name::Kind::local)
        return -1;
    Thread const& t = threads[name.thread];
    if (!t.exists() || t.version != name.version)
        return -1;
    bool const hidden =
        name.kind == Name::Kind::local && (!t.is_active() || t.space != threads[self].space);
    return hidden ? -1 : name.thread;
}

// ---- Ipc ---------------------------------------------------------------------------------------

void World::ipc(int self, Call const& call)
{
    // 4.9: an optional send phase to `to`, then an optional receive phase from FromSpecifier.
    if (call.to.is_nil() && call.from.is_nil()) {
        results[self] = Result{};
        return;
    }
    Thread& t = threads[self];
    int const partner = find(self, call.from);
    t.awaited = call.from.is_nil() || call.from.is_wildcard() ? call.from
                : partner < 0                                 ? nobody
                                                              : name_of(partner);
    if (!call.from.is_nil()) {
        t.receive_limit = call.receive;
        t.until = call.receive == Limit::point ? span : endless;
    }
    t.items = call.items;
    if (call.to.is_nil())
        return receive(self);
    // Rule 2: the receiver must exist; a wildcard is nobody.
    int const to = find(self, call.to);
    if (to < 0)
        return fail(self, PINYON_IPC_NO_PARTNER, false);
    send(self, to, call.send);
}

// Rule 7: anylocalthread matches senders of the receiver's space.
bool World::matches(int receiver, int sender) const
{
    Name const awaited = threads[receiver].awaited;
    return awaited == anyone || awaited == name_of(sender) ||
           (awaited == any_local && threads[sender].space == threads[receiver].space);
}

// Rule 2: it waits for the sender, and its receive timeout has not run out.
bool World::accepts(int receiver, int sender) const
{
    Thread const& r = threads[receiver];
    return r.state == State::waiting && r.left != 0 && matches(receiver, sender);
}

// Rule 2: the message goes at once, or the sender queues for at most SndTimeout. Interrupts come
// before other senders.
void World::send(int self, int to, Limit limit)
{
    Thread& s = threads[self];
    if (accepts(to, self))
        return transfer(self, to);
    if (limit == Limit::zero)
        return fail(self, PINYON_IPC_TIMEOUT, false);
    s.state = State::pending;
    s.partner = to;
    s.left = ticks_of(limit);
    std::vector<int>& queue = threads[to].queue;
    queue.insert(s.purpose == Purpose::interrupt ? queue.begin() : queue.end(), self);
}

// Rule 3: a closed receive from nobody fails; a matching sender that is queued is served, oldest
// first; otherwise it waits for at most RcvTimeout, counted from here (rule 4).
void World::receive(int self)
{
    Thread& r = threads[self];
    if (!r.awaited.is_wildcard() && find(self, r.awaited) < 0)
        return fail(self, PINYON_IPC_NO_PARTNER, true);
    for (int const sender : r.queue)
        if (matches(self, sender))
            return transfer(sender, self);
    int const ticks = r.receive_limit == Limit::point ? r.until : ticks_of(r.receive_limit);
    if (ticks == 0)
        return fail(self, PINYON_IPC_TIMEOUT, true);
    r.state = State::waiting;
    r.partner = -1;
    r.items = false;
    r.receive_limit = Limit::never;
    r.until = endless;
    r.left = ticks;
}

// Rule 4: no timeout bounds a transfer. Rule "transfer order": untyped words first, then items.
void World::transfer(int sender, int receiver)
{
    Thread &s = threads[sender], &r = threads[receiver];
    std::erase(r.queue, sender);
    s.state = State::sending;
    s.partner = receiver;
    s.left = endless;
    r.state = State::receiving;
    r.partner = sender;
    r.items = false;
    r.awaited = nil;
    r.receive_limit = Limit::never;
    r.left = r.until = endless;
    // A map item finds the window nil: message overflow on both sides. The kernel takes mappings
    // for a page fault (6.1), and nothing for other operations of its own.
    bool const window =
        r.purpose == Purpose::own ? r.takes_items : r.purpose == Purpose::page_fault;
    if (s.items && !window)
        return fail_transfer(sender, PINYON_IPC_OVERFLOW, message_tag(sender));
    if (!s.items || !pausing)
        go_on(sender);
}

// Rule 1: the switch from the send phase to the receive phase is atomic: the receiver does not go
// on before its sender waits.
void World::go_on(int sender)
{
    int const receiver = threads[sender].partner;
    Word const tag = message_tag(sender);
    end_send(sender);
    end_receive(receiver, sender, tag);
}

void World::end_send(int sender)
{
    Thread& s = threads[sender];
    if (!s.awaited.is_nil())
        return receive(sender);
    rest(sender);
    results[sender] = Result{};  // only a thread's own IPC can lack the receive phase
}

// A thread that got the answer to an operation of the kernel's goes on; its registers are what they
// were (6). An interrupt is acknowledged by the answer: the line is unmasked (6.5).
void World::end_receive(int receiver, int sender, Word tag)
{
    Thread& r = threads[receiver];
    Purpose const purpose = r.purpose;
    rest(receiver);
    if (purpose == Purpose::own)
        results[receiver] = Result{tag, 0, shown_to(receiver, sender)};
    if (purpose == Purpose::interrupt)
        r.masked = false;
}

// Messages: a thread's own carries its index as label; the kernel's are those of chapter 6.
Word World::message_tag(int sender) const
{
    Thread const& s = threads[sender];
    switch (s.purpose) {
    case Purpose::page_fault:
        return protocol_tag(PINYON_PROTO_PAGE_FAULT, 4, 2);  // a read
    case Purpose::exception:
        return protocol_tag(PINYON_PROTO_ARCH_EXCEPTION, 0, exception_words);
    case Purpose::interrupt:
        return protocol_tag(PINYON_PROTO_INTERRUPT, 0, 0);
    default:
        return Word(sender + 1) << 16 | (s.items ? 2u << 6 : 0u) | 1u;
    }
}

// ---- Ends --------------------------------------------------------------------------------------

// No IPC goes on.
void World::rest(int thread)
{
    Thread& t = threads[thread];
    if (t.state == State::pending)
        std::erase(threads[t.partner].queue, thread);
    t.state = State::running;
    t.purpose = Purpose::own;
    t.partner = -1;
    t.items = false;
    t.awaited = nil;
    t.receive_limit = Limit::never;
    t.left = t.until = endless;
}

// 1.8 and 4.9 rule 10: ErrorCode says why and in which phase, MR0 that it failed. What the kernel
// did in the thread's name is dropped: the thread repeats what it did, or starts (4.2).
void World::fail(int thread, int error, bool receiving, Word tag)
{
    Purpose const purpose = threads[thread].purpose;
    rest(thread);
    if (purpose == Purpose::own)
        results[thread] = Result{tag | PINYON_TAG_ERROR, Word(error) << 1 | receiving, nil};
}

// Errors 4 and 7 are for both sides. An interrupt is acknowledged by the attempt.
void World::fail_transfer(int sender, int error, Word tag)
{
    int const receiver = threads[sender].partner;
    if (threads[receiver].purpose == Purpose::interrupt)
        end_receive(receiver, sender, tag);
    else
        fail(receiver, error, true, tag);
    fail(sender, error, false, tag);
}

// 4.2: what waits is cancelled, a transfer is aborted for both; only the phase that is named.
void World::cut(int thread, Cut phases)
{
    switch (Thread const& t = threads[thread]; t.state) {
    case State::pending:
        if (phases.send)
            fail(thread, PINYON_IPC_CANCELLED, false);
        break;
    case State::waiting:
        if (phases.receive)
            fail(thread, PINYON_IPC_CANCELLED, true);
        break;
    case State::sending:
        if (phases.send)
            fail_transfer(thread, PINYON_IPC_ABORTED);
        break;
    case State::receiving:
        if (phases.receive)
            fail_transfer(t.partner, PINYON_IPC_ABORTED);
        break;
    default:
        break;
    }
}

// 4.2: the output control word.
Word World::phases(int thread) const
{
    Thread const& t = threads[thread];
    bool const sends = t.state == State::pending || t.state == State::sending;
    bool const receives = t.state == State::waiting || t.state == State::receiving;
    return (t.halted ? PINYON_EXREGS_HALT : 0u) | (receives ? PINYON_EXREGS_RECEIVE : 0u) |
           (sends ? PINYON_EXREGS_SEND : 0u);
}

// 1.3: timeouts are points in time; 4.9 rules 2 and 3: who waits no longer gets error 1.
void World::tick(bool noticed)
{
    for (Thread& t : threads) {
        t.left -= t.left > 0;
        t.until -= t.until > 0;
    }
    for (int i = 0; noticed && i < int(threads.size()); ++i)
        if (threads[i].left == 0)
            fail(i, PINYON_IPC_TIMEOUT, threads[i].state == State::waiting);
}

}  // namespace pinyon::x2
