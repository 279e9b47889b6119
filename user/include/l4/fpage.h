// SPDX-License-Identifier: BSD-2-Clause
// Flexpages: naturally aligned regions of an address space together with access rights.
#ifndef PINYON_L4_FPAGE_H
#define PINYON_L4_FPAGE_H

#include <l4/types.h>

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t rwx : 3;
        L4_Word_t reserved : 1;
        L4_Word_t s : 6;
        L4_Word_t b : 54;
    } X;
} L4_Fpage_t;

__L4_STATIC_ASSERT(sizeof(L4_Fpage_t) == sizeof(L4_Word_t), "an fpage is one word");

#define L4_Readable ((L4_Word_t)PINYON_RIGHT_R)
#define L4_Writable ((L4_Word_t)PINYON_RIGHT_W)
#define L4_eXecutable ((L4_Word_t)PINYON_RIGHT_X)
#define L4_FullyAccessible (L4_Readable | L4_Writable | L4_eXecutable)
#define L4_ReadWriteOnly (L4_Readable | L4_Writable)
#define L4_ReadeXecOnly (L4_Readable | L4_eXecutable)
#define L4_NoAccess ((L4_Word_t)0)

#define __L4_FPAGE_RIGHTS_MASK ((L4_Word_t)0x7)
#define __L4_FPAGE_SIZE_SHIFT 4
// The low four bits carry rights in an fpage, but other things in an acceptor.
#define __L4_FPAGE_NIBBLE ((L4_Word_t)0xF)
// Size field of "all there is", which no size in bytes can express.
#define __L4_FPAGE_COMPLETE_SIZE 1

#define L4_Nilpage __L4_VALUE(L4_Fpage_t, 0)
#define L4_CompleteAddressSpace                                                                    \
    __L4_VALUE(L4_Fpage_t, (L4_Word_t)__L4_FPAGE_COMPLETE_SIZE << __L4_FPAGE_SIZE_SHIFT)

L4_INLINE L4_Bool_t L4_IsNilFpage(L4_Fpage_t f)
{
    return f.raw == 0;
}

L4_INLINE L4_Word_t L4_Rights(L4_Fpage_t f)
{
    return f.raw & __L4_FPAGE_RIGHTS_MASK;
}

L4_INLINE L4_Fpage_t L4_Set_Rights(L4_Fpage_t* f, L4_Word_t rights)
{
    f->raw = (f->raw & ~__L4_FPAGE_RIGHTS_MASK) | (rights & __L4_FPAGE_RIGHTS_MASK);
    return *f;
}

L4_INLINE L4_Fpage_t L4_FpageAddRightsTo(L4_Fpage_t* f, L4_Word_t rights)
{
    return L4_Set_Rights(f, L4_Rights(*f) | rights);
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRightsFrom(L4_Fpage_t* f, L4_Word_t rights)
{
    return L4_Set_Rights(f, L4_Rights(*f) & ~rights);
}

L4_INLINE L4_Fpage_t L4_FpageAddRights(L4_Fpage_t f, L4_Word_t rights)
{
    return L4_FpageAddRightsTo(&f, rights);
}

L4_INLINE L4_Fpage_t L4_FpageRemoveRights(L4_Fpage_t f, L4_Word_t rights)
{
    return L4_FpageRemoveRightsFrom(&f, rights);
}

// The base is cut to the alignment that the size asks for; an fpage has no rights at first.
L4_INLINE L4_Fpage_t L4_FpageLog2(L4_Word_t base, int log2_size)
{
    L4_Word_t const aligned = log2_size < __L4_WORD_BITS ? base >> log2_size << log2_size : 0;
    L4_Fpage_t const f = {aligned | (L4_Word_t)log2_size << __L4_FPAGE_SIZE_SHIFT};
    return f;
}

// A size that is no power of two is rounded up to one; size 0 gives the nil page.
L4_INLINE L4_Fpage_t L4_Fpage(L4_Word_t base, L4_Word_t size)
{
    if (size == 0)
        return L4_Nilpage;
    int const floor = __L4_Msb(size);
    return L4_FpageLog2(base, (size & (size - 1)) == 0 ? floor : floor + 1);
}

L4_INLINE L4_Word_t L4_SizeLog2(L4_Fpage_t f)
{
    return f.X.s;
}

L4_INLINE L4_Word_t L4_Size(L4_Fpage_t f)
{
    return L4_IsNilFpage(f) ? 0 : (L4_Word_t)1 << L4_SizeLog2(f);
}

L4_INLINE L4_Word_t L4_Address(L4_Fpage_t f)
{
    L4_Word_t const base = f.raw & ~(L4_Word_t)0x3FF;
    return base >> L4_SizeLog2(f) << L4_SizeLog2(f);
}

#ifdef __cplusplus
L4_INLINE L4_Fpage_t operator+(L4_Fpage_t const& f, L4_Word_t rights)
{
    return L4_FpageAddRights(f, rights);
}

L4_INLINE L4_Fpage_t operator-(L4_Fpage_t const& f, L4_Word_t rights)
{
    return L4_FpageRemoveRights(f, rights);
}

L4_INLINE L4_Fpage_t operator+=(L4_Fpage_t& f, L4_Word_t rights)
{
    return L4_FpageAddRightsTo(&f, rights);
}

L4_INLINE L4_Fpage_t operator-=(L4_Fpage_t& f, L4_Word_t rights)
{
    return L4_FpageRemoveRightsFrom(&f, rights);
}
#endif

#endif
