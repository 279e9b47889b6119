// SPDX-License-Identifier: BSD-2-Clause
// The trace buffer that a kernel with the feature "tracebuffer" shares with programs
// (reference 10.3). Where there is none, recording has no effect.
#ifndef PINYON_L4_TRACEBUFFER_H
#define PINYON_L4_TRACEBUFFER_H

#include <l4/kip.h>
#include <l4/thread.h>
#include <l4/types.h>

#define L4_TRACEBUFFER_MAGIC 0x1464B123ACEBFUL

// Events of programs have this type, and ids from here on.
#define L4_TRACE_USER_TYPE 1UL
#define L4_TRACE_FIRST_USER_ID 100UL

#define __L4_TRACE_COUNTERS 8
#define __L4_TRACE_ARGUMENTS 9

typedef union {
    L4_Word_t raw;
    struct {
        L4_Word_t smp : 1;
        L4_Word_t pmon : 1;
        L4_Word_t pmon_model : 2;
        L4_Word_t pmon_energy : 2;
        L4_Word_t unused : 58;
    } X;
} L4_TraceConfig_t;

typedef union {
    L4_Word_t raw[16];
    struct {
        L4_Word_t type : 16;
        L4_Word_t reserved : 48;
        L4_Word_t cpu : 16;
        L4_Word_t id : 48;
        L4_Word_t time;
        L4_Word_t thread;
        L4_Word_t pmc[2];
        L4_Word_t str;  // address of a format for the arguments
        L4_Word_t arg[__L4_TRACE_ARGUMENTS];
    } X;
} L4_TraceRecord_t;

// The records follow; the oldest are overwritten.
typedef struct {
    L4_Word_t magic;
    L4_Word_t current;  // bytes behind the header where the next record goes
    L4_Word_t mask;     // of the types that are recorded: bit n for type n
    L4_Word_t max;      // bytes of all records
    L4_TraceConfig_t config;
    L4_Word_t reserved[3];
    L4_Word_t counters[__L4_TRACE_COUNTERS];
} L4_TraceBuffer_t;

__L4_STATIC_ASSERT(sizeof(L4_TraceRecord_t) == 16 * sizeof(L4_Word_t), "a record is 16 words");
__L4_STATIC_ASSERT(sizeof(L4_TraceBuffer_t) == 16 * sizeof(L4_Word_t), "the header is 16 words");

// A null pointer when the kernel has no trace buffer. It is a virtual reserved range of memory.
L4_INLINE L4_TraceBuffer_t* L4_GetTraceBuffer(void)
{
    void const* const kip = L4_GetKernelInterface();
    L4_MemoryDesc_t const* desc;
    if (!L4_HasFeature("tracebuffer"))
        return 0;
    for (L4_Word_t n = 0; (desc = L4_MemoryDesc(kip, n)) != 0; n++) {
        L4_TraceBuffer_t* const buffer = (L4_TraceBuffer_t*)L4_MemoryDescLow(desc);
        if (L4_IsMemoryDescVirtual(desc) && L4_MemoryDescType(desc) == L4_ReservedMemoryType &&
            buffer->magic == L4_TRACEBUFFER_MAGIC)
            return buffer;
    }
    return 0;
}

// ---- Recording

// Several threads may record at once: each takes the next place for itself.
L4_INLINE L4_TraceRecord_t* __L4_Tbuf_Claim(L4_TraceBuffer_t* buffer)
{
    L4_Word_t const size = sizeof(L4_TraceRecord_t);
    L4_Word_t at = __atomic_load_n(&buffer->current, __ATOMIC_RELAXED);
    L4_Word_t next;
    do
        next = at + 2 * size > buffer->max ? 0 : at + size;
    while (!__atomic_compare_exchange_n(&buffer->current, &at, next, 0, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED));
    return (L4_TraceRecord_t*)((L4_Word_t)(buffer + 1) + at);
}

L4_INLINE void __L4_Tbuf_Fill(L4_TraceBuffer_t* buffer, L4_Word_t id, char const* str,
                              L4_Word_t time, L4_Word_t const arguments[4])
{
    if (buffer == 0 || (buffer->mask >> L4_TRACE_USER_TYPE & 1) == 0)
        return;
    L4_TraceRecord_t* const r = __L4_Tbuf_Claim(buffer);
    r->X.type = L4_TRACE_USER_TYPE;
    r->X.cpu = L4_ProcessorNo() & 0xFFFF;
    r->X.id = id & (~(L4_Word_t)0 >> 16);
    r->X.time = time;
    r->X.thread = L4_Myself().raw;
    r->X.pmc[0] = r->X.pmc[1] = 0;
    r->X.str = (L4_Word_t)str;
    for (int n = 0; n < __L4_TRACE_ARGUMENTS; n++)
        r->X.arg[n] = n < 4 ? arguments[n] : 0;
}

// With as many words as the name says. The "t" forms note the time; the others leave it 0.
#define __L4_TBUF_FORMS(n, parameters, ...)                                                        \
    L4_INLINE void L4_Tbuf_RecordEvent_##n parameters                                              \
    {                                                                                              \
        L4_Word_t const words[4] = {__VA_ARGS__};                                                  \
        __L4_Tbuf_Fill(L4_GetTraceBuffer(), id, str, 0, words);                                    \
    }                                                                                              \
    L4_INLINE void L4_Tbuf_RecordEvent_t##n parameters                                             \
    {                                                                                              \
        L4_Word_t const words[4] = {__VA_ARGS__};                                                  \
        __L4_Tbuf_Fill(L4_GetTraceBuffer(), id, str, L4_SystemClock().raw, words);                 \
    }                                                                                              \
    __L4_STATIC_ASSERT(n <= __L4_TRACE_ARGUMENTS, "a record has room for the words")

__L4_TBUF_FORMS(0, (L4_Word_t id, char const* str), 0);
__L4_TBUF_FORMS(1, (L4_Word_t id, char const* str, L4_Word_t a), a);
__L4_TBUF_FORMS(2, (L4_Word_t id, char const* str, L4_Word_t a, L4_Word_t b), a, b);
__L4_TBUF_FORMS(3, (L4_Word_t id, char const* str, L4_Word_t a, L4_Word_t b, L4_Word_t c), a, b, c);
__L4_TBUF_FORMS(4,
                (L4_Word_t id, char const* str, L4_Word_t a, L4_Word_t b, L4_Word_t c, L4_Word_t d),
                a, b, c, d);

// L4_Tbuf_RecordEvent(id, str, up to four words) is the form that its arguments call for.
#define __L4_TBUF_PICK(id, str, a, b, c, d, n, ...) L4_Tbuf_RecordEvent_##n
#define L4_Tbuf_RecordEvent(...) __L4_TBUF_PICK(__VA_ARGS__, 4, 3, 2, 1, 0, none)(__VA_ARGS__)

L4_INLINE void L4_Tbuf_IncCounter(L4_Word_t n)
{
    L4_TraceBuffer_t* const buffer = L4_GetTraceBuffer();
    if (buffer != 0 && n < __L4_TRACE_COUNTERS)
        (void)__atomic_fetch_add(&buffer->counters[n], 1, __ATOMIC_RELAXED);
}

#endif
