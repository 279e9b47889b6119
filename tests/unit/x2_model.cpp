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

// 4.9 rule 5: a sender is known by its local id in its own space, by its global id elsewhere. 1.2:
// a thread that is not active has no local id; a message may bear its name all the same.
Name World::shown_to(int reader, int thread) const
{
    Name name = name_of(thread);
    Thread const& t = threads[thread];
    if (t.is_active() && !t.is_interrupt() && t.space == threads[reader].space)
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
    if (call.to.is_nil())
        return receive(self);
    // Rule 2: the receiver must exist; a wildcard is nobody.
    int const to = find(self, call.to);
    if (to < 0)
        return fail(self, PINYON_IPC_NO_PARTNER, false);
    t.items = call.items;
    t.string = call.string;
    t.to = name_of(to);
    if (int const bearer = find(self, call.as); bearer >= 0)
        t.as = name_of(bearer);
    settle_name(self);
    send(self, to, call.send);
}

// The sender may be meant by its own name and by the one that it bears. Rule 7: anylocalthread
// matches senders, or virtual senders, of the receiver's space.
bool World::matches(int receiver, int sender) const
{
    Name const awaited = threads[receiver].awaited;
    int const bearer = virtual_sender(sender);
    int const known = bearer < 0 ? sender : bearer;
    return awaited == anyone || awaited == name_of(sender) || awaited == name_of(known) ||
           (awaited == any_local && threads[known].space == threads[receiver].space);
}

// Rule 2: it waits for the sender, and its receive timeout has not run out.
bool World::accepts(int receiver, int sender) const
{
    Thread const& r = threads[receiver];
    return r.state == State::waiting && r.left != 0 && matches(receiver, sender);
}

// Rule 2: the message goes at once, or the sender queues for at most SndTimeout.
void World::send(int self, int to, Limit limit)
{
    Thread& s = threads[self];
    s.to = name_of(to);
    int const receiver = route(self, to);
    if (receiver >= 0 && accepts(receiver, self))
        return transfer(self, receiver);
    if (limit == Limit::zero)
        return fail(self, PINYON_IPC_TIMEOUT, false);
    s.state = State::pending;
    s.left = ticks_of(limit);
    queue_at(self, receiver);
}

// Interrupts come before other senders. Held messages are queued at nobody.
void World::queue_at(int self, int receiver)
{
    threads[self].partner = receiver;
    if (receiver < 0)
        return;
    std::vector<int>& queue = threads[receiver].queue;
    bool const interrupt = threads[self].purpose == Purpose::interrupt;
    queue.insert(interrupt ? queue.begin() : queue.end(), self);
}

// Rule 3: a closed receive from nobody fails; a matching sender that is queued is served, oldest
// first; otherwise it waits for at most RcvTimeout, counted from here (rule 4).
void World::receive(int self)
{
    Thread& r = threads[self];
    if (!r.awaited.is_wildcard() && find(self, r.awaited) < 0)
        return fail(self, PINYON_IPC_NO_PARTNER, true);
    if (serve(self))
        return;
    int const ticks = r.receive_limit == Limit::point ? r.until : ticks_of(r.receive_limit);
    if (ticks == 0)
        return fail(self, PINYON_IPC_TIMEOUT, true);
    r.ipc() = {.state = State::waiting, .purpose = r.purpose, .awaited = r.awaited, .left = ticks};
}

// The oldest of those queued that matches.
bool World::serve(int receiver)
{
    for (int const sender : threads[receiver].queue)
        if (matches(receiver, sender)) {
            transfer(sender, receiver);
            return true;
        }
    return false;
}

// Rule 4: no timeout bounds a transfer, but that of missing pages. Rule "transfer order": untyped
// words first, then items. Without a page missing the first piece of a string always comes over.
void World::transfer(int sender, int receiver)
{
    settle_name(sender);
    Thread &s = threads[sender], &r = threads[receiver];
    std::erase(r.queue, sender);
    s.state = State::sending;
    s.partner = receiver;
    s.left = endless;
    r.ipc() = {.state = State::receiving, .purpose = r.purpose, .partner = sender};
    // A map item finds the window nil: message overflow on both sides. The kernel takes mappings
    // for a page fault (6.1), and nothing for other operations of its own.
    bool const own = r.purpose == Purpose::own;
    bool const window = own ? r.takes_items : r.purpose == Purpose::page_fault;
    if ((s.items && !window) || (s.string && !(own && r.takes_strings)))
        return fail_transfer(sender, receiver, {PINYON_IPC_OVERFLOW, PINYON_IPC_OVERFLOW},
                             message_tag(sender));
    if (s.items && has_strings)
        spaces[r.space].page = true;
    if (s.string)
        s.copied = piece;
    if (!(s.items || s.string) || !pausing)
        go_on(sender);
}

// Rule 1: the switch from the send phase to the receive phase is atomic: the receiver does not go
// on before its sender waits.
void World::go_on(int sender)
{
    if (threads[sender].string && !copy(sender))
        return;
    int const receiver = threads[sender].partner;
    Result const result = message(sender, receiver);
    int const turned = turn_waits(sender, receiver);
    end_send(sender);
    end_receive(receiver, result);
    if (turned >= 0 && threads[turned].state == State::waiting)
        serve(turned);
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
void World::end_receive(int receiver, Result const& message)
{
    Thread& r = threads[receiver];
    Purpose const purpose = r.purpose;
    rest(receiver);
    if (purpose == Purpose::own)
        results[receiver] = message;
    if (purpose == Purpose::interrupt)
        r.masked = false;
}

// Messages: a thread's own carries its index as label; the kernel's are those of chapter 6.
Word World::message_tag(int sender) const
{
    Thread const& s = threads[sender];
    switch (s.purpose) {
    case Purpose::page_fault:
        // A read, but into a receive buffer a write.
        return protocol_tag(PINYON_PROTO_PAGE_FAULT, s.shown().state == State::receiving ? 2 : 4,
                            2);
    case Purpose::exception:
        return protocol_tag(PINYON_PROTO_ARCH_EXCEPTION, 0, exception_words);
    case Purpose::interrupt:
        return protocol_tag(PINYON_PROTO_INTERRUPT, 0, 0);
    default:
        return Word(sender + 1) << 16 | (s.items || s.string ? 2u << 6 : 0u) | 1u;
    }
}

// ---- Ends --------------------------------------------------------------------------------------

// No IPC goes on, or that in which a page was missing.
void World::rest(int thread)
{
    Thread& t = threads[thread];
    if (t.state == State::pending && t.partner >= 0)
        std::erase(threads[t.partner].queue, thread);
    t.ipc() = t.below.value_or(Ipc{.state = State::running});
    t.below.reset();
}

// 1.8 and 4.9 rule 10: ErrorCode says why and in which phase, MR0 that it failed. What the kernel
// did in the thread's name is dropped: the thread repeats what it did, or starts (4.2).
void World::fail(int thread, int error, bool receiving, Word tag, int offset)
{
    Purpose const purpose = threads[thread].purpose;
    rest(thread);
    if (purpose == Purpose::own)
        results[thread] =
            Result{tag | PINYON_TAG_ERROR, Word(offset) << 4 | Word(error) << 1 | receiving};
}

// Errors 4 to 7 are for both sides, with the bytes of strings that were moved. A page fault in the
// transfer ends with it. An interrupt is acknowledged by the attempt.
void World::fail_transfer(int sender, int receiver, Verdict errors, Word tag)
{
    drop_fault(sender, receiver);
    drop_fault(receiver, sender);
    int const offset = threads[sender].copied;
    if (threads[receiver].purpose == Purpose::interrupt)
        end_receive(receiver, {});
    else
        fail(receiver, errors.receiver, true, tag, offset);
    fail(sender, errors.sender, false, tag, offset);
}

// 4.2: what waits is cancelled, a transfer is aborted for both; only the phase that is named.
void World::cut(int thread, Cut phases)
{
    constexpr Verdict aborted{PINYON_IPC_ABORTED, PINYON_IPC_ABORTED};
    int const partner = threads[thread].shown().partner;
    switch (threads[thread].shown().state) {
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
            fail_transfer(thread, partner, aborted);
        break;
    case State::receiving:
        if (phases.receive)
            fail_transfer(partner, thread, aborted);
        break;
    default:
        break;
    }
}

// 4.2: the output control word.
Word World::phases(int thread) const
{
    Thread const& t = threads[thread];
    State const state = t.shown().state;
    bool const sends = state == State::pending || state == State::sending;
    bool const receives = state == State::waiting || state == State::receiving;
    return (t.halted ? PINYON_EXREGS_HALT : 0u) | (receives ? PINYON_EXREGS_RECEIVE : 0u) |
           (sends ? PINYON_EXREGS_SEND : 0u);
}

// 1.3: timeouts are points in time; 4.9 rules 2 and 3: who waits no longer gets error 1.
void World::tick(bool noticed)
{
    for (Thread& t : threads) {
        Ipc& own = t.below ? *t.below : t;
        own.left -= own.left > 0;
        own.until -= own.until > 0;
    }
    for (int i = 0; noticed && i < int(threads.size()); ++i) {
        Ipc const& own = threads[i].shown();
        if (own.left == 0 && own.state == State::receiving)
            time_out(own.partner);
        else if (own.left == 0)
            fail(i, PINYON_IPC_TIMEOUT, own.state == State::waiting);
    }
}

}  // namespace pinyon::x2
