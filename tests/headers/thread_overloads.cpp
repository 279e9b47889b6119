// SPDX-License-Identifier: BSD-2-Clause
// The overloads of <l4/thread.h>.
#include "api_names.h"

#include <l4/thread.h>

FUNCTION(L4_GlobalId, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_LocalId, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_UserDefinedHandle, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_Set_UserDefinedHandle, void, L4_ThreadId_t, L4_Word_t);
FUNCTION(L4_Pager, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_Set_Pager, void, L4_ThreadId_t, L4_ThreadId_t);

FUNCTION(L4_Start, void, L4_ThreadId_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Start, void, L4_ThreadId_t, L4_Word_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Stop, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*, L4_Word_t*);
FUNCTION(L4_AbortReceive_and_stop, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*,
         L4_Word_t*);
FUNCTION(L4_AbortSend_and_stop, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*,
         L4_Word_t*);
FUNCTION(l4_abort_send_and_stop, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*,
         L4_Word_t*);
FUNCTION(L4_AbortIpc_and_stop, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*, L4_Word_t*);
