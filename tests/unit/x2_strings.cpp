// SPDX-License-Identifier: BSD-2-Clause
// The rules of X.2 for strings of which a page is missing (reference 4.9, "string copy and page
// faults", and 6.1).
#include "x2_model.h"

namespace pinyon::x2 {

namespace {

constexpr int ticks_of(Limit limit)
{
    return limit == Limit::never ? endless : limit == Limit::zero ? 0 : span;
}

}  // namespace

// The source is read before the buffer is written. False: the transfer does not go on.
bool World::copy(int sender)
{
    for (int const side : {sender, threads[sender].partner})
        if (!spaces[threads[side].space].page) {
            miss_page(sender, side);
            return false;
        }
    return true;
}

// The fault is one of the thread whose memory it is, and goes to its pager. At the first one the
// shorter of the two transfer timeouts starts; equal ones are the sender's. Decided: without a
// pager the transfer is aborted for both.
void World::miss_page(int sender, int victim)
{
    Thread& s = threads[sender];
    Thread& r = threads[s.partner];
    if (s.timed == Shorter::no) {
        int const mine = ticks_of(s.transfer_send), theirs = ticks_of(r.transfer_receive);
        bool const longer =
            mine == endless ? theirs != endless : theirs != endless && theirs < mine;
        s.timed = longer ? Shorter::receiver : Shorter::sender;
        r.left = longer ? theirs : mine;
    }
    if (r.left == 0)
        return time_out(sender);
    Thread& v = threads[victim];
    int const pager = find(victim, v.pager);
    if (pager < 0)
        return fail_transfer(sender, s.partner, {PINYON_IPC_ABORTED, PINYON_IPC_ABORTED});
    v.below = v.ipc();
    v.ipc() = {.state = State::running, .purpose = Purpose::page_fault, .awaited = name_of(pager)};
    send(victim, pager, Limit::never);
}

// Error 5 for the side whose own timeout was the shorter one, 6 for the other.
void World::time_out(int sender)
{
    Ipc const& transfer = threads[sender].shown();
    constexpr int own = PINYON_IPC_XFER_TIMEOUT_SELF, other = PINYON_IPC_XFER_TIMEOUT_PARTNER;
    fail_transfer(sender, transfer.partner,
                  transfer.timed == Shorter::sender ? Verdict{own, other} : Verdict{other, own});
}

// The page fault of a transfer with `partner` ends before the transfer does. If the pager's answer
// is being delivered, that is aborted.
void World::drop_fault(int thread, int partner)
{
    Thread const& t = threads[thread];
    if (!t.below || t.below->partner != partner)
        return;
    if (t.state == State::receiving)
        fail_transfer(t.partner, thread, {PINYON_IPC_ABORTED, PINYON_IPC_ABORTED});
    else
        fail(thread, PINYON_IPC_CANCELLED, false);
}

// 4.7: what was mapped is taken back.
void World::take_page(int space)
{
    spaces[space].page = false;
}

}  // namespace pinyon::x2
