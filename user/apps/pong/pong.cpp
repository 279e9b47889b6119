// SPDX-License-Identifier: BSD-2-Clause
// Answers ping: checks every word, sends it back changed, and writes into the page that it is lent.
#include "../ping/rally.h"

#include <l4/ipc.h>
#include <l4/message.h>
#include <pinyon/exit.h>
#include <pinyon/root.h>

namespace {

using rally::Word;

// Where the lent page appears. When ping has taken it away, the root server serves this address
// like any other of the program: with a page of zeros.
alignas(4096) volatile Word window[512];

Word messages;
Word round;

void answer_echo(L4_Msg_t& message)
{
    Word const length = L4_UntypedWords(L4_MsgMsgTag(&message));
    for (Word i = 0; i < length; ++i) {
        Word const word = L4_MsgWord(&message, i);
        bool const expected = word == rally::pattern(round, length, i);
        L4_MsgPutWord(&message, i, expected ? rally::changed(word) : rally::bad_message);
    }
}

void answer_word(L4_Msg_t& message, Word label, Word word)
{
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, label);
    L4_MsgAppendWord(&message, word);
}

// Makes the answer in place of the message. Returns false if it was the last one.
bool answer(L4_Msg_t& message)
{
    Word const label = L4_MsgLabel(&message);
    switch (label) {
    case rally::echo:
        answer_echo(message);
        return true;
    case rally::share:
        window[0] = rally::signature(L4_MsgWord(&message, 0));
        round = L4_MsgWord(&message, 0) + 1;
        answer_word(message, label, 0);
        return true;
    case rally::look:
        answer_word(message, label, window[0]);
        return true;
    default:
        answer_word(message, label, messages + 1);
        return label != rally::stop;
    }
}

}  // namespace

int main()
{
    pinyon_root_hello();
    L4_Fpage_t const page = L4_Fpage(reinterpret_cast<Word>(window), sizeof window);
    L4_Accept(L4_MapGrantItems(page));

    L4_ThreadId_t ping;
    L4_MsgTag_t tag = L4_Wait(&ping);
    for (;;) {
        if (L4_IpcFailed(tag)) {
            tag = L4_Wait(&ping);
            continue;
        }
        L4_Msg_t message;
        L4_MsgStore(tag, &message);
        ++messages;
        bool const more = answer(message);
        L4_MsgLoad(&message);
        ++messages;
        if (!more)
            break;
        tag = L4_ReplyWait(ping, &ping);
    }
    bool const well = L4_IpcSucceeded(L4_Reply(ping));
    pinyon_exit(well ? 0 : 1, messages);
}
