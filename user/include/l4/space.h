// SPDX-License-Identifier: BSD-2-Clause
// Address spaces: revoking mappings and reading how they were used.
#ifndef PINYON_L4_SPACE_H
#define PINYON_L4_SPACE_H

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)
#include __L4_INC_ARCH(syscalls.h)

#define __L4_UNMAP_FLUSH ((L4_Word_t)0x40)

// Any number of fpages, as many at a time as there are message registers. On return the rights
// of each fpage are its access status.
L4_INLINE void __L4_Revoke(L4_Word_t flags, L4_Word_t n, L4_Fpage_t* fpages)
{
    while (n > 0) {
        L4_Word_t const now = n < PINYON_MESSAGE_REGISTERS ? n : PINYON_MESSAGE_REGISTERS;
        L4_LoadMRs(0, (int)now, &fpages->raw);
        L4_Unmap(flags | (now - 1));
        L4_StoreMRs(0, (int)now, &fpages->raw);
        fpages += now;
        n -= now;
    }
}

// Unmap takes the rights in the fpage away from everybody who has them from the invoker.
L4_INLINE L4_Fpage_t L4_UnmapFpage(L4_Fpage_t f)
{
    __L4_Revoke(0, 1, &f);
    return f;
}

L4_INLINE void L4_UnmapFpages(L4_Word_t n, L4_Fpage_t* fpages)
{
    __L4_Revoke(0, n, fpages);
}

// Flush takes them away from the invoker, too.
L4_INLINE L4_Fpage_t L4_Flush(L4_Fpage_t f)
{
    __L4_Revoke(__L4_UNMAP_FLUSH, 1, &f);
    return f;
}

L4_INLINE void L4_FlushFpages(L4_Word_t n, L4_Fpage_t* fpages)
{
    __L4_Revoke(__L4_UNMAP_FLUSH, n, fpages);
}

// Reads and resets the access status without revoking anything.
L4_INLINE L4_Fpage_t L4_GetStatus(L4_Fpage_t f)
{
    L4_Set_Rights(&f, L4_NoAccess);
    return L4_UnmapFpage(f);
}

L4_INLINE L4_Bool_t L4_WasReferenced(L4_Fpage_t f)
{
    return (L4_Rights(f) & L4_Readable) != 0;
}

L4_INLINE L4_Bool_t L4_WasWritten(L4_Fpage_t f)
{
    return (L4_Rights(f) & L4_Writable) != 0;
}

L4_INLINE L4_Bool_t L4_WaseXecuted(L4_Fpage_t f)
{
    return (L4_Rights(f) & L4_eXecutable) != 0;
}

#ifdef __cplusplus
L4_INLINE L4_Fpage_t L4_Unmap(L4_Fpage_t f)
{
    return L4_UnmapFpage(f);
}

L4_INLINE void L4_Unmap(L4_Word_t n, L4_Fpage_t* fpages)
{
    L4_UnmapFpages(n, fpages);
}

L4_INLINE void L4_Flush(L4_Word_t n, L4_Fpage_t* fpages)
{
    L4_FlushFpages(n, fpages);
}
#endif

#endif
