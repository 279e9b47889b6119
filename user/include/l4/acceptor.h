// SPDX-License-Identifier: BSD-2-Clause
// Acceptors: which items a receiver takes, where they land, and its buffers for strings.
#ifndef PINYON_L4_ACCEPTOR_H
#define PINYON_L4_ACCEPTOR_H

#include <l4/items.h>
#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t s : 1;
        L4_Word_t c : 1;
        L4_Word_t zeros : 2;
        L4_Word_t rcv_window : 60;
    } X;
} L4_Acceptor_t;

__L4_STATIC_ASSERT(sizeof(L4_Acceptor_t) == sizeof(L4_Word_t), "an acceptor is one word");

#define L4_UntypedWordsAcceptor __L4_VALUE(L4_Acceptor_t, 0)
#define L4_StringItemsAcceptor __L4_VALUE(L4_Acceptor_t, 1)
#define L4_CtrlXferAcceptor __L4_VALUE(L4_Acceptor_t, 2)

#define __L4_ACCEPTOR_FLAGS ((L4_Word_t)0x3)

L4_INLINE L4_Acceptor_t L4_MapGrantItems(L4_Fpage_t window)
{
    L4_Acceptor_t const a = {window.raw & ~__L4_FPAGE_NIBBLE};
    return a;
}

L4_INLINE L4_Bool_t L4_HasStringItems(L4_Acceptor_t a)
{
    return a.X.s;
}

L4_INLINE L4_Bool_t L4_HasMapGrantItems(L4_Acceptor_t a)
{
    return a.X.rcv_window != 0;
}

L4_INLINE L4_Fpage_t L4_RcvWindow(L4_Acceptor_t a)
{
    L4_Fpage_t const window = {a.raw & ~__L4_FPAGE_NIBBLE};
    return window;
}

// A window in `r` replaces that of `l`: there can be only one.
L4_INLINE L4_Acceptor_t L4_AddAcceptorTo(L4_Acceptor_t* l, L4_Acceptor_t r)
{
    L4_Word_t const window = L4_RcvWindow(L4_HasMapGrantItems(r) ? r : *l).raw;
    l->raw = window | ((l->raw | r.raw) & __L4_ACCEPTOR_FLAGS);
    return *l;
}

L4_INLINE L4_Acceptor_t L4_AddAcceptor(L4_Acceptor_t l, L4_Acceptor_t r)
{
    return L4_AddAcceptorTo(&l, r);
}

// Any window in `r` removes that of `l`, whatever its place and size.
L4_INLINE L4_Acceptor_t L4_RemoveAcceptorFrom(L4_Acceptor_t* l, L4_Acceptor_t r)
{
    L4_Word_t const window = L4_HasMapGrantItems(r) ? 0 : L4_RcvWindow(*l).raw;
    l->raw = window | (l->raw & ~r.raw & __L4_ACCEPTOR_FLAGS);
    return *l;
}

L4_INLINE L4_Acceptor_t L4_RemoveAcceptor(L4_Acceptor_t l, L4_Acceptor_t r)
{
    return L4_RemoveAcceptorFrom(&l, r);
}

// ---- Receive buffers: the image of BR1.., string items chained by their "more" bit

#define __L4_MSG_BUFFER_WORDS (PINYON_BUFFER_REGISTERS - 1)

typedef union {
    L4_Word_t raw[__L4_MSG_BUFFER_WORDS];
    L4_StringItem_t string[__L4_MSG_BUFFER_WORDS / 2];
} L4_MsgBuffer_t;

// An empty list is one buffer of no bytes at address 0, which no string fits in.
L4_INLINE void L4_MsgBufferClear(L4_MsgBuffer_t* b)
{
    b->raw[0] = 0;
    b->raw[1] = 0;
}

L4_INLINE L4_Bool_t __L4_MsgBufferEmpty(L4_MsgBuffer_t const* b)
{
    return b->raw[0] == 0 && b->raw[1] == 0;
}

// Position of the last item in the list.
L4_INLINE L4_Word_t __L4_MsgBufferLast(L4_MsgBuffer_t const* b)
{
    L4_Word_t at = 0;
    while (b->raw[at] & __L4_ITEM_MORE)
        at += __L4_StringWords((L4_StringItem_t const*)&b->raw[at]);
    return at;
}

L4_INLINE L4_Word_t __L4_MsgBufferWords(L4_MsgBuffer_t const* b)
{
    L4_Word_t const last = __L4_MsgBufferLast(b);
    return last + __L4_StringWords((L4_StringItem_t const*)&b->raw[last]);
}

// Appends a simple or compound string; a string that does not fit leaves the list as it is.
L4_INLINE void L4_MsgBufferAppendRcvString(L4_MsgBuffer_t* b, L4_StringItem_t const* s)
{
    L4_Bool_t const empty = __L4_MsgBufferEmpty(b);
    L4_Word_t const last = __L4_MsgBufferLast(b);
    L4_Word_t const at = empty ? 0 : __L4_MsgBufferWords(b);
    L4_Word_t const words = __L4_StringWords(s);
    if (words > __L4_MSG_BUFFER_WORDS - at)
        return;
    for (L4_Word_t n = 0; n < words; n++)
        b->raw[at + n] = ((L4_Word_t const*)s)[n];
    b->raw[at] &= ~__L4_ITEM_MORE;
    if (!empty)
        b->raw[last] |= __L4_ITEM_MORE;
}

L4_INLINE void L4_MsgBufferAppendSimpleRcvString(L4_MsgBuffer_t* b, L4_StringItem_t s)
{
    L4_MsgBufferAppendRcvString(b, &s);
}

// ---- The acceptor in force

L4_INLINE void L4_Accept(L4_Acceptor_t a)
{
    L4_LoadBR(0, a.raw);
}

L4_INLINE void L4_AcceptStrings(L4_Acceptor_t a, L4_MsgBuffer_t const* b)
{
    L4_LoadBR(0, a.raw);
    L4_LoadBRs(1, (int)__L4_MsgBufferWords(b), b->raw);
}

L4_INLINE L4_Acceptor_t L4_Accepted(void)
{
    L4_Acceptor_t a;
    L4_StoreBR(0, &a.raw);
    return a;
}

#ifdef __cplusplus
L4_INLINE L4_Acceptor_t operator+(L4_Acceptor_t const& l, L4_Acceptor_t const& r)
{
    return L4_AddAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t operator+=(L4_Acceptor_t& l, L4_Acceptor_t const& r)
{
    return L4_AddAcceptorTo(&l, r);
}

L4_INLINE L4_Acceptor_t operator-(L4_Acceptor_t const& l, L4_Acceptor_t const& r)
{
    return L4_RemoveAcceptor(l, r);
}

L4_INLINE L4_Acceptor_t operator-=(L4_Acceptor_t& l, L4_Acceptor_t const& r)
{
    return L4_RemoveAcceptorFrom(&l, r);
}

L4_INLINE L4_Bool_t L4_StringItems(L4_Acceptor_t a)
{
    return L4_HasStringItems(a);
}

L4_INLINE L4_Bool_t L4_MapGrantItems(L4_Acceptor_t a)
{
    return L4_HasMapGrantItems(a);
}

L4_INLINE void L4_Accept(L4_Acceptor_t a, L4_MsgBuffer_t const* b)
{
    L4_AcceptStrings(a, b);
}

L4_INLINE void L4_Clear(L4_MsgBuffer_t* b)
{
    L4_MsgBufferClear(b);
}

L4_INLINE void L4_Append(L4_MsgBuffer_t* b, L4_StringItem_t s)
{
    L4_MsgBufferAppendSimpleRcvString(b, s);
}

L4_INLINE void L4_Append(L4_MsgBuffer_t* b, L4_StringItem_t const* s)
{
    L4_MsgBufferAppendRcvString(b, s);
}
#endif

#endif
