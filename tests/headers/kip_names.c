// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/kip.h> and <l4/kcp.h>, and where the fields of the page are.
#include "api_names.h"

#include <l4/kcp.h>
#include <l4/kip.h>

typedef L4_KernelInterfacePage_t Page;

OFFSET(Page, magic, 0x000);
OFFSET(Page, ApiVersion, 0x008);
OFFSET(Page, ApiFlags, 0x010);
OFFSET(Page, KernelVerPtr, 0x018);
OFFSET(Page, sigma0, 0x040);
OFFSET(Page, sigma1, 0x060);
OFFSET(Page, root_server, 0x080);
OFFSET(Page, MemoryInfo, 0x0A8);
OFFSET(Page, KdebugConfig, 0x0B0);
OFFSET(Page, MainMem, 0x0C0);
OFFSET(Page, ReservedMem, 0x0D0);
OFFSET(Page, DedicatedMem, 0x0F0);
OFFSET(Page, UtcbAreaInfo, 0x150);
OFFSET(Page, KipAreaInfo, 0x158);
OFFSET(Page, BootInfo, 0x170);
OFFSET(Page, ProcDescPtr, 0x178);
OFFSET(Page, ClockInfo, 0x180);
OFFSET(Page, ThreadInfo, 0x188);
OFFSET(Page, PageInfo, 0x190);
OFFSET(Page, ProcessorInfo, 0x198);
OFFSET(Page, SpaceControl, 0x1A0);
OFFSET(Page, ThreadControl, 0x1A8);
OFFSET(Page, ProcessorControl, 0x1B0);
OFFSET(Page, MemoryControl, 0x1B8);
OFFSET(Page, Ipc, 0x1C0);
OFFSET(Page, Lipc, 0x1C8);
OFFSET(Page, Unmap, 0x1D0);
OFFSET(Page, ExchangeRegisters, 0x1D8);
OFFSET(Page, SystemClock, 0x1E0);
OFFSET(Page, ThreadSwitch, 0x1E8);
OFFSET(Page, Schedule, 0x1F0);
OFFSET(Page, ArchSyscall, 0x220);
SIZE(Page, 0x240);

SIZE(L4_KernelConfigurationPage_t, 0x240);
SIZE(L4_KernelRootServer_t, 32);
OFFSET(L4_KernelRootServer_t, sp, 0);
OFFSET(L4_KernelRootServer_t, ip, 8);
OFFSET(L4_KernelRootServer_t, low, 16);
OFFSET(L4_KernelRootServer_t, high, 24);

SIZE(L4_KernelId_t, 8);
SIZE(L4_ApiVersion_t, 8);
SIZE(L4_ApiFlags_t, 8);
SIZE(L4_MemoryInfo_t, 8);
SIZE(L4_MemoryDesc_t, 16);
OFFSET(L4_KernelDesc_t, KernelId, 0);
OFFSET(L4_KernelDesc_t, KernelGenDate, 8);
OFFSET(L4_KernelDesc_t, KernelVer, 16);
OFFSET(L4_KernelDesc_t, Supplier, 24);
OFFSET(L4_KernelDesc_t, VersionString, 32);
OFFSET(L4_ProcDesc_t, ExternalFreq, 0);
OFFSET(L4_ProcDesc_t, InternalFreq, 8);
SIZE(L4_ProcDesc_t, 32);

FUNCTION(L4_KernelInterface, void*, L4_Word_t*, L4_Word_t*, L4_Word_t*);
FUNCTION(L4_GetKernelInterface, void*, void);
FUNCTION(L4_ApiVersion, L4_Word_t, void);
FUNCTION(L4_ApiFlags, L4_Word_t, void);
FUNCTION(L4_KernelId, L4_Word_t, void);
FUNCTION(L4_KernelGenDate, void, void const*, L4_Word_t*, L4_Word_t*, L4_Word_t*);
FUNCTION(L4_KernelVersion, L4_Word_t, void const*);
FUNCTION(L4_KernelSupplier, L4_Word_t, void const*);
FUNCTION(L4_NumProcessors, L4_Word_t, void const*);
FUNCTION(L4_NumMemoryDescriptors, L4_Word_t, void const*);
FUNCTION(L4_PageSizeMask, L4_Word_t, void const*);
FUNCTION(L4_PageRights, L4_Word_t, void const*);
FUNCTION(L4_ThreadIdBits, L4_Word_t, void const*);
FUNCTION(L4_ThreadIdSystemBase, L4_Word_t, void const*);
FUNCTION(L4_ThreadIdUserBase, L4_Word_t, void const*);
FUNCTION(L4_ReadPrecision, L4_Word_t, void const*);
FUNCTION(L4_SchedulePrecision, L4_Word_t, void const*);
FUNCTION(L4_UtcbAreaSizeLog2, L4_Word_t, void const*);
FUNCTION(L4_UtcbAreaSize, L4_Word_t, void const*);
FUNCTION(L4_UtcbAlignmentLog2, L4_Word_t, void const*);
FUNCTION(L4_UtcbSize, L4_Word_t, void const*);
FUNCTION(L4_KipAreaSizeLog2, L4_Word_t, void const*);
FUNCTION(L4_KipAreaSize, L4_Word_t, void const*);
FUNCTION(L4_BootInfo, L4_Word_t, void const*);
FUNCTION(L4_KernelVersionString, char*, void const*);
FUNCTION(L4_Feature, char*, void const*, L4_Word_t);
FUNCTION(L4_HasFeature, L4_Bool_t, char const*);
FUNCTION(L4_MemoryDesc, L4_MemoryDesc_t*, void const*, L4_Word_t);
FUNCTION(L4_IsMemoryDescVirtual, L4_Bool_t, L4_MemoryDesc_t const*);
FUNCTION(L4_MemoryDescType, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_MemoryDescLow, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_MemoryDescHigh, L4_Word_t, L4_MemoryDesc_t const*);
FUNCTION(L4_ProcDesc, L4_ProcDesc_t*, void const*, L4_Word_t);
FUNCTION(L4_ProcDescExternalFreq, L4_Word_t, L4_ProcDesc_t const*);
FUNCTION(L4_ProcDescInternalFreq, L4_Word_t, L4_ProcDesc_t const*);

VALUE(L4_MAGIC, 0x4BE6344C);
VALUE(L4_APIVERSION_2, 0x02);
VALUE(L4_APIVERSION_4, 0x04);
VALUE(L4_APIVERSION_X0, 0x83);
VALUE(L4_APIVERSION_X1, 0x83);
VALUE(L4_APIVERSION_X2, 0x84);
VALUE(L4_APIVERSION_L4SEC, 0x85);
VALUE(L4_APIVERSION_N1, 0x86);
VALUE(L4_APIVERSION_OKL, 0xA0);
VALUE(L4_APISUBVERSION_X0, 0x80);
VALUE(L4_APISUBVERSION_X1, 0x81);
VALUE(L4_APIFLAG_LE, 0);
VALUE(L4_APIFLAG_BE, 1);
VALUE(L4_APIFLAG_32BIT, 0);
VALUE(L4_APIFLAG_64BIT, 4);
VALUE(L4_KID_L4_486, 0x00010000);
VALUE(L4_KID_L4_PENTIUM, 0x00020000);
VALUE(L4_KID_L4_X86, 0x00030000);
VALUE(L4_KID_L4_MIPS, 0x01010000);
VALUE(L4_KID_L4_ALPHA, 0x02010000);
VALUE(L4_KID_FIASCO, 0x03010000);
VALUE(L4_KID_L4KA_HAZELNUT, 0x04010000);
VALUE(L4_KID_L4KA_PISTACHIO, 0x04020000);
VALUE(L4_KID_L4KA_STRAWBERRY, 0x04030000);
VALUE(L4_KID_NICTA_PISTACHIO, 0x05010000);
VALUE(L4_SUPL_GMD, 0x20444D47);
VALUE(L4_SUPL_IBM, 0x204D4249);
VALUE(L4_SUPL_UNSW, 0x57534E55);
VALUE(L4_SUPL_TUD, 0x20445554);
VALUE(L4_SUPL_UKA, 0x20614B55);
VALUE(L4_SUPL_NICTA, 0x5443494E);
VALUE(L4_UndefinedMemoryType, 0);
VALUE(L4_ConventionalMemoryType, 1);
VALUE(L4_ReservedMemoryType, 2);
VALUE(L4_DedicatedMemoryType, 3);
VALUE(L4_SharedMemoryType, 4);
VALUE(L4_BootLoaderSpecificMemoryType, 0xE);
VALUE(L4_ArchitectureSpecificMemoryType, 0xF);

MENTIONS(kip)(L4_KernelInterfacePage_t* kip, L4_MemoryDesc_t* desc, L4_KernelDesc_t* kernel)
{
    kip->ApiVersion.x.version = kip->ApiVersion.x.subversion = 1;
    kip->ApiFlags.x.ee = kip->ApiFlags.x.ww = 1;
    kip->MemoryInfo.x.n = kip->MemoryInfo.x.MemDescPtr = 1;
    kip->UtcbAreaInfo.x.m = kip->UtcbAreaInfo.x.a = kip->UtcbAreaInfo.x.s = 1;
    kip->KipAreaInfo.x.s = 1;
    kip->ClockInfo.x.ReadPrecision = kip->ClockInfo.x.SchedulePrecision = 1;
    kip->ThreadInfo.x.t = kip->ThreadInfo.x.SystemBase = kip->ThreadInfo.x.UserBase = 1;
    kip->PageInfo.x.rwx = kip->PageInfo.x.page_size_mask = 1;
    kip->ProcessorInfo.x.processors = kip->ProcessorInfo.x.s = 1;
    kip->ProcessorInfo.raw = 0;
    desc->x.type = desc->x.t = desc->x.v = 1;
    desc->x.low = desc->x.high = 1;
    desc->raw[1] = 0;
    kernel->KernelId.x.id = kernel->KernelId.x.subid = 1;
    kernel->KernelGenDate.x.year = 1;
}
