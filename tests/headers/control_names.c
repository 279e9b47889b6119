// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/space.h>, <l4/schedule.h> and <l4/misc.h>.
#include "api_names.h"

#include <l4/misc.h>
#include <l4/schedule.h>
#include <l4/space.h>

FUNCTION(L4_Unmap, void, L4_Word_t);
FUNCTION(L4_UnmapFpage, L4_Fpage_t, L4_Fpage_t);
FUNCTION(L4_UnmapFpages, void, L4_Word_t, L4_Fpage_t*);
FUNCTION(L4_Flush, L4_Fpage_t, L4_Fpage_t);
FUNCTION(L4_FlushFpages, void, L4_Word_t, L4_Fpage_t*);
FUNCTION(L4_GetStatus, L4_Fpage_t, L4_Fpage_t);
FUNCTION(L4_WasWritten, L4_Bool_t, L4_Fpage_t);
FUNCTION(L4_WasReferenced, L4_Bool_t, L4_Fpage_t);
FUNCTION(L4_WaseXecuted, L4_Bool_t, L4_Fpage_t);
FUNCTION(L4_SpaceControl, L4_Word_t, L4_ThreadId_t, L4_Word_t, L4_Fpage_t, L4_Fpage_t,
         L4_ThreadId_t, L4_Word_t*);

FUNCTION(L4_SystemClock, L4_Clock_t, void);
FUNCTION(L4_TimePoint, L4_Time_t, L4_Clock_t);
FUNCTION(L4_ThreadSwitch, void, L4_ThreadId_t);
FUNCTION(L4_Yield, void, void);
FUNCTION(L4_Schedule, L4_Word_t, L4_ThreadId_t, L4_Word_t, L4_Word_t, L4_Word_t, L4_Word_t,
         L4_Word_t*);
FUNCTION(L4_Set_Priority, L4_Word_t, L4_ThreadId_t, L4_Word_t);
FUNCTION(L4_Set_ProcessorNo, L4_Word_t, L4_ThreadId_t, L4_Word_t);
FUNCTION(L4_Timeslice, L4_Word_t, L4_ThreadId_t, L4_Time_t*, L4_Time_t*);
FUNCTION(L4_Set_Timeslice, L4_Word_t, L4_ThreadId_t, L4_Time_t, L4_Time_t);
FUNCTION(L4_Set_PreemptionDelay, L4_Word_t, L4_ThreadId_t, L4_Word_t, L4_Word_t);

VALUE(L4_SCHEDRESULT_ERROR, 0);
VALUE(L4_SCHEDRESULT_DEAD, 1);
VALUE(L4_SCHEDRESULT_INACTIVE, 2);
VALUE(L4_SCHEDRESULT_RUNNING, 3);
VALUE(L4_SCHEDRESULT_PENDING_SEND, 4);
VALUE(L4_SCHEDRESULT_SENDING, 5);
VALUE(L4_SCHEDRESULT_WAITING, 6);
VALUE(L4_SCHEDRESULT_RECEIVING, 7);

FUNCTION(L4_MemoryControl, L4_Word_t, L4_Word_t, L4_Word_t const*);
FUNCTION(L4_Set_PageAttribute, L4_Word_t, L4_Fpage_t, L4_Word_t);
FUNCTION(L4_Set_PageAttributes, L4_Word_t, L4_Word_t, L4_Fpage_t const*, L4_Word_t const*);
FUNCTION(L4_ProcessorControl, L4_Word_t, L4_Word_t, L4_Word_t, L4_Word_t, L4_Word_t);

VALUE(L4_DefaultMemory, 0);
#if defined(__x86_64__)
VALUE(L4_UncacheableMemory, 1);
VALUE(L4_WriteCombiningMemory, 2);
VALUE(L4_WriteThroughMemory, 5);
VALUE(L4_WriteProtectedMemory, 6);
VALUE(L4_WriteBackMemory, 7);
#endif
