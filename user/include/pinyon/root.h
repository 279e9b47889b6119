// SPDX-License-Identifier: BSD-2-Clause
// What a program may ask of the root server, which loaded it and is its pager.
//
// | request   | MR0 label             | MR1..             | reply MR1..             |
// |-----------|-----------------------|-------------------|-------------------------|
// | hello     | PINYON_ROOT_HELLO     |                   | 0                       |
// | lookup    | PINYON_ROOT_LOOKUP    | name, zero-padded | thread id or nilthread  |
// | census    | PINYON_ROOT_CENSUS    |                   | number of programs left |
// | arguments | PINYON_ROOT_ARGUMENTS |                   | text, zero-padded       |
//
// Drivers serve until all other programs are gone, so the census leaves them out. What else they
// may ask is in <pinyon/driver.h>; the end of a program is reported by <pinyon/exit.h>.
#ifndef PINYON_ROOT_H
#define PINYON_ROOT_H

#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/thread.h>

#define PINYON_ROOT_HELLO 0x7e1UL
#define PINYON_ROOT_LOOKUP 0x7e2UL
#define PINYON_ROOT_CENSUS 0x7e3UL
#define PINYON_ROOT_ARGUMENTS 0x7e4UL

#define PINYON_ROOT_NAME_WORDS 4
#define PINYON_ROOT_NAME_BYTES 32  // with the closing zero
#define PINYON_ROOT_ARGUMENTS_WORDS 16
#define PINYON_ROOT_ARGUMENTS_BYTES 128  // with the closing zero

// One call to the root server; the message is loaded. Returns MR1 of the reply, 0 on failure.
L4_INLINE L4_Word_t __pinyon_root_call(L4_Msg_t* msg)
{
    L4_MsgLoad(msg);
    L4_MsgTag_t const tag = L4_Call(L4_Pager());
    L4_Word_t answer = 0;
    if (L4_IpcSucceeded(tag) && L4_UntypedWords(tag) == 1)
        L4_StoreMR(1, &answer);
    return answer;
}

// Presents the program to the root server. From here on an exception of this thread is reported
// to it as well; before, the kernel would just halt the thread.
L4_INLINE void pinyon_root_hello(void)
{
    L4_Set_ExceptionHandler(L4_Pager());
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_ROOT_HELLO);
    (void)__pinyon_root_call(&msg);
}

// The thread of the program that was loaded from the boot module `name`; nilthread if there is
// none.
L4_INLINE L4_ThreadId_t pinyon_root_lookup(char const* name)
{
    union {
        L4_Word_t words[PINYON_ROOT_NAME_WORDS];
        char text[PINYON_ROOT_NAME_BYTES];
    } packed = {{0}};
    for (int i = 0; i < PINYON_ROOT_NAME_BYTES - 1 && name[i] != '\0'; i++)
        packed.text[i] = name[i];

    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_ROOT_LOOKUP);
    for (int i = 0; i < PINYON_ROOT_NAME_WORDS; i++)
        L4_MsgAppendWord(&msg, packed.words[i]);
    L4_ThreadId_t const found = {__pinyon_root_call(&msg)};
    return found;
}

// What the program's boot module says behind the name; empty if it says nothing.
L4_INLINE void pinyon_root_arguments(char text[PINYON_ROOT_ARGUMENTS_BYTES])
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_ROOT_ARGUMENTS);
    L4_MsgLoad(&msg);
    L4_MsgTag_t const tag = L4_Call(L4_Pager());
    L4_Word_t words[PINYON_ROOT_ARGUMENTS_WORDS] = {0};
    if (L4_IpcSucceeded(tag) && L4_UntypedWords(tag) == PINYON_ROOT_ARGUMENTS_WORDS)
        L4_StoreMRs(1, PINYON_ROOT_ARGUMENTS_WORDS, words);
    for (int i = 0; i < PINYON_ROOT_ARGUMENTS_BYTES; i++)
        text[i] = (char)(words[i / 8] >> i % 8 * 8);
}

// How many programs have neither ended nor been removed, the caller included.
L4_INLINE L4_Word_t pinyon_root_census(void)
{
    L4_Msg_t msg;
    L4_MsgClear(&msg);
    L4_Set_MsgLabel(&msg, PINYON_ROOT_CENSUS);
    return __pinyon_root_call(&msg);
}

#endif
