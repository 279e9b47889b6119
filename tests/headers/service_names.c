// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/sigma0.h>, <l4/kdebug.h>, <l4/pagefault.h>, <l4/tracebuffer.h>, <l4io.h> and
// of libl4.
#include "api_names.h"

#include <l4/entry.h>
#include <l4/kdebug.h>
#include <l4/pagefault.h>
#include <l4/sigma0.h>
#include <l4/tracebuffer.h>
#include <l4io.h>

FUNCTION(L4_Sigma0_GetPage, L4_Fpage_t, L4_ThreadId_t, L4_Fpage_t);
FUNCTION(L4_Sigma0_GetPage_RcvWindow, L4_Fpage_t, L4_ThreadId_t, L4_Fpage_t, L4_Fpage_t);
FUNCTION(L4_Sigma0_GetPage_RcvWindow_High, L4_Fpage_t, L4_ThreadId_t, L4_Fpage_t, L4_Fpage_t,
         L4_Word_t);
FUNCTION(L4_Sigma0_GetAny, L4_Fpage_t, L4_ThreadId_t, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_Sigma0_GetSpecial, void*, L4_Word_t, void*, L4_Word_t);

// A result of int keeps the -1 of "no character" apart from characters; it fits where a char is
// expected.
FUNCTION(L4_KDB_ReadChar, int, void);
FUNCTION(L4_KDB_PrintChar, void, char);
FUNCTION(L4_KDB_PrintString, void, char const*);
FUNCTION(L4_KDB_ReadChar_Blocked, char, void);
FUNCTION(kd_inchar, char, void);
FUNCTION(L4_KDB_ClearPage, void, void);

SIZE(L4_PfRequest_t, 24);
SIZE(L4_PfReply_t, 24);

SIZE(L4_TraceRecord_t, 16 * 8);
SIZE(L4_TraceConfig_t, 8);
OFFSET(L4_TraceBuffer_t, magic, 0);
OFFSET(L4_TraceBuffer_t, current, 8);
OFFSET(L4_TraceBuffer_t, mask, 16);
OFFSET(L4_TraceBuffer_t, max, 24);
OFFSET(L4_TraceBuffer_t, config, 32);
OFFSET(L4_TraceBuffer_t, counters, 64);
SIZE(L4_TraceBuffer_t, 128);
FUNCTION(L4_GetTraceBuffer, L4_TraceBuffer_t*, void);
FUNCTION(L4_Tbuf_IncCounter, void, L4_Word_t);
FUNCTION(L4_Tbuf_RecordEvent_0, void, L4_Word_t, char const*);
FUNCTION(L4_Tbuf_RecordEvent_4, void, L4_Word_t, char const*, L4_Word_t, L4_Word_t, L4_Word_t,
         L4_Word_t);
FUNCTION(L4_Tbuf_RecordEvent_t0, void, L4_Word_t, char const*);
FUNCTION(L4_Tbuf_RecordEvent_t4, void, L4_Word_t, char const*, L4_Word_t, L4_Word_t, L4_Word_t,
         L4_Word_t);

FUNCTION(printf, int, char const*, ...);
FUNCTION(snprintf, int, char*, size_t, char const*, ...);
FUNCTION(vsnprintf, int, char*, size_t, char const*, va_list);
FUNCTION(putc, int, int);
FUNCTION(getc, int, void);

FUNCTION(__L4_Init, void, void);

MENTIONS(requests)(void)
{
    L4_KDB_Enter("text");
    enter_kdebug("text");
    L4_Tbuf_RecordEvent(100, "none");
    L4_Tbuf_RecordEvent(100, "one", 1);
    L4_Tbuf_RecordEvent(100, "two", 1, 2);
    L4_Tbuf_RecordEvent(100, "three", 1, 2, 3);
    L4_Tbuf_RecordEvent(100, "four", 1, 2, 3, 4);
    L4_Tbuf_RecordEvent_1(100, "one", 1);
    L4_Tbuf_RecordEvent_2(100, "two", 1, 2);
    L4_Tbuf_RecordEvent_3(100, "three", 1, 2, 3);
    L4_Tbuf_RecordEvent_t1(100, "one", 1);
    L4_Tbuf_RecordEvent_t2(100, "two", 1, 2);
    L4_Tbuf_RecordEvent_t3(100, "three", 1, 2, 3);
}
