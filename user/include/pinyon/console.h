// SPDX-License-Identifier: BSD-2-Clause
// What a program may ask of the console server: lines that were typed and edited, and output.
//
// | request | MR0 label            | MR1.. and reply                                       |
// |---------|----------------------|-------------------------------------------------------|
// | read    | PINYON_CONSOLE_READ  | reply, when a line is complete: MR1 = length, text    |
// | write   | PINYON_CONSOLE_WRITE | MR1 = length, text; the reply is empty                |
//
// Text is eight characters to a word, the first one in the lowest bits. One thread can wait for a
// line; a second one gets a reply of no words at once.
#ifndef PINYON_CONSOLE_H
#define PINYON_CONSOLE_H

#include <l4/ipc.h>
#include <l4/message.h>

#define PINYON_CONSOLE_READ 0x7f0UL
#define PINYON_CONSOLE_WRITE 0x7f1UL

#define PINYON_CONSOLE_TEXT_BYTES 240UL  // in a message; no line is longer

// The message's length and text, from MR1 on.
L4_INLINE void pinyon_console_pack(L4_Msg_t* msg, char const* text, L4_Word_t length)
{
    L4_MsgAppendWord(msg, length);
    for (L4_Word_t at = 0; at < length; at += sizeof(L4_Word_t)) {
        L4_Word_t word = 0;
        for (L4_Word_t i = 0; i < sizeof word && at + i < length; i++)
            word |= (L4_Word_t)(unsigned char)text[at + i] << 8 * i;
        L4_MsgAppendWord(msg, word);
    }
}

// The text of a message with that tag, and its length; -1 if the message has another form.
L4_INLINE long pinyon_console_unpack(L4_MsgTag_t tag, L4_Msg_t* msg,
                                     char text[PINYON_CONSOLE_TEXT_BYTES])
{
    L4_Word_t const words = L4_UntypedWords(tag);
    L4_Word_t const length = words == 0 ? ~(L4_Word_t)0 : L4_MsgWord(msg, 0);
    if (length > PINYON_CONSOLE_TEXT_BYTES ||
        words != 1 + (length + sizeof(L4_Word_t) - 1) / sizeof(L4_Word_t))
        return -1;
    for (L4_Word_t i = 0; i < length; i++)
        text[i] = (char)(L4_MsgWord(msg, 1 + i / sizeof(L4_Word_t)) >> 8 * (i % sizeof(L4_Word_t)));
    return (long)length;
}

// Waits for a line, without its end, and returns its length; -1 if none came in time.
L4_INLINE long pinyon_console_read(L4_ThreadId_t console, char text[PINYON_CONSOLE_TEXT_BYTES],
                                   L4_Time_t patience)
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_CONSOLE_READ);
    L4_MsgLoad(&msg);
    L4_MsgTag_t const tag = L4_Call_Timeouts(console, L4_Never, patience);
    if (L4_IpcFailed(tag))
        return -1;
    L4_MsgStore(tag, &msg);
    return pinyon_console_unpack(tag, &msg, text);
}

// Writes up to PINYON_CONSOLE_TEXT_BYTES characters; false if the server is gone.
L4_INLINE L4_Bool_t pinyon_console_write(L4_ThreadId_t console, char const* text, L4_Word_t length)
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_CONSOLE_WRITE);
    pinyon_console_pack(&msg, text, length);
    L4_MsgLoad(&msg);
    return L4_IpcSucceeded(L4_Call(console));
}

#endif
