// SPDX-License-Identifier: BSD-2-Clause
// Messages in short: loading, sending and looking at them in test cases.
#ifndef PINYON_WORDS_H
#define PINYON_WORDS_H

#include "other_processors.h"
#include "workers.h"

#include <l4/ipc.h>
#include <l4/message.h>

#include <initializer_list>

namespace conformance {

// Raw values of the ErrorCode register after a failed IPC.
enum IpcError : Word {
    no_error = 0,
    send_timeout = 0x2,
    receive_timeout = 0x3,
    send_no_partner = 0x4,
    receive_no_partner = 0x5,
    send_cancelled = 0x6,
    receive_cancelled = 0x7,
    send_overflow = 0x8,
    receive_overflow = 0x9,
};

// Loads a message of untyped words.
inline void load(Word label, std::initializer_list<Word> words = {})
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    L4_Set_MsgLabel(&message, label);
    for (Word const word : words)
        L4_MsgAppendWord(&message, word);
    L4_MsgLoad(&message);
}

// Loads a message of untyped words and one item of any type.
template <class Item>
void load_item(Item item, std::initializer_list<Word> words = {})
{
    L4_Msg_t message;
    L4_MsgClear(&message);
    for (Word const word : words)
        L4_MsgAppendWord(&message, word);
    L4_Append(&message, item);
    L4_MsgLoad(&message);
}

inline Word mr(int index)
{
    Word word;
    L4_StoreMR(index, &word);
    return word;
}

// The error of the IPC that just returned `tag`, 0 if it succeeded.
inline Word error_of(L4_MsgTag_t tag)
{
    return L4_IpcSucceeded(tag) ? Word{no_error} : L4_ErrorCode();
}

// The tag of a message, without the flag that says that it came from another processor if it may
// say so.
inline Word plain(L4_MsgTag_t tag)
{
    return workers_are_elsewhere() ? tag.raw & ~Word{PINYON_TAG_CROSS_CPU} : tag.raw;
}

// Waits until the condition holds, however slow the machine is; false if patience ends first.
template <class Condition>
bool eventually(Condition condition)
{
    for (L4_Word64_t waited = 0; waited < patience_us; waited += moment_us) {
        if (condition())
            return true;
        L4_Sleep(moment());
    }
    return condition();
}

inline bool reaches(L4_ThreadId_t thread, Word state)
{
    return eventually([thread, state] { return state_of(thread) == state; });
}

// One IPC with everything given; `from` is of no interest.
inline Word ipc_error(L4_ThreadId_t to, L4_ThreadId_t from_specifier, L4_Time_t send,
                      L4_Time_t receive)
{
    L4_ThreadId_t from;
    return error_of(L4_Ipc(to, from_specifier, L4_Timeouts(send, receive), &from));
}

// ---- Tasks that many cases give to their workers

Word same_word(Word word);       // returns its argument: shows that the worker lives
Word send_to(Word thread);       // sends an empty message, for ever if need be; returns the error
Word receive_from(Word thread);  // waits for ever; returns the error
Word echo_messages(Word count);  // answers the tester so many times with every word inverted
Word spin(Word counter);         // counts in the Word at that address until told to stop

extern bool volatile stop_spinning;

}  // namespace conformance

#endif  // PINYON_WORDS_H
