// SPDX-License-Identifier: BSD-2-Clause
// The overloads of <l4/space.h>.
#include "api_names.h"

#include <l4/space.h>

FUNCTION(L4_Unmap, L4_Fpage_t, L4_Fpage_t);
FUNCTION(L4_Unmap, void, L4_Word_t, L4_Fpage_t*);
FUNCTION(L4_Flush, void, L4_Word_t, L4_Fpage_t*);
