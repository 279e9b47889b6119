// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/arch.h>, and of <l4/amd64/compat.h> where that architecture is.
#include "api_names.h"

#include <l4/arch.h>

#if defined(__x86_64__)
#include <l4/amd64/compat.h>

SIZE(L4_IoFpage_t, 8);
FUNCTION(L4_IoFpage, L4_Fpage_t, L4_Word_t, int);
FUNCTION(L4_IoFpageLog2, L4_Fpage_t, L4_Word_t, int);
FUNCTION(L4_IoFpagePort, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_IoFpageSize, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_IoFpageSizeLog2, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_IsIoFpage, L4_Bool_t, L4_Fpage_t);

SIZE(L4_ThreadId32_t, 4);
FUNCTION(L4_GlobalId32, L4_ThreadId32_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Version32, L4_Word_t, L4_ThreadId32_t);
FUNCTION(L4_ThreadNo32, L4_Word_t, L4_ThreadId32_t);
FUNCTION(L4_IsThreadEqual32, L4_Bool_t, L4_ThreadId32_t, L4_ThreadId32_t);
FUNCTION(L4_IsNilThread32, L4_Bool_t, L4_ThreadId32_t);
FUNCTION(L4_IsLocalId32, L4_Bool_t, L4_ThreadId32_t);
FUNCTION(L4_ThreadId32, L4_ThreadId32_t, L4_ThreadId_t);
FUNCTION(L4_ThreadIdFrom32, L4_ThreadId_t, L4_ThreadId32_t);

MENTIONS(compat)(L4_ThreadId32_t* t)
{
    *t = L4_nilthread32;
    *t = L4_anythread32;
    *t = L4_anylocalthread32;
    t->raw = 0;
    t->global.X.version = 1;
    t->global.X.thread_no = 1;
    t->local.X.local_id = 1;
}
#endif

MENTIONS(architecture)(L4_Word_t* word)
{
    *word = 0;
}
