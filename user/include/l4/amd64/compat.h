// SPDX-License-Identifier: BSD-2-Clause
// Thread ids in the 32-bit form of the API, for those who talk about 32-bit programs.
#ifndef PINYON_L4_AMD64_COMPAT_H
#define PINYON_L4_AMD64_COMPAT_H

#include <l4/types.h>

typedef union {
    L4_Word32_t raw;
    struct {
        L4_Word32_t version : 14;
        L4_Word32_t thread_no : 18;
    } X;
} L4_GthreadId32_t;

typedef union {
    L4_Word32_t raw;
    struct {
        L4_Word32_t zeros : 6;
        L4_Word32_t local_id : 26;
    } X;
} L4_LthreadId32_t;

typedef union {
    L4_Word32_t raw;
    L4_GthreadId32_t global;
    L4_LthreadId32_t local;
} L4_ThreadId32_t;

__L4_STATIC_ASSERT(sizeof(L4_ThreadId32_t) == 4, "a 32-bit thread id is one 32-bit word");

#define L4_nilthread32 __L4_VALUE(L4_ThreadId32_t, 0)
#define L4_anythread32 __L4_VALUE(L4_ThreadId32_t, 0xFFFFFFFFU)
#define L4_anylocalthread32 __L4_VALUE(L4_ThreadId32_t, 0xFFFFFFC0U)

// What does not fit in the fields is cut off.
L4_INLINE L4_ThreadId32_t L4_GlobalId32(L4_Word_t thread_no, L4_Word_t version)
{
    L4_ThreadId32_t const t = {(L4_Word32_t)(thread_no << 14 | (version & 0x3FFF))};
    return t;
}

L4_INLINE L4_Word_t L4_Version32(L4_ThreadId32_t t)
{
    return t.global.X.version;
}

L4_INLINE L4_Word_t L4_ThreadNo32(L4_ThreadId32_t t)
{
    return t.global.X.thread_no;
}

L4_INLINE L4_Bool_t L4_IsThreadEqual32(L4_ThreadId32_t l, L4_ThreadId32_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread32(L4_ThreadId32_t t)
{
    return t.raw == 0;
}

// True for nilthread too.
L4_INLINE L4_Bool_t L4_IsLocalId32(L4_ThreadId32_t t)
{
    return t.local.X.zeros == 0;
}

// ---- Between the two forms. The wildcards and nilthread are themselves in both; a local id is an
// address in both.

L4_INLINE L4_ThreadId32_t L4_ThreadId32(L4_ThreadId_t t)
{
    if (L4_IsGlobalId(t) && t.raw != L4_anythread.raw)
        return L4_GlobalId32(L4_ThreadNo(t), L4_Version(t));
    L4_ThreadId32_t const same = {(L4_Word32_t)t.raw};
    return same;
}

L4_INLINE L4_ThreadId_t L4_ThreadIdFrom32(L4_ThreadId32_t t)
{
    if (t.raw == L4_anythread32.raw)
        return L4_anythread;
    if (t.raw == L4_anylocalthread32.raw)
        return L4_anylocalthread;
    if (!L4_IsLocalId32(t))
        return L4_GlobalId(L4_ThreadNo32(t), L4_Version32(t));
    L4_ThreadId_t const same = {t.raw};
    return same;
}

#ifdef __cplusplus
L4_INLINE bool operator==(L4_ThreadId32_t const& l, L4_ThreadId32_t const& r)
{
    return l.raw == r.raw;
}

L4_INLINE bool operator!=(L4_ThreadId32_t const& l, L4_ThreadId32_t const& r)
{
    return l.raw != r.raw;
}
#endif

#endif
