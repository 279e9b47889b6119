// SPDX-License-Identifier: BSD-2-Clause
// The ways in which workers send and receive letters, and what may come of it.
#include "torture_findings.h"
#include "torture_ledger.h"
#include "torture_letters.h"

#include <l4/ipc.h>

namespace torture {
namespace {

Address address_of(unsigned index)
{
    return {index, workers[index].version.get()};
}

// ---- Choices

unsigned anyone_else(Self& self)
{
    Word const step = 1 + self.random.below(world.workers - 1);
    return static_cast<unsigned>((self.index + step) % world.workers);
}

bool lives(Worker const& worker)
{
    return worker.begun.get() == worker.version.get() &&
           worker.ending.get() != worker.version.get();
}

// Mostly the one who suits best, and who lives at least, so that many messages arrive.
template <class Suits>
Address choose(Self& self, Suits suits)
{
    unsigned const start = anyone_else(self);
    if (self.random.one_in(8))
        return address_of(start);
    unsigned chosen = start;
    unsigned best = 0;
    for (unsigned n = 0; n < world.workers; ++n) {
        unsigned const index = (start + n) % world.workers;
        if (index == self.index || !lives(workers[index]))
            continue;
        unsigned const points = 1 + suits(workers[index]);
        if (points > best) {
            chosen = index;
            best = points;
        }
    }
    return address_of(chosen);
}

Address choose_receiver(Self& self)
{
    Word const me = self.index + 1;
    return choose(self, [me](Worker const& worker) -> unsigned {
        Word const whom = worker.listens_to.get();
        return whom == me ? 2 : whom == anybody ? 1 : 0;
    });
}

// Who deals with nobody may soon find that he is listened to.
Address choose_sender(Self& self)
{
    Word const me = self.index + 1;
    return choose(self, [me](Worker const& worker) -> unsigned {
        Word const whom = worker.sends_to.get();
        return whom == me ? 2 : whom == 0 && worker.listens_to.get() == 0 ? 1 : 0;
    });
}

L4_Time_t some_time(Self& self)
{
    switch (self.random.below(8)) {
    case 0:
        return L4_ZeroTime;
    case 1:
        return short_time(500 + self.random.below(2000));
    default:
        return short_time(20 + self.random.below(1000));
    }
}

L4_Time_t longer_time(Self& self)
{
    Word const most = self.random.one_in(8) ? 4000 : 1500;
    return short_time(100 + self.random.below(most));
}

// ---- Errors

constexpr Word error_in_receive = 1;

// What an error word means. An error must have had a cause.
Outcome judge_error(Self& self, Word error, Address const* partner)
{
    switch (error >> 1 & 7) {
    case 1:
        return late;
    case 2:
        if (partner == nullptr || workers[partner->index].ending.get() < partner->version)
            break;
        return gone;
    case 3:
    case 7:
        return cut;
    default:
        break;
    }
    find({wrong_error, worker_id(self.index, self.version).raw,
          partner != nullptr ? partner->id().raw : 0, error, 0});
    return cut;
}

// ---- Ways to send and to receive

struct Ways {
    Cargo cargo;
    bool with_answer;
};

void post_hints(Self& self, Word sends_to, Word listens_to)
{
    Worker& worker = self.worker();
    worker.partner.set(sends_to != 0 ? sends_to : listens_to);
    worker.sends_to.set(sends_to);
    worker.listens_to.set(listens_to);
}

// Ipc and Lipc differ in nothing that can be seen.
L4_MsgTag_t any_ipc(Self& self, L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Time_t send_time,
                    L4_Time_t receive_time, L4_ThreadId_t* from)
{
    Word const times = L4_Timeouts(send_time, receive_time);
    return self.random.one_in(4) ? L4_Lipc(to, from_specifier, times, from)
                                 : L4_Ipc(to, from_specifier, times, from);
}

Outcome deliver(Self& self, Ways const& ways)
{
    Address const to = choose_receiver(self);
    L4_ThreadId_t const back = ways.with_answer ? to.id() : L4_nilthread;
    load_letter(self, to, ways.cargo, ways.with_answer);
    Word const deaths = world.deaths.get();
    post_hints(self, to.index + 1, 0);
    L4_ThreadId_t from = L4_nilthread;
    L4_Time_t const time = some_time(self);
    L4_MsgTag_t const tag = any_ipc(self, to.id(), back, time, longer_time(self), &from);
    post_hints(self, 0, 0);

    Word const error = L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
    if (error == 0 || (error & error_in_receive) != 0)
        note_sent(self.index, to.index, to.version);
    if (error != 0)
        return judge_error(self, error, &to);
    if (ways.with_answer)
        (void)take(self, from, tag, deaths);
    return well;
}

Outcome answer(Self& self, Address const& to)
{
    load_letter(self, to, words_only, false);
    if (L4_IpcFailed(L4_Reply(to.id())))
        return judge_error(self, L4_ErrorCode(), &to);
    note_sent(self.index, to.index, to.version);
    return well;
}

// Sends an answer, if one is due, and waits for the next one.
Outcome answer_and_wait(Self& self, Arrival& last)
{
    L4_ThreadId_t to = L4_nilthread;
    if (last.wants_answer) {
        to = last.from.id();
        load_letter(self, last.from, words_only, false);
    }
    Word const deaths = world.deaths.get();
    L4_ThreadId_t from = L4_nilthread;
    L4_MsgTag_t const tag = any_ipc(self, to, L4_anythread, L4_ZeroTime, longer_time(self), &from);
    Word const error = L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
    bool const in_receive = error == 0 || (error & error_in_receive) != 0;
    if (last.wants_answer && in_receive)
        note_sent(self.index, last.from.index, last.from.version);
    Address const answered = last.from;
    last = {};
    if (error != 0)
        return judge_error(self, error, in_receive ? nullptr : &answered);
    last = take(self, from, tag, deaths);
    return last.is_letter ? well : cut;
}

}  // namespace

Outcome call(Self& self)
{
    return deliver(self, {words_only, true});
}

Outcome send(Self& self)
{
    return deliver(self, {words_only, false});
}

Outcome send_long(Self& self)
{
    return deliver(self, {many_words, self.random.one_in(2)});
}

Outcome send_string(Self& self)
{
    return deliver(self, {a_string, self.random.one_in(4)});
}

Outcome send_page(Self& self)
{
    return deliver(self, {a_page, self.random.one_in(4)});
}

Outcome receive(Self& self)
{
    Address const from = choose_sender(self);
    Word const deaths = world.deaths.get();
    post_hints(self, 0, from.index + 1);
    L4_ThreadId_t sender = L4_nilthread;
    L4_MsgTag_t const tag =
        any_ipc(self, L4_nilthread, from.id(), L4_ZeroTime, longer_time(self), &sender);
    post_hints(self, 0, 0);
    if (L4_IpcFailed(tag))
        return judge_error(self, L4_ErrorCode(), &from);
    return take(self, sender, tag, deaths).is_letter ? well : cut;
}

// Like a server: as long as somebody comes, but not for ever.
Outcome wait(Self& self)
{
    constexpr unsigned most_letters = 4;
    Arrival last;
    unsigned letters = 0;
    Outcome outcome = well;
    post_hints(self, 0, anybody);
    while (outcome == well && letters < most_letters) {
        outcome = answer_and_wait(self, last);
        letters += last.is_letter;
    }
    post_hints(self, 0, 0);
    if (last.wants_answer)
        outcome = answer(self, last.from);
    return letters > 0 ? well : outcome;
}

}  // namespace torture
