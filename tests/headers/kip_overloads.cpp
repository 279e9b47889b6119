// SPDX-License-Identifier: BSD-2-Clause
// The overloads of <l4/kip.h> and <l4/bootinfo.h>.
#include "api_names.h"

#include <l4/bootinfo.h>
#include <l4/kip.h>

FUNCTION(L4_KernelInterface, void*, void);
FUNCTION(L4_IsVirtual, L4_Bool_t, L4_MemoryDesc_t const*);
FUNCTION(L4_Type, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_Low, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_High, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_ExternalFreq, L4_Word_t, L4_ProcDesc_t const*);
FUNCTION(L4_InternalFreq, L4_Word_t, L4_ProcDesc_t const*);

FUNCTION(L4_Type, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_Next, L4_BootRec_t*, L4_BootRec_t const*);
