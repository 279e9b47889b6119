// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/message.h>.
#include "api_names.h"

#include <l4/message.h>

SIZE(L4_MsgTag_t, 8);
SIZE(L4_MapItem_t, 16);
SIZE(L4_GrantItem_t, 16);
SIZE(L4_StringItem_t, 16);
SIZE(L4_CacheAllocationHint_t, 8);
SIZE(L4_Acceptor_t, 8);
SIZE(L4_Msg_t, 64 * 8);
SIZE(L4_MsgBuffer_t, 32 * 8);

FUNCTION(L4_IsMsgTagEqual, L4_Bool_t, L4_MsgTag_t, L4_MsgTag_t);
FUNCTION(L4_IsMsgTagNotEqual, L4_Bool_t, L4_MsgTag_t, L4_MsgTag_t);
FUNCTION(L4_MsgTagAddLabel, L4_MsgTag_t, L4_MsgTag_t, int);
FUNCTION(L4_MsgTagAddLabelTo, L4_MsgTag_t, L4_MsgTag_t*, int);
FUNCTION(L4_Label, L4_Word_t, L4_MsgTag_t);
FUNCTION(L4_UntypedWords, L4_Word_t, L4_MsgTag_t);
FUNCTION(L4_TypedWords, L4_Word_t, L4_MsgTag_t);
FUNCTION(L4_Set_Label, void, L4_MsgTag_t*, L4_Word_t);
FUNCTION(L4_MsgTag, L4_MsgTag_t, void);
FUNCTION(L4_Set_MsgTag, void, L4_MsgTag_t);

FUNCTION(L4_MapItem, L4_MapItem_t, L4_Fpage_t, L4_Word_t);
FUNCTION(L4_GrantItem, L4_GrantItem_t, L4_Fpage_t, L4_Word_t);
FUNCTION(L4_IsMapItem, L4_Bool_t, L4_MapItem_t);
FUNCTION(L4_IsGrantItem, L4_Bool_t, L4_GrantItem_t);
FUNCTION(L4_IsStringItem, L4_Bool_t, L4_StringItem_t const*);
FUNCTION(L4_IsCtrlXferItem, L4_Bool_t, L4_CtrlXferItem_t const*);
FUNCTION(L4_MapItemSndFpage, L4_Fpage_t, L4_MapItem_t);
FUNCTION(L4_MapItemSndBase, L4_Word_t, L4_MapItem_t);
FUNCTION(L4_GrantItemSndFpage, L4_Fpage_t, L4_GrantItem_t);
FUNCTION(L4_GrantItemSndBase, L4_Word_t, L4_GrantItem_t);

FUNCTION(L4_StringItem, L4_StringItem_t, int, void*);
FUNCTION(L4_CompoundString, L4_Bool_t, L4_StringItem_t const*);
FUNCTION(L4_Substrings, L4_Word_t, L4_StringItem_t const*);
FUNCTION(L4_Substring, void*, L4_StringItem_t const*, L4_Word_t);
FUNCTION(L4_AddSubstringTo, L4_StringItem_t*, L4_StringItem_t*, L4_StringItem_t const*);
FUNCTION(L4_AddSubstringAddressTo, L4_StringItem_t*, L4_StringItem_t*, void*);
FUNCTION(L4_CacheAllocationHint, L4_CacheAllocationHint_t, L4_StringItem_t);
FUNCTION(L4_CacheAlloctionHint, L4_CacheAllocationHint_t, L4_StringItem_t);
FUNCTION(L4_IsCacheAllocationHintEqual, L4_Bool_t, L4_CacheAllocationHint_t,
         L4_CacheAllocationHint_t);
FUNCTION(L4_IsCacheAllocationHintNotEqual, L4_Bool_t, L4_CacheAllocationHint_t,
         L4_CacheAllocationHint_t);
FUNCTION(L4_AddCacheAllocationHint, L4_StringItem_t, L4_StringItem_t, L4_CacheAllocationHint_t);
FUNCTION(L4_AddCacheAllocationHintTo, L4_StringItem_t, L4_StringItem_t*, L4_CacheAllocationHint_t);

FUNCTION(L4_CtrlXferItemInit, void, L4_CtrlXferItem_t*, L4_Word_t);
FUNCTION(L4_FaultConfCtrlXferItemInit, void, L4_CtrlXferItem_t*, L4_Word_t, L4_Word_t);

FUNCTION(L4_MsgPut, void, L4_Msg_t*, L4_Word_t, int, L4_Word_t const*, int, void const*);
FUNCTION(L4_MsgGet, void, L4_Msg_t const*, L4_Word_t*, void*);
FUNCTION(L4_MsgMsgTag, L4_MsgTag_t, L4_Msg_t const*);
FUNCTION(L4_Set_MsgMsgTag, void, L4_Msg_t*, L4_MsgTag_t);
FUNCTION(L4_MsgLabel, L4_Word_t, L4_Msg_t const*);
FUNCTION(L4_Set_MsgLabel, void, L4_Msg_t*, L4_Word_t);
FUNCTION(L4_MsgLoad, void, L4_Msg_t const*);
FUNCTION(L4_MsgStore, void, L4_MsgTag_t, L4_Msg_t*);
FUNCTION(L4_MsgClear, void, L4_Msg_t*);

FUNCTION(L4_MsgAppendWord, void, L4_Msg_t*, L4_Word_t);
FUNCTION(L4_MsgAppendMapItem, void, L4_Msg_t*, L4_MapItem_t);
FUNCTION(L4_MsgAppendGrantItem, void, L4_Msg_t*, L4_GrantItem_t);
FUNCTION(L4_MsgAppendSimpleStringItem, void, L4_Msg_t*, L4_StringItem_t);
FUNCTION(L4_MsgAppendStringItem, void, L4_Msg_t*, L4_StringItem_t const*);
FUNCTION(L4_MsgAppendCtrlXferItem, void, L4_Msg_t*, L4_CtrlXferItem_t const*);
FUNCTION(L4_AppendFaultConfCtrlXferItems, void, L4_Msg_t*, L4_Word64_t, L4_Word_t, L4_Word_t);

FUNCTION(L4_MsgPutWord, void, L4_Msg_t*, L4_Word_t, L4_Word_t);
FUNCTION(L4_MsgPutMapItem, void, L4_Msg_t*, L4_Word_t, L4_MapItem_t);
FUNCTION(L4_MsgPutGrantItem, void, L4_Msg_t*, L4_Word_t, L4_GrantItem_t);
FUNCTION(L4_MsgPutSimpleStringItem, void, L4_Msg_t*, L4_Word_t, L4_StringItem_t);
FUNCTION(L4_MsgPutStringItem, void, L4_Msg_t*, L4_Word_t, L4_StringItem_t const*);
FUNCTION(L4_MsgPutCtrlXferItem, void, L4_Msg_t*, L4_Word_t, L4_CtrlXferItem_t const*);

FUNCTION(L4_MsgWord, L4_Word_t, L4_Msg_t const*, L4_Word_t);
FUNCTION(L4_MsgGetWord, void, L4_Msg_t const*, L4_Word_t, L4_Word_t*);
FUNCTION(L4_MsgGetMapItem, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_MapItem_t*);
FUNCTION(L4_MsgGetGrantItem, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_GrantItem_t*);
FUNCTION(L4_MsgGetStringItem, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_StringItem_t*);
FUNCTION(L4_MsgGetCtrlXferItem, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_CtrlXferItem_t*);

FUNCTION(L4_MapGrantItems, L4_Acceptor_t, L4_Fpage_t);
FUNCTION(L4_AddAcceptor, L4_Acceptor_t, L4_Acceptor_t, L4_Acceptor_t);
FUNCTION(L4_AddAcceptorTo, L4_Acceptor_t, L4_Acceptor_t*, L4_Acceptor_t);
FUNCTION(L4_RemoveAcceptor, L4_Acceptor_t, L4_Acceptor_t, L4_Acceptor_t);
FUNCTION(L4_RemoveAcceptorFrom, L4_Acceptor_t, L4_Acceptor_t*, L4_Acceptor_t);
FUNCTION(L4_HasStringItems, L4_Bool_t, L4_Acceptor_t);
FUNCTION(L4_HasMapGrantItems, L4_Bool_t, L4_Acceptor_t);
FUNCTION(L4_RcvWindow, L4_Fpage_t, L4_Acceptor_t);
FUNCTION(L4_Accept, void, L4_Acceptor_t);
FUNCTION(L4_AcceptStrings, void, L4_Acceptor_t, L4_MsgBuffer_t const*);
FUNCTION(L4_Accepted, L4_Acceptor_t, void);
FUNCTION(L4_MsgBufferClear, void, L4_MsgBuffer_t*);
FUNCTION(L4_MsgBufferAppendSimpleRcvString, void, L4_MsgBuffer_t*, L4_StringItem_t);
FUNCTION(L4_MsgBufferAppendRcvString, void, L4_MsgBuffer_t*, L4_StringItem_t const*);

MENTIONS(items)(L4_MapItem_t* m, L4_GrantItem_t* g, L4_StringItem_t* s, L4_CtrlXferItem_t* c)
{
    m->raw[0] = m->raw[1] = 0;
    m->X.snd_base = 1;
    m->X.snd_fpage.raw = 1;
    g->raw[0] = g->raw[1] = 0;
    g->X.snd_base = 1;
    g->X.snd_fpage.raw = 1;
    s->raw[0] = s->raw[1] = 0;
    s->X.string_length = 1;
    s->X.string_ptr = 0;
    c->raw[0] = 0;
    c->X.id = 1;
    c->X.mask = 1;
}

MENTIONS(messages)
(L4_MsgTag_t* t, L4_Msg_t* m, L4_Acceptor_t* a, L4_MsgBuffer_t* b, L4_CacheAllocationHint_t* hint)
{
    *t = L4_Niltag;
    t->raw = 0;
    t->X.u = t->X.t = 1;
    t->X.flags = 1;
    t->X.label = 1;
    m->tag = *t;
    m->raw[63] = m->msg[63];
    *a = L4_UntypedWordsAcceptor;
    *a = L4_StringItemsAcceptor;
    *a = L4_CtrlXferAcceptor;
    a->raw = 0;
    a->X.s = a->X.c = 1;
    a->X.rcv_window = 1;
    b->raw[31] = 0;
    b->string[15].raw[0] = 0;
    *hint = L4_UseDefaultCacheAllocation;
    hint->raw = 0;
}
