// SPDX-License-Identifier: BSD-2-Clause
// The names of the architecture's <l4/ARCH/vregs.h>, as <l4/types.h> names that folder.
#include "api_names.h"

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

FUNCTION(L4_StoreMR, void, int, L4_Word_t*);
FUNCTION(L4_LoadMR, void, int, L4_Word_t);
FUNCTION(L4_StoreMRs, void, int, int, L4_Word_t*);
FUNCTION(L4_LoadMRs, void, int, int, L4_Word_t const*);
FUNCTION(L4_StoreBR, void, int, L4_Word_t*);
FUNCTION(L4_LoadBR, void, int, L4_Word_t);
FUNCTION(L4_StoreBRs, void, int, int, L4_Word_t*);
FUNCTION(L4_LoadBRs, void, int, int, L4_Word_t const*);

FUNCTION(L4_Set_CopFlag, void, L4_Word_t);
FUNCTION(L4_Clr_CopFlag, void, L4_Word_t);
FUNCTION(L4_EnablePreemptionFaultException, L4_Bool_t, void);
FUNCTION(L4_DisablePreemptionFaultException, L4_Bool_t, void);
FUNCTION(L4_EnablePreemption, L4_Bool_t, void);
FUNCTION(L4_DisablePreemption, L4_Bool_t, void);
FUNCTION(L4_PreemptionPending, L4_Bool_t, void);

FUNCTION(__L4_TCR_MyGlobalId, L4_Word_t, void);
FUNCTION(__L4_TCR_MyLocalId, L4_Word_t, void);
FUNCTION(__L4_TCR_ProcessorNo, L4_Word_t, void);
FUNCTION(__L4_TCR_UserDefinedHandle, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_UserDefinedHandle, void, L4_Word_t);
FUNCTION(__L4_TCR_Pager, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_Pager, void, L4_Word_t);
FUNCTION(__L4_TCR_ExceptionHandler, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_ExceptionHandler, void, L4_Word_t);
FUNCTION(__L4_TCR_ErrorCode, L4_Word_t, void);
FUNCTION(__L4_TCR_XferTimeout, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_XferTimeout, void, L4_Word_t);
FUNCTION(__L4_TCR_IntendedReceiver, L4_Word_t, void);
FUNCTION(__L4_TCR_ActualSender, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_VirtualSender, void, L4_Word_t);
FUNCTION(__L4_TCR_ThreadWord, L4_Word_t, int);
FUNCTION(__L4_TCR_Set_ThreadWord, void, int, L4_Word_t);
FUNCTION(__L4_TCR_WordSizeMask, L4_Word_t, void);
FUNCTION(__L4_TCR_Set_WordSizeMask, void, L4_Word_t);
