// SPDX-License-Identifier: BSD-2-Clause
// The overloads of <l4/ipc.h>.
#include "api_names.h"

#include <l4/ipc.h>

FUNCTION(L4_Call, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t, L4_Time_t);
FUNCTION(L4_Send, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t);
FUNCTION(L4_Receive, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t);
FUNCTION(L4_Wait, L4_MsgTag_t, L4_Time_t, L4_ThreadId_t*);
FUNCTION(L4_ReplyWait, L4_MsgTag_t, L4_ThreadId_t, L4_Time_t, L4_ThreadId_t*);
