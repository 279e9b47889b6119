// SPDX-License-Identifier: BSD-2-Clause
// The message tag: what MR0 says about a message.
#ifndef PINYON_L4_MSGTAG_H
#define PINYON_L4_MSGTAG_H

#include <l4/types.h>
#include __L4_INC_ARCH(vregs.h)

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t u : 6;
        L4_Word_t t : 6;
        L4_Word_t flags : 4;
        L4_Word_t label : 48;
    } X;
} L4_MsgTag_t;

__L4_STATIC_ASSERT(sizeof(L4_MsgTag_t) == sizeof(L4_Word_t), "a tag is one word");

#define L4_Niltag __L4_VALUE(L4_MsgTag_t, 0)

#define __L4_TAG_LABEL_SHIFT 16
#define __L4_TAG_FLAGS_MASK ((L4_Word_t)0xF000)

L4_INLINE L4_Bool_t L4_IsMsgTagEqual(L4_MsgTag_t l, L4_MsgTag_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsMsgTagNotEqual(L4_MsgTag_t l, L4_MsgTag_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_Word_t L4_Label(L4_MsgTag_t t)
{
    return t.raw >> __L4_TAG_LABEL_SHIFT;
}

L4_INLINE L4_Word_t L4_UntypedWords(L4_MsgTag_t t)
{
    return t.X.u;
}

L4_INLINE L4_Word_t L4_TypedWords(L4_MsgTag_t t)
{
    return t.X.t;
}

L4_INLINE void L4_Set_Label(L4_MsgTag_t* t, L4_Word_t label)
{
    t->raw = (t->raw & 0xFFFF) | label << __L4_TAG_LABEL_SHIFT;
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabelTo(L4_MsgTag_t* t, int label)
{
    t->raw += (L4_Word_t)(L4_SignedWord_t)label << __L4_TAG_LABEL_SHIFT;
    return *t;
}

L4_INLINE L4_MsgTag_t L4_MsgTagAddLabel(L4_MsgTag_t t, int label)
{
    return L4_MsgTagAddLabelTo(&t, label);
}

L4_INLINE L4_MsgTag_t L4_MsgTag(void)
{
    L4_MsgTag_t tag;
    L4_StoreMR(0, &tag.raw);
    return tag;
}

L4_INLINE void L4_Set_MsgTag(L4_MsgTag_t tag)
{
    L4_LoadMR(0, tag.raw);
}

#ifdef __cplusplus
L4_INLINE bool operator==(L4_MsgTag_t const& l, L4_MsgTag_t const& r)
{
    return l.raw == r.raw;
}

L4_INLINE bool operator!=(L4_MsgTag_t const& l, L4_MsgTag_t const& r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_MsgTag_t operator+(L4_MsgTag_t const& t, int label)
{
    return L4_MsgTagAddLabel(t, label);
}

L4_INLINE L4_MsgTag_t operator+=(L4_MsgTag_t& t, int label)
{
    return L4_MsgTagAddLabelTo(&t, label);
}
#endif

#endif
