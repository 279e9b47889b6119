// SPDX-License-Identifier: BSD-2-Clause
// The operators of <l4/types.h>.
#include "api_names.h"

#include <l4/types.h>

FUNCTION(operator+, L4_Fpage_t, L4_Fpage_t const&, L4_Word_t);
FUNCTION(operator-, L4_Fpage_t, L4_Fpage_t const&, L4_Word_t);
FUNCTION(operator+=, L4_Fpage_t, L4_Fpage_t&, L4_Word_t);
FUNCTION(operator-=, L4_Fpage_t, L4_Fpage_t&, L4_Word_t);

FUNCTION(operator==, bool, L4_ThreadId_t const&, L4_ThreadId_t const&);
FUNCTION(operator!=, bool, L4_ThreadId_t const&, L4_ThreadId_t const&);

FUNCTION(operator+, L4_Clock_t, L4_Clock_t const&, int);
FUNCTION(operator+, L4_Clock_t, L4_Clock_t const&, L4_Word64_t);
FUNCTION(operator+, L4_Clock_t, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator-, L4_Clock_t, L4_Clock_t const&, int);
FUNCTION(operator-, L4_Clock_t, L4_Clock_t const&, L4_Word64_t);
FUNCTION(operator-, L4_Clock_t, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator<, bool, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator>, bool, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator<=, bool, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator>=, bool, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator==, bool, L4_Clock_t const&, L4_Clock_t const&);
FUNCTION(operator!=, bool, L4_Clock_t const&, L4_Clock_t const&);
