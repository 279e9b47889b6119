// SPDX-License-Identifier: BSD-2-Clause
// Requests to the kernel debugger, which is also the console of simple programs.
#ifndef PINYON_L4_KDEBUG_H
#define PINYON_L4_KDEBUG_H

#include <l4/types.h>

// Stops in the debugger, if the kernel has one, and shows the text: a string literal.
#define L4_KDB_Enter(text) ((void)__L4_KDB_REQUEST(PINYON_KDB_ENTER, "" text))
#define enter_kdebug(text) L4_KDB_Enter(text)

L4_INLINE void L4_KDB_PrintChar(char c)
{
    (void)__L4_KDB_REQUEST(PINYON_KDB_PRINT_CHAR, (unsigned char)c);
}

// The kernel prints the string in one piece.
L4_INLINE void L4_KDB_PrintString(char const* text)
{
    (void)__L4_KDB_REQUEST(PINYON_KDB_PRINT_STRING, text);
}

// -1 if there is none; the type is int so that -1 is no character on any machine.
L4_INLINE int L4_KDB_ReadChar(void)
{
    return (int)(L4_SignedWord_t)__L4_KDB_REQUEST(PINYON_KDB_READ_CHAR, 0);
}

// Nothing waits in the kernel, which answers this request like the other one: ask until there is
// a character.
L4_INLINE char L4_KDB_ReadChar_Blocked(void)
{
    L4_SignedWord_t c;
    do
        c = (L4_SignedWord_t)__L4_KDB_REQUEST(PINYON_KDB_READ_CHAR_BLOCKED, 0);
    while (c < 0);
    return (char)c;
}

L4_INLINE char kd_inchar(void)
{
    return L4_KDB_ReadChar_Blocked();
}

L4_INLINE void L4_KDB_ClearPage(void)
{
    (void)__L4_KDB_REQUEST(PINYON_KDB_CLEAR_PAGE, 0);
}

// Our extension: a count of kernel memory (PINYON_KMEM_FREE_FRAMES ..). All ones if the kernel does
// not know it, or for a caller outside the privileged spaces.
L4_INLINE L4_Word_t L4_KDB_KernelMemory(L4_Word_t what)
{
    return __L4_KDB_REQUEST(PINYON_KDB_KERNEL_MEMORY, what);
}

// Our extension: ends the machine with an exit status. The kernel honours it from privileged
// spaces only; from others it returns and has no effect.
L4_INLINE void L4_KDB_Exit(L4_Word_t status)
{
    (void)__L4_KDB_REQUEST(PINYON_KDB_EXIT, status);
}

#endif
