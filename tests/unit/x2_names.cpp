// SPDX-License-Identifier: BSD-2-Clause
// The rules of X.2 for propagation and redirection (reference 4.9, 4.8), and what is left open
// there as docs/x2-decisions.md has it.
#include "x2_model.h"

#include <algorithm>

namespace pinyon::x2 {

// ---- Propagation -------------------------------------------------------------------------------

// 4.9: allowed if V exists and is in the space of the sender or of the receiver, or if the sender
// is a redirector of V's space. -1: it sends in its own name.
int World::virtual_sender(int self) const
{
    Thread const& s = threads[self];
    int const bearer = find(self, s.as);
    if (bearer < 0 || threads[bearer].is_interrupt())
        return -1;
    int const space = threads[bearer].space;
    int const receiver = find(self, s.to);
    bool const allowed = space == s.space || (receiver >= 0 && space == threads[receiver].space) ||
                         redirects_for(self, space);
    return allowed ? bearer : -1;
}

// 4.9: not allowed: the message goes in the sender's own name, and does so from then on.
void World::settle_name(int self)
{
    if (virtual_sender(self) < 0)
        threads[self].as = nil;
}

// 4.9: `from` is V, the flag says so, ActualSender is the sender. The flag of redirection: the
// message was for somebody else. Who has gone since keeps the global id.
Result World::message(int sender, int receiver) const
{
    Thread const& s = threads[sender];
    Result result{.tag = message_tag(sender), .from = shown_to(receiver, sender)};
    if (!s.as.is_nil()) {
        int const bearer = find(receiver, s.as);
        result.tag |= PINYON_TAG_PROPAGATED;
        result.actual = result.from;
        result.from = bearer < 0 ? s.as : shown_to(receiver, bearer);
    }
    if (s.to != name_of(receiver)) {
        result.tag |= PINYON_TAG_REDIRECTED;
        result.intended = s.to;
    }
    return result;
}

// 4.9, propagation: the closed wait of V for the sender is turned to the receiver. Redirection: so
// is the closed wait of a caller for the destination. Answers V if its wait was turned: it may be
// for somebody who is queued there.
int World::turn_waits(int sender, int receiver)
{
    Thread& s = threads[sender];
    if (s.awaited == s.to)
        s.awaited = name_of(receiver);
    int const bearer = virtual_sender(sender);
    if (bearer < 0 || bearer == sender)
        return -1;
    Thread& v = threads[bearer];
    if (v.state != State::waiting || v.awaited != name_of(sender))
        return -1;
    v.awaited = name_of(receiver);
    return bearer;
}

// ---- Redirection -------------------------------------------------------------------------------

// 4.9: chains of redirectors are followed. Threads that move may close a ring.
bool World::redirects_for(int self, int space) const
{
    for (std::size_t i = 0; i < spaces.size(); ++i) {
        int const redirector = find(self, spaces[space].redirector);
        if (redirector < 0 || redirector == self)
            return redirector == self;
        space = threads[redirector].space;
    }
    return false;
}

// 4.9: what leaves the space goes to its redirector instead, but for messages to the redirector's
// own space. -1: the redirector is lost, and the message is held.
int World::route(int self, int to) const
{
    Thread const &s = threads[self], &dest = threads[to];
    bool const leaves = !s.is_interrupt() && !dest.is_interrupt() && s.space != dest.space;
    if (!leaves || spaces[s.space].redirector.is_nil())
        return to;
    int const redirector = find(self, spaces[s.space].redirector);
    return redirector >= 0 && threads[redirector].space == dest.space ? to : redirector;
}

// 4.8: it must exist. Decided: nor in the space itself, nor in a chain that comes back.
bool World::redirect(int space, Name redirector)
{
    if (redirector == anyone) {
        spaces[space].redirector = nil;
        review();
        return true;
    }
    int next = find(-1, redirector);
    if (next < 0)
        return false;
    for (std::size_t i = 0; next >= 0; ++i) {
        if (threads[next].space == space || i > spaces.size())
            return false;
        next = find(-1, spaces[threads[next].space].redirector);
    }
    spaces[space].redirector = redirector;
    review();
    return true;
}

// 4.9: another redirector releases what waits. Decided: each message goes where it would go now,
// behind those that are there, under the name that it may bear now.
void World::review()
{
    for (int i = 0; i < int(threads.size()); ++i) {
        Thread& t = threads[i];
        if (t.state != State::pending)
            continue;
        settle_name(i);
        int const receiver = route(i, find(i, t.to));
        if (receiver != t.partner) {
            if (t.partner >= 0)
                std::erase(threads[t.partner].queue, i);
            queue_at(i, receiver);
        }
        if (receiver >= 0 && accepts(receiver, i))
            transfer(i, receiver);
    }
}

}  // namespace pinyon::x2
