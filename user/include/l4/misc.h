// SPDX-License-Identifier: BSD-2-Clause
// Memory attributes; the calls themselves are in <l4/ARCH/syscalls.h>.
#ifndef PINYON_L4_MISC_H
#define PINYON_L4_MISC_H

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

// The two lowest bits of each fpage select one of four attributes for its pages. At most 64
// fpages; 1 is success.
L4_INLINE L4_Word_t L4_Set_PageAttributes(L4_Word_t n, L4_Fpage_t const* fpages,
                                          L4_Word_t const* attributes)
{
    if (n == 0)
        return 1;
    L4_LoadMRs(0, (int)n, &fpages->raw);
    return L4_MemoryControl(n - 1, attributes);
}

L4_INLINE L4_Word_t L4_Set_PageAttribute(L4_Fpage_t f, L4_Word_t attribute)
{
    L4_Word_t const attributes[4] = {attribute, 0, 0, 0};
    L4_Set_Rights(&f, 0);
    return L4_Set_PageAttributes(1, &f, attributes);
}

#endif
