// SPDX-License-Identifier: BSD-2-Clause
// Thread identifiers: global (number and version), local (a UTCB address) and the special ones.
#ifndef PINYON_L4_THREADID_H
#define PINYON_L4_THREADID_H

#include <l4/types.h>

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t version : 32;
        L4_Word_t thread_no : 32;
    } X;
} L4_GthreadId_t;

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t zeros : 6;
        L4_Word_t local_id : 58;
    } X;
} L4_LthreadId_t;

typedef union {
    L4_Word_t raw;
    L4_GthreadId_t global;
    L4_LthreadId_t local;
} L4_ThreadId_t;

__L4_STATIC_ASSERT(sizeof(L4_ThreadId_t) == sizeof(L4_Word_t), "a thread id is one word");

#define L4_nilthread __L4_VALUE(L4_ThreadId_t, (L4_Word_t)PINYON_NILTHREAD)
#define L4_anythread __L4_VALUE(L4_ThreadId_t, (L4_Word_t)PINYON_ANYTHREAD)
#define L4_anylocalthread __L4_VALUE(L4_ThreadId_t, (L4_Word_t)PINYON_ANYLOCALTHREAD)

L4_INLINE L4_ThreadId_t L4_GlobalId(L4_Word_t thread_no, L4_Word_t version)
{
    L4_ThreadId_t const t = {thread_no << 32 | (version & 0xFFFFFFFFUL)};
    return t;
}

L4_INLINE L4_Word_t L4_Version(L4_ThreadId_t t)
{
    return t.global.X.version;
}

L4_INLINE L4_Word_t L4_ThreadNo(L4_ThreadId_t t)
{
    return t.global.X.thread_no;
}

// Equal words, not "the same thread": see L4_SameThreads for that.
L4_INLINE L4_Bool_t L4_IsThreadEqual(L4_ThreadId_t l, L4_ThreadId_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsThreadNotEqual(L4_ThreadId_t l, L4_ThreadId_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_Bool_t L4_IsNilThread(L4_ThreadId_t t)
{
    return t.raw == L4_nilthread.raw;
}

// True for nilthread too.
L4_INLINE L4_Bool_t L4_IsLocalId(L4_ThreadId_t t)
{
    return t.local.X.zeros == 0;
}

L4_INLINE L4_Bool_t L4_IsGlobalId(L4_ThreadId_t t)
{
    return t.local.X.zeros != 0;
}

#ifdef __cplusplus
L4_INLINE bool operator==(L4_ThreadId_t const& l, L4_ThreadId_t const& r)
{
    return l.raw == r.raw;
}

L4_INLINE bool operator!=(L4_ThreadId_t const& l, L4_ThreadId_t const& r)
{
    return l.raw != r.raw;
}
#endif

#endif
