// SPDX-License-Identifier: BSD-2-Clause
// Clock values in microseconds, and the 16-bit times that IPC and Schedule take.
#ifndef PINYON_L4_TIME_H
#define PINYON_L4_TIME_H

#include <l4/types.h>

typedef union {
    L4_Word64_t raw;
    struct {
        L4_Word32_t low;
        L4_Word32_t high;
    } X;
} L4_Clock_t;

typedef union {
    L4_Word16_t raw;
    struct {
        L4_Word16_t m : 10;
        L4_Word16_t e : 5;
        L4_Word16_t a : 1;
    } period;
    struct {
        L4_Word16_t m : 10;
        L4_Word16_t c : 1;
        L4_Word16_t e : 4;
        L4_Word16_t a : 1;
    } point;
} L4_Time_t;

__L4_STATIC_ASSERT(sizeof(L4_Clock_t) == 8, "the clock has 64 bits on every machine");
__L4_STATIC_ASSERT(sizeof(L4_Time_t) == 2, "a time has 16 bits");

#define L4_Never __L4_VALUE(L4_Time_t, PINYON_TIME_NEVER)
#define L4_ZeroTime __L4_VALUE(L4_Time_t, PINYON_TIME_ZERO)

#define __L4_TIME_MANTISSA_BITS 10
#define __L4_TIME_MANTISSA_MAX 0x3FFUL
#define __L4_TIME_PERIOD_MAX_E 31
#define __L4_TIME_POINT_MAX_E 15

L4_INLINE L4_Clock_t L4_ClockAddUsec(L4_Clock_t c, L4_Word64_t usec)
{
    L4_Clock_t const sum = {c.raw + usec};
    return sum;
}

L4_INLINE L4_Clock_t L4_ClockSubUsec(L4_Clock_t c, L4_Word64_t usec)
{
    L4_Clock_t const difference = {c.raw - usec};
    return difference;
}

L4_INLINE L4_Bool_t L4_IsClockEarlier(L4_Clock_t l, L4_Clock_t r)
{
    return l.raw < r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockLater(L4_Clock_t l, L4_Clock_t r)
{
    return l.raw > r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockEqual(L4_Clock_t l, L4_Clock_t r)
{
    return l.raw == r.raw;
}

L4_INLINE L4_Bool_t L4_IsClockNotEqual(L4_Clock_t l, L4_Clock_t r)
{
    return l.raw != r.raw;
}

// A length of time, rounded down to what the format can say; too long becomes never.
// 0 gives the zero time, although a raw 0 would mean never.
L4_INLINE L4_Time_t L4_TimePeriod(L4_Word64_t usec)
{
    if (usec == 0)
        return L4_ZeroTime;
    int const msb = __L4_Msb(usec);
    int const e = msb < __L4_TIME_MANTISSA_BITS ? 0 : msb - __L4_TIME_MANTISSA_BITS + 1;
    if (e > __L4_TIME_PERIOD_MAX_E)
        return L4_Never;
    L4_Time_t t = L4_Never;
    t.period.m = (L4_Word16_t)((usec >> e) & __L4_TIME_MANTISSA_MAX);
    t.period.e = (L4_Word16_t)(e & __L4_TIME_PERIOD_MAX_E);
    return t;
}

// The moment `at` as a point in time, seen from `now`: the finest unit in which the format can
// still reach it. A moment that has passed is the zero time, one out of reach is never.
L4_INLINE L4_Time_t __L4_TimePointFrom(L4_Clock_t now, L4_Clock_t at)
{
    if (at.raw <= now.raw)
        return L4_ZeroTime;
    int e = 0;
    while (e <= __L4_TIME_POINT_MAX_E && (at.raw - now.raw) >> e > __L4_TIME_MANTISSA_MAX)
        e++;
    if (e > __L4_TIME_POINT_MAX_E)
        return L4_Never;
    L4_Time_t t = L4_Never;
    t.point.m = (L4_Word16_t)((at.raw >> e) & __L4_TIME_MANTISSA_MAX);
    t.point.c = (L4_Word16_t)((at.raw >> (e + __L4_TIME_MANTISSA_BITS)) & 1);
    t.point.e = (L4_Word16_t)(e & __L4_TIME_POINT_MAX_E);
    t.point.a = 1;
    return t;
}

#ifdef __cplusplus
L4_INLINE L4_Clock_t operator+(L4_Clock_t const& c, int usec)
{
    return L4_ClockAddUsec(c, (L4_Word64_t)(L4_SignedWord64_t)usec);
}

L4_INLINE L4_Clock_t operator+(L4_Clock_t const& c, L4_Word64_t usec)
{
    return L4_ClockAddUsec(c, usec);
}

L4_INLINE L4_Clock_t operator+(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return L4_ClockAddUsec(l, r.raw);
}

L4_INLINE L4_Clock_t operator-(L4_Clock_t const& c, int usec)
{
    return L4_ClockSubUsec(c, (L4_Word64_t)(L4_SignedWord64_t)usec);
}

L4_INLINE L4_Clock_t operator-(L4_Clock_t const& c, L4_Word64_t usec)
{
    return L4_ClockSubUsec(c, usec);
}

L4_INLINE L4_Clock_t operator-(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return L4_ClockSubUsec(l, r.raw);
}

L4_INLINE bool operator<(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw < r.raw;
}

L4_INLINE bool operator>(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw > r.raw;
}

L4_INLINE bool operator<=(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw <= r.raw;
}

L4_INLINE bool operator>=(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw >= r.raw;
}

L4_INLINE bool operator==(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw == r.raw;
}

L4_INLINE bool operator!=(L4_Clock_t const& l, L4_Clock_t const& r)
{
    return l.raw != r.raw;
}
#endif

#endif
