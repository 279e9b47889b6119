// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/types.h>.
#include "api_names.h"

#include <l4/types.h>

SIZE(L4_Word_t, 8);
SIZE(L4_SignedWord_t, 8);
SIZE(L4_Word8_t, 1);
SIZE(L4_Word16_t, 2);
SIZE(L4_Word32_t, 4);
SIZE(L4_Word64_t, 8);
SIZE(L4_SignedWord8_t, 1);
SIZE(L4_SignedWord16_t, 2);
SIZE(L4_SignedWord32_t, 4);
SIZE(L4_SignedWord64_t, 8);
SIZE(L4_Bool_t, 8);
SIZE(L4_Size_t, 8);
SIZE(L4_Paddr_t, 8);
UNSIGNED(L4_Word_t);
UNSIGNED(L4_Word8_t);
UNSIGNED(L4_Word16_t);
UNSIGNED(L4_Word32_t);
UNSIGNED(L4_Word64_t);
UNSIGNED(L4_Bool_t);
UNSIGNED(L4_Size_t);
UNSIGNED(L4_Paddr_t);
SIGNED(L4_SignedWord_t);
SIGNED(L4_SignedWord8_t);
SIGNED(L4_SignedWord16_t);
SIGNED(L4_SignedWord32_t);
SIGNED(L4_SignedWord64_t);

SIZE(L4_Fpage_t, 8);
SIZE(L4_GthreadId_t, 8);
SIZE(L4_LthreadId_t, 8);
SIZE(L4_ThreadId_t, 8);
SIZE(L4_Clock_t, 8);
SIZE(L4_Time_t, 2);

VALUE(L4_ErrOk, 0);
VALUE(L4_ErrNoPrivilege, 1);
VALUE(L4_ErrInvalidThread, 2);
VALUE(L4_ErrInvalidSpace, 3);
VALUE(L4_ErrInvalidScheduler, 4);
VALUE(L4_ErrInvalidParam, 5);
VALUE(L4_ErrUtcbArea, 6);
VALUE(L4_ErrKipArea, 7);
VALUE(L4_ErrNoMem, 8);

VALUE(L4_Readable, 4);
VALUE(L4_Writable, 2);
VALUE(L4_eXecutable, 1);
VALUE(L4_FullyAccessible, 7);
VALUE(L4_ReadWriteOnly, 6);
VALUE(L4_ReadeXecOnly, 5);
VALUE(L4_NoAccess, 0);

FUNCTION(L4_IsNilFpage, L4_Bool_t, L4_Fpage_t);
FUNCTION(L4_Rights, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_Set_Rights, L4_Fpage_t, L4_Fpage_t*, L4_Word_t);
FUNCTION(L4_FpageAddRights, L4_Fpage_t, L4_Fpage_t, L4_Word_t);
FUNCTION(L4_FpageRemoveRights, L4_Fpage_t, L4_Fpage_t, L4_Word_t);
FUNCTION(L4_FpageAddRightsTo, L4_Fpage_t, L4_Fpage_t*, L4_Word_t);
FUNCTION(L4_FpageRemoveRightsFrom, L4_Fpage_t, L4_Fpage_t*, L4_Word_t);
FUNCTION(L4_Fpage, L4_Fpage_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_FpageLog2, L4_Fpage_t, L4_Word_t, int);
FUNCTION(L4_Address, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_Size, L4_Word_t, L4_Fpage_t);
FUNCTION(L4_SizeLog2, L4_Word_t, L4_Fpage_t);

FUNCTION(L4_GlobalId, L4_ThreadId_t, L4_Word_t, L4_Word_t);
FUNCTION(L4_Version, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_ThreadNo, L4_Word_t, L4_ThreadId_t);
FUNCTION(L4_IsThreadEqual, L4_Bool_t, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_IsThreadNotEqual, L4_Bool_t, L4_ThreadId_t, L4_ThreadId_t);
FUNCTION(L4_IsNilThread, L4_Bool_t, L4_ThreadId_t);
FUNCTION(L4_IsLocalId, L4_Bool_t, L4_ThreadId_t);
FUNCTION(L4_IsGlobalId, L4_Bool_t, L4_ThreadId_t);

FUNCTION(L4_ClockAddUsec, L4_Clock_t, L4_Clock_t, L4_Word64_t);
FUNCTION(L4_ClockSubUsec, L4_Clock_t, L4_Clock_t, L4_Word64_t);
FUNCTION(L4_IsClockEarlier, L4_Bool_t, L4_Clock_t, L4_Clock_t);
FUNCTION(L4_IsClockLater, L4_Bool_t, L4_Clock_t, L4_Clock_t);
FUNCTION(L4_IsClockEqual, L4_Bool_t, L4_Clock_t, L4_Clock_t);
FUNCTION(L4_IsClockNotEqual, L4_Bool_t, L4_Clock_t, L4_Clock_t);
FUNCTION(L4_TimePeriod, L4_Time_t, L4_Word64_t);

FUNCTION(__L4_Msb, int, L4_Word_t);
FUNCTION(__L4_Lsb, int, L4_Word_t);

L4_INLINE int declared_with_the_prefix(void)
{
    return 0;
}

MENTIONS(types)(L4_Fpage_t* f, L4_ThreadId_t* t, L4_Clock_t* c, L4_Time_t* time)
{
    *f = L4_Nilpage;
    *f = L4_CompleteAddressSpace;
    f->raw = 0;
    f->X.rwx = 7;
    f->X.s = 12;
    f->X.b = 1;

    *t = L4_nilthread;
    *t = L4_anythread;
    *t = L4_anylocalthread;
    t->raw = 0;
    t->global.X.version = 1;
    t->global.X.thread_no = 1;
    t->local.X.local_id = 1;
    t->global.raw = t->local.raw;

    c->raw = 0;
    c->X.low = 1;
    c->X.high = 1;

    *time = L4_Never;
    *time = L4_ZeroTime;
    time->raw = 0;
    time->period.m = 1;
    time->period.e = 1;
    time->period.a = 0;
    time->point.m = 1;
    time->point.c = 0;
    time->point.e = 1;
    time->point.a = 1;
}
