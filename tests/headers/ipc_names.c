// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/ipc.h>.
#include "api_names.h"

#include <l4/ipc.h>

FUNCTION(L4_Ipc, L4_MsgTag_t, L4_ThreadId_t, L4_ThreadId_t, L4_Word_t, L4_ThreadId_t*);
FUNCTION(L4_Lipc, L4_MsgTag_t, L4_ThreadId_t, L4_ThreadId_t, L4_Word_t, L4_ThreadId_t*);
FUNCTION(L4_Call, L4_MsgTag_t, L4_ThreadId_t);
FUNCTION(L4_Call_Timeouts, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t, L4_Time_t);
FUNCTION(L4_Send, L4_MsgTag_t, L4_ThreadId_t);
FUNCTION(L4_Send_Timeout, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t);
FUNCTION(L4_Reply, L4_MsgTag_t, L4_ThreadId_t);
FUNCTION(L4_Receive, L4_MsgTag_t, L4_ThreadId_t);
FUNCTION(L4_Receive_Timeout, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t);
FUNCTION(L4_Wait, L4_MsgTag_t, L4_ThreadId_t*);
FUNCTION(L4_Wait_Timeout, L4_MsgTag_t, L4_Time_t, L4_ThreadId_t*);
FUNCTION(L4_ReplyWait, L4_MsgTag_t, L4_ThreadId_t, L4_ThreadId_t*);
FUNCTION(L4_ReplyWait_Timeout, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t, L4_ThreadId_t*);
FUNCTION(L4_Sleep, void, L4_Time_t);
FUNCTION(L4_Lcall, L4_MsgTag_t, L4_ThreadId_t);
FUNCTION(L4_LreplyWait, L4_MsgTag_t, L4_ThreadId_t, L4_ThreadId_t*);
FUNCTION(L4_Lreply_Wait, L4_MsgTag_t, L4_ThreadId_t, L4_ThreadId_t*);

FUNCTION(L4_IpcSucceeded, L4_Bool_t, L4_MsgTag_t);
FUNCTION(L4_IpcFailed, L4_Bool_t, L4_MsgTag_t);
FUNCTION(L4_IpcPropagated, L4_Bool_t, L4_MsgTag_t);
FUNCTION(L4_IpcRedirected, L4_Bool_t, L4_MsgTag_t);
FUNCTION(L4_IpcXcpu, L4_Bool_t, L4_MsgTag_t);
FUNCTION(L4_Set_Propagation, void, L4_MsgTag_t*);
FUNCTION(L4_Timeouts, L4_Word_t, L4_Time_t, L4_Time_t);
