// SPDX-License-Identifier: BSD-2-Clause
// Messages in memory: building them word by word and item by item, and taking them apart.
#ifndef PINYON_L4_MESSAGE_H
#define PINYON_L4_MESSAGE_H

#include <l4/acceptor.h>
#include <l4/ctrlxfer.h>
#include <l4/items.h>
#include <l4/msgtag.h>
#include <l4/types.h>

// The image of MR0..MR63.
typedef union {
    L4_Word_t raw[PINYON_MESSAGE_REGISTERS];
    L4_Word_t msg[PINYON_MESSAGE_REGISTERS];
    L4_MsgTag_t tag;
} L4_Msg_t;

#define __L4_MSG_MAX_WORDS (PINYON_MESSAGE_REGISTERS - 1)

// Words behind the tag. A tag can claim more than there are registers; never believe it.
L4_INLINE int __L4_TagWords(L4_MsgTag_t tag)
{
    int const words = (int)(tag.X.u + tag.X.t);
    return words < __L4_MSG_MAX_WORDS ? words : __L4_MSG_MAX_WORDS;
}

// ---- Between memory and message registers

L4_INLINE void L4_MsgLoad(L4_Msg_t const* m)
{
    L4_LoadMRs(0, 1 + __L4_TagWords(m->tag), m->raw);
}

L4_INLINE void L4_MsgStore(L4_MsgTag_t tag, L4_Msg_t* m)
{
    L4_StoreMRs(1, __L4_TagWords(tag), &m->raw[1]);
    m->tag = tag;
}

// ---- Tag of a message in memory

L4_INLINE void L4_MsgClear(L4_Msg_t* m)
{
    m->tag = L4_Niltag;
}

L4_INLINE L4_MsgTag_t L4_MsgMsgTag(L4_Msg_t const* m)
{
    return m->tag;
}

L4_INLINE void L4_Set_MsgMsgTag(L4_Msg_t* m, L4_MsgTag_t tag)
{
    m->tag = tag;
}

L4_INLINE L4_Word_t L4_MsgLabel(L4_Msg_t const* m)
{
    return L4_Label(m->tag);
}

L4_INLINE void L4_Set_MsgLabel(L4_Msg_t* m, L4_Word_t label)
{
    L4_Set_Label(&m->tag, label);
}

// ---- Whole messages

L4_INLINE void __L4_MsgSetSizes(L4_Msg_t* m, L4_Word_t untyped, L4_Word_t typed)
{
    m->raw[0] = (m->raw[0] & ~(L4_Word_t)0xFFF) | (typed & 0x3F) << 6 | (untyped & 0x3F);
}

// The caller sees to it that u + t words fit in a message.
L4_INLINE void L4_MsgPut(L4_Msg_t* m, L4_Word_t label, int u, L4_Word_t const* untyped, int t,
                         void const* items)
{
    L4_MsgClear(m);
    L4_Set_MsgLabel(m, label);
    __L4_MsgSetSizes(m, (L4_Word_t)u, (L4_Word_t)t);
    for (int n = 0; n < u; n++)
        m->msg[1 + n] = untyped[n];
    for (int n = 0; n < t; n++)
        m->msg[1 + u + n] = ((L4_Word_t const*)items)[n];
}

L4_INLINE void L4_MsgGet(L4_Msg_t const* m, L4_Word_t* untyped, void* items)
{
    int const words = __L4_TagWords(m->tag);
    int const u = (int)m->tag.X.u;
    for (int n = 0; n < words; n++) {
        if (n < u)
            untyped[n] = m->msg[1 + n];
        else
            ((L4_Word_t*)items)[n - u] = m->msg[1 + n];
    }
}

// ---- Appending. What does not fit in the message registers leaves the message as it is.

L4_INLINE L4_Bool_t __L4_MsgHasRoom(L4_Msg_t const* m, L4_Word_t words)
{
    return m->tag.X.u + m->tag.X.t + words <= __L4_MSG_MAX_WORDS;
}

// Untyped words stand before the typed ones, which move up.
L4_INLINE void L4_MsgAppendWord(L4_Msg_t* m, L4_Word_t word)
{
    L4_Word_t const u = m->tag.X.u;
    L4_Word_t const t = m->tag.X.t;
    if (!__L4_MsgHasRoom(m, 1))
        return;
    for (L4_Word_t n = u + t; n > u; n--)
        m->msg[n + 1] = m->msg[n];
    m->msg[u + 1] = word;
    __L4_MsgSetSizes(m, u + 1, t);
}

// Words of the item at a place; strings and control transfer items have a length of their own.
L4_INLINE L4_Word_t __L4_ItemWords(L4_Word_t const* item)
{
    if ((item[0] & __L4_ITEM_NOT_STRING) == 0)
        return __L4_StringWords((L4_StringItem_t const*)item);
    if ((item[0] & __L4_ITEM_TYPE_MASK) == __L4_CTRLXFER_TYPE)
        return __L4_CtrlXferWords(item[0]);
    return 2;
}

// Tells the item that was the last one that another follows. Not expanded in place: messages
// with several items are rare, and compilers that see the loop fear that it reads unset words.
__attribute__((noinline, unused)) static void __L4_MsgChainLastItem(L4_Msg_t* m)
{
    L4_Word_t const end = 1 + m->tag.X.u + m->tag.X.t;
    L4_Word_t at = 1 + m->tag.X.u;
    while (at < end) {
        m->msg[at] |= __L4_ITEM_MORE;
        at += __L4_ItemWords(&m->msg[at]);
    }
}

L4_INLINE void __L4_MsgAppendItem(L4_Msg_t* m, L4_Word_t const* item, L4_Word_t words)
{
    L4_Word_t const u = m->tag.X.u;
    L4_Word_t const t = m->tag.X.t;
    if (!__L4_MsgHasRoom(m, words))
        return;
    if (t > 0)
        __L4_MsgChainLastItem(m);
    for (L4_Word_t n = 0; n < words; n++)
        m->msg[1 + u + t + n] = item[n];
    m->msg[1 + u + t] &= ~__L4_ITEM_MORE;
    __L4_MsgSetSizes(m, u, t + words);
}

L4_INLINE void L4_MsgAppendMapItem(L4_Msg_t* m, L4_MapItem_t item)
{
    __L4_MsgAppendItem(m, item.raw, 2);
}

L4_INLINE void L4_MsgAppendGrantItem(L4_Msg_t* m, L4_GrantItem_t item)
{
    __L4_MsgAppendItem(m, item.raw, 2);
}

L4_INLINE void L4_MsgAppendSimpleStringItem(L4_Msg_t* m, L4_StringItem_t item)
{
    __L4_MsgAppendItem(m, item.raw, 2);
}

L4_INLINE void L4_MsgAppendStringItem(L4_Msg_t* m, L4_StringItem_t const* item)
{
    __L4_MsgAppendItem(m, (L4_Word_t const*)item, __L4_StringWords(item));
}

L4_INLINE void L4_MsgAppendCtrlXferItem(L4_Msg_t* m, L4_CtrlXferItem_t const* item)
{
    __L4_MsgAppendItem(m, item->raw, __L4_CtrlXferWords(item->raw[0]));
}

// For every fault whose bit is set in `faults`, an item that asks for the groups in `mask`; `more`
// is the "another item follows" bit of the last one. Such items have no registers behind them, so
// nothing that looks for the ends of items may be appended afterwards.
L4_INLINE void L4_AppendFaultConfCtrlXferItems(L4_Msg_t* m, L4_Word64_t faults, L4_Word_t mask,
                                               L4_Word_t more)
{
    for (L4_Word_t id = 0; faults != 0; id++, faults >>= 1) {
        L4_Word_t const last = 1 + m->tag.X.u + m->tag.X.t;
        if ((faults & 1) == 0 || !__L4_MsgHasRoom(m, 1))
            continue;
        m->msg[last] = __L4_CtrlXferHeader(id, mask) | (faults > 1 || more);
        __L4_MsgSetSizes(m, m->tag.X.u, m->tag.X.t + 1);
    }
}

// ---- Overwriting: untyped word u and typed word t, both counted from 0, must exist

L4_INLINE void L4_MsgPutWord(L4_Msg_t* m, L4_Word_t u, L4_Word_t word)
{
    m->msg[1 + u] = word;
}

L4_INLINE void __L4_MsgPutItem(L4_Msg_t* m, L4_Word_t t, L4_Word_t const* item, L4_Word_t words)
{
    for (L4_Word_t n = 0; n < words; n++)
        m->msg[1 + m->tag.X.u + t + n] = item[n];
}

L4_INLINE void L4_MsgPutMapItem(L4_Msg_t* m, L4_Word_t t, L4_MapItem_t item)
{
    __L4_MsgPutItem(m, t, item.raw, 2);
}

L4_INLINE void L4_MsgPutGrantItem(L4_Msg_t* m, L4_Word_t t, L4_GrantItem_t item)
{
    __L4_MsgPutItem(m, t, item.raw, 2);
}

L4_INLINE void L4_MsgPutSimpleStringItem(L4_Msg_t* m, L4_Word_t t, L4_StringItem_t item)
{
    __L4_MsgPutItem(m, t, item.raw, 2);
}

L4_INLINE void L4_MsgPutStringItem(L4_Msg_t* m, L4_Word_t t, L4_StringItem_t const* item)
{
    __L4_MsgPutItem(m, t, (L4_Word_t const*)item, __L4_StringWords(item));
}

L4_INLINE void L4_MsgPutCtrlXferItem(L4_Msg_t* m, L4_Word_t t, L4_CtrlXferItem_t const* item)
{
    __L4_MsgPutItem(m, t, item->raw, __L4_CtrlXferWords(item->raw[0]));
}

// ---- Reading: positions as above; item readers return the number of words of the item

L4_INLINE L4_Word_t L4_MsgWord(L4_Msg_t const* m, L4_Word_t u)
{
    return m->msg[1 + u];
}

L4_INLINE void L4_MsgGetWord(L4_Msg_t const* m, L4_Word_t u, L4_Word_t* word)
{
    *word = m->msg[1 + u];
}

L4_INLINE L4_Word_t __L4_MsgGetItem(L4_Msg_t const* m, L4_Word_t t, L4_Word_t* item,
                                    L4_Word_t words)
{
    for (L4_Word_t n = 0; n < words; n++)
        item[n] = m->msg[1 + m->tag.X.u + t + n];
    return words;
}

L4_INLINE L4_Word_t L4_MsgGetMapItem(L4_Msg_t const* m, L4_Word_t t, L4_MapItem_t* item)
{
    return __L4_MsgGetItem(m, t, item->raw, 2);
}

L4_INLINE L4_Word_t L4_MsgGetGrantItem(L4_Msg_t const* m, L4_Word_t t, L4_GrantItem_t* item)
{
    return __L4_MsgGetItem(m, t, item->raw, 2);
}

// `item` must have room for the whole string, which may be a compound one.
L4_INLINE L4_Word_t L4_MsgGetStringItem(L4_Msg_t const* m, L4_Word_t t, L4_StringItem_t* item)
{
    L4_Word_t const* const from = &m->msg[1 + m->tag.X.u + t];
    return __L4_MsgGetItem(m, t, (L4_Word_t*)item, __L4_StringWords((L4_StringItem_t const*)from));
}

L4_INLINE L4_Word_t L4_MsgGetCtrlXferItem(L4_Msg_t const* m, L4_Word_t t, L4_CtrlXferItem_t* item)
{
    L4_Word_t const header = m->msg[1 + m->tag.X.u + t];
    return __L4_MsgGetItem(m, t, item->raw, __L4_CtrlXferWords(header));
}

#ifdef __cplusplus
#include <l4/message_overloads.h>
#endif

#endif
