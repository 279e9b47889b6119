// SPDX-License-Identifier: BSD-2-Clause
// Names of senders, the match, and the search for a queued sender.
#include "generic/ipc/matching.h"

#include "generic/ipc/redirection.h"
#include "glue/clock.h"

namespace pinyon {

namespace {

// Reference 4.9, propagation. Local or global by the space of the thread that bears the name.
[[gnu::cold]] bool may_send_as(Kernel& kernel, Tcb const& s, Tcb const& v)
{
    if (!v.space)
        return false;
    Tcb const* const dest = kernel.threads.find(s.operation().to);
    return v.space == s.space || (dest && v.space == dest->space) ||
           redirects_for(kernel, s, *v.space);
}

// How `reader` knows the thread, which may have gone since the message was sent.
[[gnu::cold]] Word id_shown_to(Kernel& kernel, Tcb const& reader, ThreadId global)
{
    Tcb const* const t = kernel.threads.find(global);
    return (t ? shown_to(reader, *t) : global).raw();
}

}  // namespace

[[gnu::cold]] Tcb* virtual_sender(Kernel& kernel, Tcb const& s)
{
    Tcb* const v = kernel.threads.find(s.operation().virtual_sender);
    return v && may_send_as(kernel, s, *v) ? v : nullptr;
}

[[gnu::cold]] void check_name(Kernel& kernel, Tcb& s)
{
    IpcOp& op = s.operation();
    if (virtual_sender(kernel, s))
        return;
    op.virtual_sender = nilthread;
    if (s.queue == Tcb::Queue::senders)
        --op.peer->propagators;
}

[[gnu::cold]] bool matches_name(Kernel& kernel, ThreadId wait_for, Tcb const& r, Tcb const& s)
{
    Tcb const* const v = virtual_sender(kernel, s);
    Tcb const& shown = v ? *v : s;
    return wait_for == anylocalthread ? shown.space == r.space : shown.id == wait_for;
}

bool has_time(Tcb const& r)
{
    return read_clock() < r.timer.when;
}

void queue_at(Tcb& r, Tcb& s, Place place)
{
    if (place == Place::front)
        QueueList::prepend(r.senders, s);
    else
        QueueList::append(r.senders, s);
    s.queue = Tcb::Queue::senders;
    r.propagators += !s.operation().virtual_sender.is_nil();
    r.reply_key = no_key;
    if (r.propagators > 0)
        r.call_key = no_key;
}

void unqueue(Tcb& s)
{
    if (s.queue != Tcb::Queue::senders)
        return;
    Tcb& r = *s.operation().peer;
    if (r.search == &s)
        r.search = QueueList::next(r.senders, s);
    QueueList::remove(r.senders, s);
    s.queue = Tcb::Queue::none;
    r.propagators -= !s.operation().virtual_sender.is_nil();
}

// A closed receive need not look at others when nobody bears the name of its sender.
void start_search(Kernel& kernel, Tcb& r)
{
    ThreadId const wait_for = r.operation().wait_for();
    r.search = r.senders;
    if (r.propagators == 0 && wait_for != anythread && wait_for != anylocalthread) {
        Tcb* const s = kernel.threads.find(wait_for);
        bool const there = s && s->queue == Tcb::Queue::senders && s->operation().peer == &r;
        r.search = there ? s : nullptr;
    }
    r.searching = r.search != nullptr;
}

Tcb* search_step(Kernel& kernel, Tcb& r)
{
    ThreadId const wait_for = r.operation().wait_for();
    for (unsigned budget = search_budget; r.search && budget > 0; --budget) {
        Tcb& s = *r.search;
        if (matches(kernel, wait_for, r, s))
            return &s;
        r.search = QueueList::next(r.senders, s);
    }
    r.searching = r.search != nullptr;
    return nullptr;
}

[[gnu::cold]] void name_by_proxy(Kernel& kernel, IpcOp const& op, Tcb& r)
{
    Word& name = r.reg(Arch::binding.ipc.from);
    MsgTag tag{r.message_register(0)};
    if (!op.virtual_sender.is_nil()) {
        tag = tag.with_flag(PINYON_TAG_PROPAGATED);
        r.utcb.write(PINYON_TCR_ACTUAL_SENDER, name);
        name = id_shown_to(kernel, r, op.virtual_sender);
    }
    if (op.to != r.id) {
        tag = tag.with_flag(PINYON_TAG_REDIRECTED);
        r.utcb.write(PINYON_TCR_INTENDED_RECEIVER, op.to.raw());  // of another space
    }
    r.set_message_register(0, tag.raw());
}

}  // namespace pinyon
