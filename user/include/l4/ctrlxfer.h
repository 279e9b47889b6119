// SPDX-License-Identifier: BSD-2-Clause
// Control transfer items: registers of a thread as words of a message; a part of <l4/message.h>.
//
// They belong to the feature "ctrlxfer" (reference 1.6). A kernel that does not announce it takes
// such an item for one of an unknown type.
#ifndef PINYON_L4_CTRLXFER_H
#define PINYON_L4_CTRLXFER_H

#include <l4/types.h>

#define __L4_CTRLXFER_TYPE ((L4_Word_t)0xC)  // where a header's type bits stand
#define __L4_CTRLXFER_TYPE_MASK ((L4_Word_t)0xE)
#define __L4_CTRLXFER_ID_SHIFT 4
#define __L4_CTRLXFER_MASK_SHIFT 12
#define __L4_CTRLXFER_REGISTERS (__L4_WORD_BITS - __L4_CTRLXFER_MASK_SHIFT)

// `id` names a group of registers, bit n of `mask` register n of the group. The registers that
// the mask has follow without gaps, the lowest first.
typedef union {
    L4_Word_t raw[1 + __L4_CTRLXFER_REGISTERS];
    struct {
        L4_Word_t more : 1;
        L4_Word_t type : 3;
        L4_Word_t id : 8;
        L4_Word_t mask : __L4_CTRLXFER_REGISTERS;
        L4_Word_t reg[__L4_CTRLXFER_REGISTERS];
    } X;
} L4_CtrlXferItem_t;

L4_INLINE L4_Word_t __L4_CtrlXferHeader(L4_Word_t id, L4_Word_t mask)
{
    return mask << __L4_CTRLXFER_MASK_SHIFT | (id & 0xFF) << __L4_CTRLXFER_ID_SHIFT |
           __L4_CTRLXFER_TYPE;
}

// Words of the item that begins with `header`.
L4_INLINE L4_Word_t __L4_CtrlXferWords(L4_Word_t header)
{
    L4_Word_t words = 1;
    for (L4_Word_t mask = header >> __L4_CTRLXFER_MASK_SHIFT; mask != 0; mask &= mask - 1)
        words++;
    return words;
}

// An item of group `id` without any register.
L4_INLINE void L4_CtrlXferItemInit(L4_CtrlXferItem_t* c, L4_Word_t id)
{
    c->raw[0] = __L4_CtrlXferHeader(id, 0);
}

// An item that says which groups messages about `fault` are to carry: bit n of `mask` for group n.
// It stands alone, without registers.
L4_INLINE void L4_FaultConfCtrlXferItemInit(L4_CtrlXferItem_t* c, L4_Word_t fault, L4_Word_t mask)
{
    c->raw[0] = __L4_CtrlXferHeader(fault, mask);
}

L4_INLINE L4_Bool_t L4_IsCtrlXferItem(L4_CtrlXferItem_t const* c)
{
    return (c->raw[0] & __L4_CTRLXFER_TYPE_MASK) == __L4_CTRLXFER_TYPE;
}

#ifdef __cplusplus
L4_INLINE void L4_Init(L4_CtrlXferItem_t* c, L4_Word_t id)
{
    L4_CtrlXferItemInit(c, id);
}

L4_INLINE void L4_Init(L4_CtrlXferItem_t* c, L4_Word_t fault, L4_Word_t mask)
{
    L4_FaultConfCtrlXferItemInit(c, fault, mask);
}

L4_INLINE L4_Bool_t L4_CtrlXferItem(L4_CtrlXferItem_t const* c)
{
    return L4_IsCtrlXferItem(c);
}
#endif

#endif
