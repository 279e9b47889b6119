// SPDX-License-Identifier: BSD-2-Clause
// The kernel interface page: its layout, and functions that read what it says.
#ifndef PINYON_L4_KIP_H
#define PINYON_L4_KIP_H

#include <l4/kip_layout.h>
#include <l4/types.h>
#include __L4_INC_ARCH(syscalls.h)

// ---- Finding the page

L4_INLINE void* L4_GetKernelInterface(void)
{
    L4_Word_t version, flags, id;
    return L4_KernelInterface(&version, &flags, &id);
}

L4_INLINE L4_Word_t L4_ApiVersion(void)
{
    L4_Word_t version, flags, id;
    (void)L4_KernelInterface(&version, &flags, &id);
    return version;
}

L4_INLINE L4_Word_t L4_ApiFlags(void)
{
    L4_Word_t version, flags, id;
    (void)L4_KernelInterface(&version, &flags, &id);
    return flags;
}

L4_INLINE L4_Word_t L4_KernelId(void)
{
    L4_Word_t version, flags, id;
    (void)L4_KernelInterface(&version, &flags, &id);
    return id;
}

// ---- Reading the page. Pointers in it are byte offsets from its start.

L4_INLINE L4_KernelInterfacePage_t const* __L4_Kip(void const* kip)
{
    return (L4_KernelInterfacePage_t const*)kip;
}

L4_INLINE void* __L4_KipAt(void const* kip, L4_Word_t offset)
{
    return (void*)((L4_Word_t)kip + offset);
}

L4_INLINE L4_KernelDesc_t const* __L4_KernelDesc(void const* kip)
{
    return (L4_KernelDesc_t const*)__L4_KipAt(kip, __L4_Kip(kip)->KernelVerPtr);
}

L4_INLINE void L4_KernelGenDate(void const* kip, L4_Word_t* year, L4_Word_t* month, L4_Word_t* day)
{
    L4_KernelDesc_t const* const desc = __L4_KernelDesc(kip);
    *year = desc->KernelGenDate.x.year + 2000;
    *month = desc->KernelGenDate.x.month;
    *day = desc->KernelGenDate.x.day;
}

L4_INLINE L4_Word_t L4_KernelVersion(void const* kip)
{
    return __L4_KernelDesc(kip)->KernelVer;
}

L4_INLINE L4_Word_t L4_KernelSupplier(void const* kip)
{
    return __L4_KernelDesc(kip)->Supplier;
}

L4_INLINE char* L4_KernelVersionString(void const* kip)
{
    return (char*)__L4_KernelDesc(kip)->VersionString;
}

// Feature number `num`, counted from 0; a null pointer past the last one.
L4_INLINE char* L4_Feature(void const* kip, L4_Word_t num)
{
    char* text = L4_KernelVersionString(kip);
    for (L4_Word_t n = 0; n <= num; n++) {
        while (*text != 0)
            text++;
        text++;
        if (*text == 0)
            return 0;
    }
    return text;
}

L4_INLINE L4_Bool_t __L4_SameText(char const* l, char const* r)
{
    while (*l != 0 && *l == *r) {
        l++;
        r++;
    }
    return *l == *r;
}

L4_INLINE L4_Bool_t L4_HasFeature(char const* name)
{
    void const* const kip = L4_GetKernelInterface();
    char const* feature;
    for (L4_Word_t n = 0; (feature = L4_Feature(kip, n)) != 0; n++)
        if (__L4_SameText(feature, name))
            return 1;
    return 0;
}

L4_INLINE L4_Word_t L4_NumProcessors(void const* kip)
{
    return __L4_Kip(kip)->ProcessorInfo.x.processors + 1;
}

L4_INLINE L4_Word_t L4_PageSizeMask(void const* kip)
{
    return __L4_Kip(kip)->PageInfo.raw & ~(L4_Word_t)0x3FF;
}

L4_INLINE L4_Word_t L4_PageRights(void const* kip)
{
    return __L4_Kip(kip)->PageInfo.x.rwx;
}

L4_INLINE L4_Word_t L4_ThreadIdBits(void const* kip)
{
    return __L4_Kip(kip)->ThreadInfo.x.t;
}

L4_INLINE L4_Word_t L4_ThreadIdSystemBase(void const* kip)
{
    return __L4_Kip(kip)->ThreadInfo.x.SystemBase;
}

L4_INLINE L4_Word_t L4_ThreadIdUserBase(void const* kip)
{
    return __L4_Kip(kip)->ThreadInfo.x.UserBase;
}

L4_INLINE L4_Word_t L4_ReadPrecision(void const* kip)
{
    return __L4_Kip(kip)->ClockInfo.x.ReadPrecision;
}

L4_INLINE L4_Word_t L4_SchedulePrecision(void const* kip)
{
    return __L4_Kip(kip)->ClockInfo.x.SchedulePrecision;
}

L4_INLINE L4_Word_t L4_UtcbAreaSizeLog2(void const* kip)
{
    return __L4_Kip(kip)->UtcbAreaInfo.x.s;
}

// The smallest UTCB area that a space can have.
L4_INLINE L4_Word_t L4_UtcbAreaSize(void const* kip)
{
    return (L4_Word_t)1 << L4_UtcbAreaSizeLog2(kip);
}

L4_INLINE L4_Word_t L4_UtcbAlignmentLog2(void const* kip)
{
    return __L4_Kip(kip)->UtcbAreaInfo.x.a;
}

L4_INLINE L4_Word_t L4_UtcbSize(void const* kip)
{
    return (L4_Word_t)__L4_Kip(kip)->UtcbAreaInfo.x.m << L4_UtcbAlignmentLog2(kip);
}

L4_INLINE L4_Word_t L4_KipAreaSizeLog2(void const* kip)
{
    return __L4_Kip(kip)->KipAreaInfo.x.s;
}

L4_INLINE L4_Word_t L4_KipAreaSize(void const* kip)
{
    return (L4_Word_t)1 << L4_KipAreaSizeLog2(kip);
}

L4_INLINE L4_Word_t L4_BootInfo(void const* kip)
{
    return __L4_Kip(kip)->BootInfo;
}

// ---- Memory descriptors: of two that overlap, the later one counts

L4_INLINE L4_Word_t L4_NumMemoryDescriptors(void const* kip)
{
    return __L4_Kip(kip)->MemoryInfo.x.n;
}

// A null pointer past the last one.
L4_INLINE L4_MemoryDesc_t* L4_MemoryDesc(void const* kip, L4_Word_t num)
{
    L4_Word_t const first = __L4_Kip(kip)->MemoryInfo.x.MemDescPtr;
    if (num >= L4_NumMemoryDescriptors(kip))
        return 0;
    return (L4_MemoryDesc_t*)__L4_KipAt(kip, first) + num;
}

L4_INLINE L4_Bool_t L4_IsMemoryDescVirtual(L4_MemoryDesc_t const* m)
{
    return m->x.v;
}

// With the subtype in bits 7..4 for the two types that have one.
L4_INLINE L4_Word_t L4_MemoryDescType(L4_MemoryDesc_t const* m)
{
    if (m->x.type < L4_BootLoaderSpecificMemoryType)
        return m->x.type;
    return m->x.type | (L4_Word_t)m->x.t << 4;
}

L4_INLINE L4_Word_t L4_MemoryDescLow(L4_MemoryDesc_t const* m)
{
    return m->raw[0] & ~(L4_Word_t)0x3FF;
}

// The last byte of the range, not the first behind it.
L4_INLINE L4_Word_t L4_MemoryDescHigh(L4_MemoryDesc_t const* m)
{
    return m->raw[1] | 0x3FF;
}

// ---- Processor descriptors

// A null pointer past the last one.
L4_INLINE L4_ProcDesc_t* L4_ProcDesc(void const* kip, L4_Word_t cpu)
{
    if (cpu >= L4_NumProcessors(kip))
        return 0;
    L4_Word_t const size_log2 = __L4_Kip(kip)->ProcessorInfo.x.s;
    return (L4_ProcDesc_t*)__L4_KipAt(kip, __L4_Kip(kip)->ProcDescPtr + (cpu << size_log2));
}

L4_INLINE L4_Word_t L4_ProcDescExternalFreq(L4_ProcDesc_t const* p)
{
    return p->ExternalFreq;
}

L4_INLINE L4_Word_t L4_ProcDescInternalFreq(L4_ProcDesc_t const* p)
{
    return p->InternalFreq;
}

#ifdef __cplusplus
L4_INLINE void* L4_KernelInterface(void)
{
    return L4_GetKernelInterface();
}

L4_INLINE L4_Bool_t L4_IsVirtual(L4_MemoryDesc_t const* m)
{
    return L4_IsMemoryDescVirtual(m);
}

L4_INLINE L4_Word_t L4_Type(L4_MemoryDesc_t const* m)
{
    return L4_MemoryDescType(m);
}

L4_INLINE L4_Word_t L4_Low(L4_MemoryDesc_t const* m)
{
    return L4_MemoryDescLow(m);
}

L4_INLINE L4_Word_t L4_High(L4_MemoryDesc_t const* m)
{
    return L4_MemoryDescHigh(m);
}

L4_INLINE L4_Word_t L4_ExternalFreq(L4_ProcDesc_t const* p)
{
    return L4_ProcDescExternalFreq(p);
}

L4_INLINE L4_Word_t L4_InternalFreq(L4_ProcDesc_t const* p)
{
    return L4_ProcDescInternalFreq(p);
}
#endif

#endif
