// SPDX-License-Identifier: BSD-2-Clause
// Messages there and back, with what is in them checked.
#include "trips.h"

#include <l4/entry.h>
#include <l4/schedule.h>

namespace bench {
namespace {

// The longest message with all words different; word n is in MR n.
Word word_of(int n)
{
    return Word{0xA5A5'0000} + static_cast<Word>(n);
}

void answer(Word exchange)
{
    answer_ipc(reinterpret_cast<Exchange const*>(exchange));
}

void fill_message(Exchange& exchange)
{
    for (int n = 1; n < PINYON_MESSAGE_REGISTERS; ++n) {
        L4_LoadMR(n, word_of(n));
        if (n <= register_words)
            exchange.words[n - 1] = word_of(n);
    }
}

// The words went there and back in every round; a message that failed has another tag.
void check_message(Exchange const& exchange, Word words)
{
    require(exchange.tag == words, "an IPC failed");
    for (int n = 1; n <= static_cast<int>(words); ++n) {
        Word word;
        L4_StoreMR(n, &word);
        if (n <= register_words)
            word = exchange.words[n - 1];
        require(word == word_of(n), "a word of a message is lost");
    }
}

void switch_back(Word thread)
{
    L4_ThreadSwitch({thread});
    keep_calling(__L4_Entry.thread_switch, thread);
}

}  // namespace

Word count_trips(Trip const& trip)
{
    static constinit Exchange there = {}, back = {};
    Word const entry = trip.local ? __L4_Entry.lipc : __L4_Entry.ipc;
    L4_ThreadId_t const me = trip.local ? L4_MyLocalId() : director();
    Word const any = trip.local ? L4_anylocalthread.raw : L4_anythread.raw;
    back = {0, trip.answerer_open ? any : me.raw, trip.timeouts, trip.words, entry, 0, {}};
    L4_ThreadId_t partner = start(trip.partner, answer, reinterpret_cast<Word>(&back));
    if (trip.local)
        partner = L4_LocalIdOf(partner);
    there = {partner.raw,
             trip.caller_open ? any : partner.raw,
             trip.timeouts,
             trip.words,
             entry,
             trip_rounds,
             {}};
    fill_message(there);
    (void)count_ipc(&there);
    there.tag = trip.words;
    Word const count = count_ipc(&there);
    check_message(there, trip.words);
    clear_stage();
    return count;
}

Word count_switches()
{
    Word const entry = __L4_Entry.thread_switch;
    L4_ThreadId_t const partner = start(other_space, switch_back, director().raw);
    (void)count_entry_calls(entry, partner.raw, trip_rounds);
    Word const count = count_entry_calls(entry, partner.raw, trip_rounds);
    clear_stage();
    return count;
}

}  // namespace bench
