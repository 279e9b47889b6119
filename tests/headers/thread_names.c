// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/thread.h>.
#include "api_names.h"

#include <l4/thread.h>

VALUE(L4_ERROR_OK, 0);
VALUE(L4_ERROR_NO_PRIVILEGE, 1);
VALUE(L4_ERROR_INVALID_THREAD, 2);
VALUE(L4_ERROR_INVALID_SPACE, 3);
VALUE(L4_ERROR_INVALID_SCHEDULER, 4);
VALUE(L4_ERROR_INVALID_PARAM, 5);
VALUE(L4_ERROR_UTCB_AREA, 6);
VALUE(L4_ERROR_KIP_AREA, 7);
VALUE(L4_ERROR_NO_MEM, 8);

VALUE(L4_EXREGS_CTRLXFER_CONF_FLAG, 0x400);
VALUE(L4_EXREGS_CTRLXFER_READ_FLAG, 0x800);
VALUE(L4_EXREGS_CTRLXFER_WRITE_FLAG, 0x1000);

FUNCTION(L4_ExchangeRegisters, L4_ThreadId_t, L4_ThreadId_t, L4_Word_t, L4_Word_t, L4_Word_t,
         L4_Word_t, L4_Word_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*, L4_Word_t*, L4_Word_t*,
         L4_Word_t*, L4_ThreadId_t*);
FUNCTION(L4_ThreadControl, L4_Word_t, L4_ThreadId_t, L4_ThreadId_t, L4_ThreadId_t, L4_ThreadId_t,
         void*);

FUNCTION(L4_Myself, L4_ThreadId_t, void);
FUNCTION(L4_MyGlobalId, L4_ThreadId_t, void);
FUNCTION(L4_MyLocalId, L4_ThreadId_t, void);
FUNCTION(L4_ProcessorNo, L4_Word_t, void);
FUNCTION(L4_UserDefinedHandle, L4_Word_t, void);
FUNCTION(L4_ErrorCode, L4_Word_t, void);
FUNCTION(L4_XferTimeouts, L4_Word_t, void);
FUNCTION(L4_Set_UserDefinedHandle, void, L4_Word_t);
FUNCTION(L4_Set_XferTimeouts, void, L4_Word_t);
FUNCTION(L4_Pager, L4_ThreadId_t, void);
FUNCTION(L4_ExceptionHandler, L4_ThreadId_t, void);
FUNCTION(L4_IntendedReceiver, L4_ThreadId_t, void);
FUNCTION(L4_ActualSender, L4_ThreadId_t, void);
FUNCTION(L4_Set_Pager, void, L4_ThreadId_t);
FUNCTION(L4_Set_ExceptionHandler, void, L4_ThreadId_t);
FUNCTION(L4_Set_VirtualSender, void, L4_ThreadId_t);
FUNCTION(L4_ErrorCode_String, char const*, L4_Word_t);
FUNCTION(L4_WordSizeMask, L4_Word_t, void);
FUNCTION(L4_Reset_WordSizeMask, void, void);

FUNCTION(L4_GlobalIdOf, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_LocalIdOf, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_SameThreads, L4_Bool_t, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_UserDefinedHandleOf, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_Set_UserDefinedHandleOf, void, L4_ThreadId_t, L4_Word_t);
FUNCTION(L4_PagerOf, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_Set_PagerOf, void, L4_ThreadId_t, L4_ThreadId_t);

FUNCTION(L4_Start, void, L4_ThreadId_t);
FUNCTION(L4_Start_SpIp, void, L4_ThreadId_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Start_SpIpFlags, void, L4_ThreadId_t, L4_Word_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Stop, L4_ThreadState_t, L4_ThreadId_t);
FUNCTION(L4_Stop_SpIpFlags, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*, L4_Word_t*);
FUNCTION(L4_AbortReceive_and_stop, L4_ThreadState_t, L4_ThreadId_t);
FUNCTION(L4_AbortReceive_and_stop_SpIpFlags, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*,
         L4_Word_t*, L4_Word_t*);
FUNCTION(L4_AbortSend_and_stop, L4_ThreadState_t, L4_ThreadId_t);
FUNCTION(L4_AbortSend_and_stop_SpIpFlags, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*,
         L4_Word_t*);
FUNCTION(L4_AbortIpc_and_stop, L4_ThreadState_t, L4_ThreadId_t);
FUNCTION(L4_AbortIpc_and_stop_SpIpFlags, L4_ThreadState_t, L4_ThreadId_t, L4_Word_t*, L4_Word_t*,
         L4_Word_t*);
FUNCTION(L4_ThreadWasHalted, L4_Bool_t, L4_ThreadState_t);
FUNCTION(L4_ThreadWasReceiving, L4_Bool_t, L4_ThreadState_t);
FUNCTION(L4_ThreadWasSending, L4_Bool_t, L4_ThreadState_t);
FUNCTION(L4_ThreadWasIpcing, L4_Bool_t, L4_ThreadState_t);

FUNCTION(L4_AssociateInterrupt, L4_Word_t, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_DeassociateInterrupt, L4_Word_t, L4_ThreadId_t);

FUNCTION(L4_ConfCtrlXferItems, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_ReadCtrlXferItems, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_WriteCtrlXferItems, L4_Word_t, L4_ThreadId_t);

SIZE(L4_ThreadState_t, 8);

MENTIONS(thread)(L4_ThreadState_t* state)
{
    state->raw = 0;
}
