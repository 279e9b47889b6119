// SPDX-License-Identifier: BSD-2-Clause
// Exchanges messages of every length and a page of memory with pong, round after round, until the
// misbehaving programs are gone, and checks every word that comes back.
#include "rally.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4io.h>
#include <pinyon/exit.h>
#include <pinyon/root.h>

namespace {

using rally::Word;

constexpr L4_Word64_t patience_us = 10'000'000;

alignas(4096) volatile Word court[512];  // the page that is lent to pong

L4_ThreadId_t pong;
Word messages;

// Sends the message to pong and receives its answer into the same place.
bool call(L4_Msg_t& message)
{
    L4_Word_t const label = L4_MsgLabel(&message);
    L4_MsgLoad(&message);
    L4_MsgTag_t const tag = L4_Call(pong);
    if (L4_IpcFailed(tag))
        return false;
    messages += 2;
    L4_MsgStore(tag, &message);
    return L4_MsgLabel(&message) == label;
}

bool echo_works(Word round, Word length)
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, rally::echo);
    for (Word i = 0; i < length; ++i)
        L4_MsgAppendWord(&message, rally::pattern(round, length, i));

    if (!call(message) || L4_UntypedWords(L4_MsgMsgTag(&message)) != length)
        return false;
    for (Word i = 0; i < length; ++i)
        if (L4_MsgWord(&message, i) != rally::changed(rally::pattern(round, length, i)))
            return false;
    return true;
}

// Lends the page, sees what pong wrote in it, takes it away, and makes sure that it is gone.
bool sharing_works(Word round)
{
    court[0] = 0;
    L4_Fpage_t const page = L4_Fpage(reinterpret_cast<Word>(court), sizeof court);
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, rally::share);
    L4_MsgAppendWord(&message, round);
    L4_MsgAppendMapItem(&message, L4_MapItem(page + L4_ReadWriteOnly, 0));
    if (!call(message) || court[0] != rally::signature(round))
        return false;

    L4_UnmapFpage(page + L4_FullyAccessible);
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, rally::look);
    return call(message) && L4_MsgWord(&message, 0) == 0;
}

bool play(Word round)
{
    for (Word length = 0; length <= rally::max_words; ++length)
        if (!echo_works(round, length)) {
            printf("ping: a message of %lu words went wrong in round %lu\n", length, round);
            return false;
        }
    if (!sharing_works(round)) {
        printf("ping: sharing a page went wrong in round %lu\n", round);
        return false;
    }
    return true;
}

bool misbehaving_programs_left()
{
    return !L4_IsNilThread(pinyon_root_lookup("wild")) ||
           !L4_IsNilThread(pinyon_root_lookup("illegal"));
}

// Plays until those programs are gone, then one round more: that one shows that their end did no
// harm.
bool rally_on()
{
    L4_Clock_t const deadline = L4_ClockAddUsec(L4_SystemClock(), patience_us);
    Word round = 0;
    while (misbehaving_programs_left()) {
        if (!play(round++))
            return false;
        if (L4_IsClockLater(L4_SystemClock(), deadline)) {
            printf("ping: wild and illegal do not end\n");
            return false;
        }
    }
    if (!play(round++))
        return false;
    printf("ping: %lu rounds, %lu messages, every word as it should be\n", round, messages);
    return true;
}

// Tells pong to end and compares the two counts of messages.
bool stop()
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, rally::stop);
    return call(message) && L4_MsgWord(&message, 0) == messages;
}

}  // namespace

int main()
{
    pinyon_root_hello();
    pong = pinyon_root_lookup("pong");
    bool const well = rally_on() && stop();
    pinyon_exit(well ? 0 : 1, messages);
}
