// SPDX-License-Identifier: BSD-2-Clause
// The shorter, overloaded names that C++ programs have for the functions of <l4/message.h>.
#ifndef PINYON_L4_MESSAGE_OVERLOADS_H
#define PINYON_L4_MESSAGE_OVERLOADS_H

#include <l4/message.h>

L4_INLINE void L4_Load(L4_Msg_t const* m)
{
    L4_MsgLoad(m);
}

L4_INLINE void L4_Store(L4_MsgTag_t tag, L4_Msg_t* m)
{
    L4_MsgStore(tag, m);
}

L4_INLINE void L4_Clear(L4_Msg_t* m)
{
    L4_MsgClear(m);
}

L4_INLINE L4_MsgTag_t L4_MsgTag(L4_Msg_t const* m)
{
    return L4_MsgMsgTag(m);
}

L4_INLINE void L4_Set_MsgTag(L4_Msg_t* m, L4_MsgTag_t tag)
{
    L4_Set_MsgMsgTag(m, tag);
}

L4_INLINE L4_Word_t L4_Label(L4_Msg_t const* m)
{
    return L4_MsgLabel(m);
}

L4_INLINE void L4_Set_Label(L4_Msg_t* m, L4_Word_t label)
{
    L4_Set_MsgLabel(m, label);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t label, int u, L4_Word_t const* untyped, int t,
                      void const* items)
{
    L4_MsgPut(m, label, u, untyped, t, items);
}

L4_INLINE void L4_Get(L4_Msg_t const* m, L4_Word_t* untyped, void* items)
{
    L4_MsgGet(m, untyped, items);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_Word_t word)
{
    L4_MsgAppendWord(m, word);
}

L4_INLINE void L4_Append(L4_Msg_t* m, int word)
{
    L4_MsgAppendWord(m, (L4_Word_t)(L4_SignedWord_t)word);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_MapItem_t item)
{
    L4_MsgAppendMapItem(m, item);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_GrantItem_t item)
{
    L4_MsgAppendGrantItem(m, item);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_StringItem_t item)
{
    L4_MsgAppendSimpleStringItem(m, item);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_StringItem_t const* item)
{
    L4_MsgAppendStringItem(m, item);
}

L4_INLINE void L4_Append(L4_Msg_t* m, L4_CtrlXferItem_t const* item)
{
    L4_MsgAppendCtrlXferItem(m, item);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t u, L4_Word_t word)
{
    L4_MsgPutWord(m, u, word);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t t, L4_MapItem_t item)
{
    L4_MsgPutMapItem(m, t, item);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t t, L4_GrantItem_t item)
{
    L4_MsgPutGrantItem(m, t, item);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t t, L4_StringItem_t item)
{
    L4_MsgPutSimpleStringItem(m, t, item);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t t, L4_StringItem_t const* item)
{
    L4_MsgPutStringItem(m, t, item);
}

L4_INLINE void L4_Put(L4_Msg_t* m, L4_Word_t t, L4_CtrlXferItem_t const* item)
{
    L4_MsgPutCtrlXferItem(m, t, item);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t const* m, L4_Word_t u)
{
    return L4_MsgWord(m, u);
}

L4_INLINE void L4_Get(L4_Msg_t const* m, L4_Word_t u, L4_Word_t* word)
{
    L4_MsgGetWord(m, u, word);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t const* m, L4_Word_t t, L4_MapItem_t* item)
{
    return L4_MsgGetMapItem(m, t, item);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t const* m, L4_Word_t t, L4_GrantItem_t* item)
{
    return L4_MsgGetGrantItem(m, t, item);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t const* m, L4_Word_t t, L4_StringItem_t* item)
{
    return L4_MsgGetStringItem(m, t, item);
}

L4_INLINE L4_Word_t L4_Get(L4_Msg_t const* m, L4_Word_t t, L4_CtrlXferItem_t* item)
{
    return L4_MsgGetCtrlXferItem(m, t, item);
}

#endif
