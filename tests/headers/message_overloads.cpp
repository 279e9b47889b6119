// SPDX-License-Identifier: BSD-2-Clause
// The overloads and operators of <l4/message.h>.
#include "api_names.h"

#include <l4/message.h>

FUNCTION(operator==, bool, L4_MsgTag_t const&, L4_MsgTag_t const&);
FUNCTION(operator!=, bool, L4_MsgTag_t const&, L4_MsgTag_t const&);
FUNCTION(operator+, L4_MsgTag_t, L4_MsgTag_t const&, int);
FUNCTION(operator+=, L4_MsgTag_t, L4_MsgTag_t&, int);

FUNCTION(L4_MapItem, L4_Bool_t, L4_MapItem_t);
FUNCTION(L4_GrantItem, L4_Bool_t, L4_GrantItem_t);
FUNCTION(L4_StringItem, L4_Bool_t, L4_StringItem_t const*);
FUNCTION(L4_CtrlXferItem, L4_Bool_t, L4_CtrlXferItem_t const*);
FUNCTION(L4_SndFpage, L4_Fpage_t, L4_MapItem_t);
FUNCTION(L4_SndFpage, L4_Fpage_t, L4_GrantItem_t);
FUNCTION(L4_SndBase, L4_Word_t, L4_MapItem_t);
FUNCTION(L4_SndBase, L4_Word_t, L4_GrantItem_t);

FUNCTION(operator+=, L4_StringItem_t&, L4_StringItem_t&, L4_StringItem_t const&);
FUNCTION(operator+=, L4_StringItem_t&, L4_StringItem_t&, void*);
FUNCTION(operator==, bool, L4_CacheAllocationHint_t const&, L4_CacheAllocationHint_t const&);
FUNCTION(operator!=, bool, L4_CacheAllocationHint_t const&, L4_CacheAllocationHint_t const&);
FUNCTION(operator+, L4_StringItem_t, L4_StringItem_t const&, L4_CacheAllocationHint_t const&);
FUNCTION(operator+=, L4_StringItem_t, L4_StringItem_t&, L4_CacheAllocationHint_t const&);

FUNCTION(L4_Init, void, L4_CtrlXferItem_t*, L4_Word_t);
FUNCTION(L4_Init, void, L4_CtrlXferItem_t*, L4_Word_t, L4_Word_t);

FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, int, L4_Word_t const*, int, void const*);
FUNCTION(L4_Get, void, L4_Msg_t const*, L4_Word_t*, void*);
FUNCTION(L4_MsgTag, L4_MsgTag_t, L4_Msg_t const*);
FUNCTION(L4_Set_MsgTag, void, L4_Msg_t*, L4_MsgTag_t);
FUNCTION(L4_Label, L4_Word_t, L4_Msg_t const*);
FUNCTION(L4_Set_Label, void, L4_Msg_t*, L4_Word_t);
FUNCTION(L4_Load, void, L4_Msg_t const*);
FUNCTION(L4_Store, void, L4_MsgTag_t, L4_Msg_t*);
FUNCTION(L4_Clear, void, L4_Msg_t*);

FUNCTION(L4_Append, void, L4_Msg_t*, L4_Word_t);
FUNCTION(L4_Append, void, L4_Msg_t*, int);
FUNCTION(L4_Append, void, L4_Msg_t*, L4_MapItem_t);
FUNCTION(L4_Append, void, L4_Msg_t*, L4_GrantItem_t);
FUNCTION(L4_Append, void, L4_Msg_t*, L4_StringItem_t);
FUNCTION(L4_Append, void, L4_Msg_t*, L4_StringItem_t const*);
FUNCTION(L4_Append, void, L4_Msg_t*, L4_CtrlXferItem_t const*);

FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_Word_t);
FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_MapItem_t);
FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_GrantItem_t);
FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_StringItem_t);
FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_StringItem_t const*);
FUNCTION(L4_Put, void, L4_Msg_t*, L4_Word_t, L4_CtrlXferItem_t const*);

FUNCTION(L4_Get, L4_Word_t, L4_Msg_t const*, L4_Word_t);
FUNCTION(L4_Get, void, L4_Msg_t const*, L4_Word_t, L4_Word_t*);
FUNCTION(L4_Get, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_MapItem_t*);
FUNCTION(L4_Get, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_GrantItem_t*);
FUNCTION(L4_Get, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_StringItem_t*);
FUNCTION(L4_Get, L4_Word_t, L4_Msg_t const*, L4_Word_t, L4_CtrlXferItem_t*);

FUNCTION(operator+, L4_Acceptor_t, L4_Acceptor_t const&, L4_Acceptor_t const&);
FUNCTION(operator+=, L4_Acceptor_t, L4_Acceptor_t&, L4_Acceptor_t const&);
FUNCTION(operator-, L4_Acceptor_t, L4_Acceptor_t const&, L4_Acceptor_t const&);
FUNCTION(operator-=, L4_Acceptor_t, L4_Acceptor_t&, L4_Acceptor_t const&);
FUNCTION(L4_StringItems, L4_Bool_t, L4_Acceptor_t);
FUNCTION(L4_MapGrantItems, L4_Bool_t, L4_Acceptor_t);
FUNCTION(L4_Accept, void, L4_Acceptor_t, L4_MsgBuffer_t const*);
FUNCTION(L4_Clear, void, L4_MsgBuffer_t*);
FUNCTION(L4_Append, void, L4_MsgBuffer_t*, L4_StringItem_t);
FUNCTION(L4_Append, void, L4_MsgBuffer_t*, L4_StringItem_t const*);
