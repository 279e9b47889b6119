// SPDX-License-Identifier: BSD-2-Clause
// Typed items: map, grant and string items as they stand in message and buffer registers.
#ifndef PINYON_L4_ITEMS_H
#define PINYON_L4_ITEMS_H

#include <l4/types.h>

// Header bits that all items share: bit 0 says that another item follows, bits 3..1 the type.
#define __L4_ITEM_MORE ((L4_Word_t)1)
#define __L4_ITEM_TYPE_MASK ((L4_Word_t)0xE)
#define __L4_ITEM_NOT_STRING ((L4_Word_t)0x8)
#define __L4_ITEM_BASE_MASK (~(L4_Word_t)0x3FF)

// ---- Map and grant items

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_Word_t more : 1;
        L4_Word_t type : 3;
        L4_Word_t zeros : 6;
        L4_Word_t snd_base : 54;
        L4_Fpage_t snd_fpage;
    } X;
} L4_MapItem_t;

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_Word_t more : 1;
        L4_Word_t type : 3;
        L4_Word_t zeros : 6;
        L4_Word_t snd_base : 54;
        L4_Fpage_t snd_fpage;
    } X;
} L4_GrantItem_t;

__L4_STATIC_ASSERT(sizeof(L4_MapItem_t) == 16, "a map item is two words");
__L4_STATIC_ASSERT(sizeof(L4_GrantItem_t) == 16, "a grant item is two words");

L4_INLINE L4_MapItem_t L4_MapItem(L4_Fpage_t f, L4_Word_t snd_base)
{
    L4_MapItem_t const item = {{(snd_base & __L4_ITEM_BASE_MASK) | PINYON_ITEM_MAP, f.raw}};
    return item;
}

L4_INLINE L4_Bool_t L4_IsMapItem(L4_MapItem_t m)
{
    return (m.raw[0] & __L4_ITEM_TYPE_MASK) == PINYON_ITEM_MAP;
}

L4_INLINE L4_Fpage_t L4_MapItemSndFpage(L4_MapItem_t m)
{
    return m.X.snd_fpage;
}

L4_INLINE L4_Word_t L4_MapItemSndBase(L4_MapItem_t m)
{
    return m.raw[0] & __L4_ITEM_BASE_MASK;
}

L4_INLINE L4_GrantItem_t L4_GrantItem(L4_Fpage_t f, L4_Word_t snd_base)
{
    L4_GrantItem_t const item = {{(snd_base & __L4_ITEM_BASE_MASK) | PINYON_ITEM_GRANT, f.raw}};
    return item;
}

L4_INLINE L4_Bool_t L4_IsGrantItem(L4_GrantItem_t g)
{
    return (g.raw[0] & __L4_ITEM_TYPE_MASK) == PINYON_ITEM_GRANT;
}

L4_INLINE L4_Fpage_t L4_GrantItemSndFpage(L4_GrantItem_t g)
{
    return g.X.snd_fpage;
}

L4_INLINE L4_Word_t L4_GrantItemSndBase(L4_GrantItem_t g)
{
    return g.raw[0] & __L4_ITEM_BASE_MASK;
}

// ---- String items. A compound string goes on behind the two words that the type shows: first
// with further addresses of the same length, then with further groups. Who builds one provides
// the memory.

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_Word_t more : 1;
        L4_Word_t type : 3;
        L4_Word_t substrings : 5;  // minus 1, of this group
        L4_Word_t group_follows : 1;
        L4_Word_t string_length : 54;
        void* string_ptr;
    } X;
} L4_StringItem_t;

__L4_STATIC_ASSERT(sizeof(L4_StringItem_t) == 16, "a simple string item is two words");

#define __L4_STRING_MAX_SUBSTRINGS 32

L4_INLINE L4_StringItem_t L4_StringItem(int size, void* address)
{
    L4_StringItem_t const item = {{(L4_Word_t)size << 10, (L4_Word_t)address}};
    return item;
}

L4_INLINE L4_Bool_t L4_IsStringItem(L4_StringItem_t const* s)
{
    return (s->raw[0] & __L4_ITEM_NOT_STRING) == 0;
}

// More than one substring, in one group or several.
L4_INLINE L4_Bool_t L4_CompoundString(L4_StringItem_t const* s)
{
    return s->X.substrings != 0 || s->X.group_follows;
}

L4_INLINE L4_Word_t __L4_GroupSubstrings(L4_StringItem_t const* group)
{
    return (L4_Word_t)group->X.substrings + 1;
}

// The place behind a group, whether or not another group is there.
L4_INLINE L4_StringItem_t* __L4_NextGroup(L4_StringItem_t const* group)
{
    return (L4_StringItem_t*)((L4_Word_t*)group + 1 + __L4_GroupSubstrings(group));
}

L4_INLINE L4_StringItem_t* __L4_LastGroup(L4_StringItem_t const* s)
{
    while (s->X.group_follows)
        s = __L4_NextGroup(s);
    return (L4_StringItem_t*)s;
}

L4_INLINE L4_Word_t __L4_StringWords(L4_StringItem_t const* s)
{
    L4_StringItem_t const* const end = __L4_NextGroup(__L4_LastGroup(s));
    return (L4_Word_t)((L4_Word_t const*)end - (L4_Word_t const*)s);
}

// Number of substrings of the whole string.
L4_INLINE L4_Word_t L4_Substrings(L4_StringItem_t const* s)
{
    L4_Word_t count = __L4_GroupSubstrings(s);
    while (s->X.group_follows) {
        s = __L4_NextGroup(s);
        count += __L4_GroupSubstrings(s);
    }
    return count;
}

// Address of substring n, counted from 1; 0 when there are fewer.
L4_INLINE void* L4_Substring(L4_StringItem_t const* s, L4_Word_t n)
{
    while (n > __L4_GroupSubstrings(s)) {
        if (!s->X.group_follows)
            return 0;
        n -= __L4_GroupSubstrings(s);
        s = __L4_NextGroup(s);
    }
    return n == 0 ? 0 : (void*)((L4_Word_t const*)s)[n];
}

// Appends the substrings of `source` as new groups.
L4_INLINE L4_StringItem_t* L4_AddSubstringTo(L4_StringItem_t* dest, L4_StringItem_t const* source)
{
    L4_StringItem_t* const last = __L4_LastGroup(dest);
    L4_Word_t const words = __L4_StringWords(source);
    L4_Word_t* const to = (L4_Word_t*)__L4_NextGroup(last);
    for (L4_Word_t n = 0; n < words; n++)
        to[n] = ((L4_Word_t const*)source)[n];
    last->X.group_follows = 1;
    return dest;
}

// Appends one more substring of the length that the last group has. A full group stays as it is.
L4_INLINE L4_StringItem_t* L4_AddSubstringAddressTo(L4_StringItem_t* dest, void* address)
{
    L4_StringItem_t* const last = __L4_LastGroup(dest);
    if (__L4_GroupSubstrings(last) == __L4_STRING_MAX_SUBSTRINGS)
        return dest;
    *(L4_Word_t*)__L4_NextGroup(last) = (L4_Word_t)address;
    last->X.substrings = (last->X.substrings + 1) & (__L4_STRING_MAX_SUBSTRINGS - 1);
    return dest;
}

// ---- Cache allocation hints: the value stands where a string's header holds it

typedef union {
    L4_Word_t raw;
} L4_CacheAllocationHint_t;

#define L4_UseDefaultCacheAllocation __L4_VALUE(L4_CacheAllocationHint_t, 0)
#define L4_AllocateNewCacheLines __L4_VALUE(L4_CacheAllocationHint_t, 0x2)
#define L4_DoNotAllocateNewCacheLines __L4_VALUE(L4_CacheAllocationHint_t, 0x4)
#define L4_AllocateOnlyNewL1CacheLines __L4_VALUE(L4_CacheAllocationHint_t, 0x6)

#define __L4_CACHE_HINT_MASK ((L4_Word_t)0x6)

L4_INLINE L4_CacheAllocationHint_t L4_CacheAllocationHint(L4_StringItem_t s)
{
    L4_CacheAllocationHint_t const hint = {s.raw[0] & __L4_CACHE_HINT_MASK};
    return hint;
}

// The name as some existing programs spell it.
L4_INLINE L4_CacheAllocationHint_t L4_CacheAlloctionHint(L4_StringItem_t s)
{
    return L4_CacheAllocationHint(s);
}

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintEqual(L4_CacheAllocationHint_t l,
                                                  L4_CacheAllocationHint_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsCacheAllocationHintNotEqual(L4_CacheAllocationHint_t l,
                                                     L4_CacheAllocationHint_t r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHintTo(L4_StringItem_t* s,
                                                      L4_CacheAllocationHint_t hint)
{
    s->raw[0] |= hint.raw & __L4_CACHE_HINT_MASK;
    return *s;
}

L4_INLINE L4_StringItem_t L4_AddCacheAllocationHint(L4_StringItem_t s,
                                                    L4_CacheAllocationHint_t hint)
{
    return L4_AddCacheAllocationHintTo(&s, hint);
}

#ifdef __cplusplus
L4_INLINE L4_Bool_t L4_MapItem(L4_MapItem_t m)
{
    return L4_IsMapItem(m);
}

L4_INLINE L4_Bool_t L4_GrantItem(L4_GrantItem_t g)
{
    return L4_IsGrantItem(g);
}

L4_INLINE L4_Bool_t L4_StringItem(L4_StringItem_t const* s)
{
    return L4_IsStringItem(s);
}

L4_INLINE L4_Fpage_t L4_SndFpage(L4_MapItem_t m)
{
    return L4_MapItemSndFpage(m);
}

L4_INLINE L4_Fpage_t L4_SndFpage(L4_GrantItem_t g)
{
    return L4_GrantItemSndFpage(g);
}

L4_INLINE L4_Word_t L4_SndBase(L4_MapItem_t m)
{
    return L4_MapItemSndBase(m);
}

L4_INLINE L4_Word_t L4_SndBase(L4_GrantItem_t g)
{
    return L4_GrantItemSndBase(g);
}

L4_INLINE L4_StringItem_t& operator+=(L4_StringItem_t& dest, L4_StringItem_t const& source)
{
    return *L4_AddSubstringTo(&dest, &source);
}

L4_INLINE L4_StringItem_t& operator+=(L4_StringItem_t& dest, void* address)
{
    return *L4_AddSubstringAddressTo(&dest, address);
}

L4_INLINE bool operator==(L4_CacheAllocationHint_t const& l, L4_CacheAllocationHint_t const& r)
{
    return l.raw == r.raw;
}

L4_INLINE bool operator!=(L4_CacheAllocationHint_t const& l, L4_CacheAllocationHint_t const& r)
{
    return l.raw != r.raw;
}

L4_INLINE L4_StringItem_t operator+(L4_StringItem_t const& s, L4_CacheAllocationHint_t const& hint)
{
    return L4_AddCacheAllocationHint(s, hint);
}

L4_INLINE L4_StringItem_t operator+=(L4_StringItem_t& s, L4_CacheAllocationHint_t const& hint)
{
    return L4_AddCacheAllocationHintTo(&s, hint);
}
#endif

#endif
