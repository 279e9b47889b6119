// SPDX-License-Identifier: BSD-2-Clause
// The rules of X.2 for the life of threads, and for the messages that the kernel sends.
#include "x2_model.h"

namespace pinyon::x2 {

// ---- Life --------------------------------------------------------------------------------------

// 5.2: an inactive thread has a number and a space.
void World::create(int thread, int version)
{
    Thread& t = threads[thread];
    int const space = t.space;
    t = Thread{};
    t.state = State::inactive;
    t.version = version;
    t.space = space;
    results[thread].reset();
}

// 5.2: an active thread waits for its start message, closed and without end. A pager that does not
// exist may come to be.
void World::activate(int thread, Name pager)
{
    Thread& t = threads[thread];
    t.state = State::waiting;
    t.purpose = Purpose::start;
    t.pager = t.awaited = pager;
    if (find(thread, pager) >= 0)
        receive(thread);
}

// 5.3: the thread's IPC is aborted. Its old id, if it is another, names nobody any more.
void World::change_version(int thread, int version)
{
    Name const old = name_of(thread);
    cut(thread, {.send = true, .receive = true});
    threads[thread].version = version;
    if (name_of(thread) != old)
        forget_id(old);
}

// 5.4: the thread leaves all queues; who waits for it is told.
void World::destroy(int thread)
{
    Name const old = name_of(thread);
    cut(thread, {.send = true, .receive = true});
    threads[thread].state = State::absent;
    forget_id(old);
    int const space = threads[thread].space;
    threads[thread] = Thread{};
    threads[thread].version = old.version;
    threads[thread].space = space;
    results[thread].reset();
}

// 5.4: threads that send to it, and in a closed receive from it, end with error 2. 4.9: as a
// redirector it is lost.
void World::forget_id(Name old)
{
    for (Space& space : spaces)
        if (space.redirector == old)
            space.redirector = nobody;
    for (int i = 0; i < int(threads.size()); ++i) {
        Thread const& t = threads[i];
        bool const queued = t.state == State::pending && t.to == old;
        if (queued || (t.state == State::waiting && t.awaited == old))
            fail(i, PINYON_IPC_NO_PARTNER, !queued);
    }
    review();
}

// 5.3: its IPC is aborted; its local id is one of the other space.
void World::move(int thread, int space)
{
    cut(thread, {.send = true, .receive = true});
    threads[thread].space = space;
    review();
}

// ---- What the kernel sends ---------------------------------------------------------------------

// 6: a call to the handler, both timeouts never. Without a handler the thread is halted (6.1, 6.4).
void World::fault(int self, Purpose purpose)
{
    Thread& t = threads[self];
    Name const handler = purpose == Purpose::page_fault ? t.pager : t.handler;
    int const to = find(self, handler);
    if (to < 0) {
        t.halted = true;
        return;
    }
    t.purpose = purpose;
    t.awaited = name_of(to);
    send(self, to, Limit::never);
}

// 4.3: the handler is known, and the line unmasked, unless the old handler has left an interrupt
// unacknowledged: that is told to the new one. Nil: detached.
void World::attach(int line, Name handler)
{
    Thread& t = threads[line];
    bool const unacknowledged = t.masked && !t.handler.is_nil() && !handler.is_nil();
    t.masked = true;
    cut(line, {.send = true, .receive = true});
    t.state = handler.is_nil() ? State::inactive : State::running;
    t.handler = handler;
    t.masked = handler.is_nil() || unacknowledged;
    if (unacknowledged)
        tell_handler(line);
}

// In the name of the line's thread; if the handler has vanished, the line stays masked.
void World::tell_handler(int line)
{
    Thread& t = threads[line];
    int const handler = find(line, t.handler);
    if (handler < 0)
        return;
    t.purpose = Purpose::interrupt;
    t.awaited = t.handler;
    send(line, handler, Limit::never);
}

void World::raise(int line)
{
    threads[line].raised = true;
}

// 6.5: the kernel masks the line and sends. A raised line that is masked is looked at when it is
// unmasked.
void World::take_interrupts()
{
    for (int line = 0; line < int(threads.size()); ++line) {
        Thread& t = threads[line];
        if (!t.raised || t.masked)
            continue;
        t.raised = false;
        t.masked = true;
        tell_handler(line);
    }
}

}  // namespace pinyon::x2
