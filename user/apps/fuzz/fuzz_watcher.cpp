// SPDX-License-Identifier: BSD-2-Clause
// The watcher: threads of a space of their own, which nobody else may disturb. Two exchange
// messages and look after memory; one spins, sees how much time it gets, and looks after its
// registers.
//
// They use only closed receives, so that whoever sends to them uninvited never reaches them.
#include "fuzz_arena.h"
#include "fuzz_machine.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/schedule.h>

namespace fuzz {
namespace {

constexpr unsigned caller = 0;
constexpr unsigned echo = 1;

constexpr Word max_words = 63;
constexpr L4_Word64_t patience_us = 2'000'000;
constexpr Word phase_us = 10'000;
constexpr Word rest_us = 30'000;
constexpr Word rounds_between_looks = 2000;  // instructions, about
constexpr Word pause_us = 100;               // what takes longer was somebody else's time

WatcherNotes& notes()
{
    return own_board<WatcherNotes>();
}

L4_ThreadId_t thread(unsigned index)
{
    return {notes().ids[index]};
}

Word pattern(Word round, Word index)
{
    return round * 0x1'0001'0001 + index * 0x0101'0101'0101;
}

Word volatile* data_page(Word page)
{
    return reinterpret_cast<Word volatile*>(arena_base + data_offset + page * page_bytes);
}

// Each page gets a new pattern after it was compared with the one before.
void check_memory(Word round)
{
    constexpr Word words = page_bytes / sizeof(Word);
    Word volatile* const page = data_page(round % data_pages);
    for (Word i = 0; i < words; ++i) {
        bool const first_time = round < data_pages;
        if (!first_time && page[i] != pattern(round - data_pages, i))
            ++notes().wrong_memory;
        page[i] = pattern(round, i);
    }
}

void load_pattern(Word round)
{
    Word const words = round % (max_words + 1);
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, round & 0xFFFF);
    for (Word i = 0; i < words; ++i)
        L4_MsgAppendWord(&message, pattern(round, i));
    L4_MsgLoad(&message);
}

bool holds_pattern(L4_MsgTag_t tag, Word round)
{
    Word const words = round % (max_words + 1);
    if (L4_IpcFailed(tag) || L4_Label(tag) != (round & 0xFFFF) || L4_TypedWords(tag) != 0 ||
        L4_UntypedWords(tag) != words)
        return false;
    for (Word i = 0; i < words; ++i) {
        Word word;
        L4_StoreMR(static_cast<int>(i) + 1, &word);
        if (word != pattern(round, i))
            return false;
    }
    return true;
}

[[noreturn]] void exchange_messages()
{
    L4_Time_t const patience = L4_TimePeriod(patience_us);
    for (Word round = 0;; ++round) {
        check_memory(round);
        load_pattern(round);
        if (!holds_pattern(L4_Call_Timeouts(thread(echo), patience, patience), round + 1))
            ++notes().wrong_messages;
        ++notes().rounds;
    }
}

// The answer to one round's message is the pattern of the next.
[[noreturn]] void answer_messages()
{
    L4_Time_t const patience = L4_TimePeriod(patience_us);
    for (Word round = 0;; ++round) {
        if (!holds_pattern(L4_Receive_Timeout(thread(caller), patience), round))
            ++notes().wrong_messages;
        load_pattern(round + 1);
        if (L4_IpcFailed(L4_Reply(thread(caller))))
            ++notes().wrong_messages;
    }
}

Word now()
{
    return L4_SystemClock().raw;
}

void account(Word passed)
{
    WatcherNotes& found = notes();
    (passed < pause_us ? found.own_time : found.away_time) += passed;
    if (passed > found.longest_away)
        found.longest_away = passed;
}

// Works and sleeps in turns, so that threads of lower priority have their time, too.
[[noreturn]] void spin()
{
    for (Word phase = 0;; ++phase) {
        Word const start = now();
        for (Word last = start; last - start < phase_us;) {
            notes().wrong_registers +=
                machine::registers_changed(phase << 32, rounds_between_looks);
            ++notes().spins;
            Word const here = now();
            account(here - last);
            last = here;
        }
        L4_Sleep(L4_TimePeriod(rest_us));
    }
}

}  // namespace

void watch()
{
    switch (own_index()) {
    case caller:
        exchange_messages();
    case echo:
        answer_messages();
    default:
        spin();
    }
}

}  // namespace fuzz
