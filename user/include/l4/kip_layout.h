// SPDX-License-Identifier: BSD-2-Clause
// Layout and constants of the kernel interface page; a part of <l4/kip.h>.
#ifndef PINYON_L4_KIP_LAYOUT_H
#define PINYON_L4_KIP_LAYOUT_H

#include <l4/types.h>

#define L4_MAGIC ((L4_Word_t)PINYON_KIP_MAGIC_VALUE)

// ApiVersion [31:24] and, for the X versions, [23:16].
#define L4_APIVERSION_2 0x02UL
#define L4_APIVERSION_4 0x04UL
#define L4_APIVERSION_X0 0x83UL
#define L4_APIVERSION_X1 0x83UL
#define L4_APIVERSION_X2 0x84UL
#define L4_APIVERSION_L4SEC 0x85UL
#define L4_APIVERSION_N1 0x86UL
#define L4_APIVERSION_OKL 0xA0UL
#define L4_APISUBVERSION_X0 0x80UL
#define L4_APISUBVERSION_X1 0x81UL

#define L4_APIFLAG_LE 0x0UL
#define L4_APIFLAG_BE 0x1UL
#define L4_APIFLAG_32BIT 0x0UL
#define L4_APIFLAG_64BIT 0x4UL

// KernelId as a whole word.
#define L4_KID_L4_486 0x00010000UL
#define L4_KID_L4_PENTIUM 0x00020000UL
#define L4_KID_L4_X86 0x00030000UL
#define L4_KID_L4_MIPS 0x01010000UL
#define L4_KID_L4_ALPHA 0x02010000UL
#define L4_KID_FIASCO 0x03010000UL
#define L4_KID_L4KA_HAZELNUT 0x04010000UL
#define L4_KID_L4KA_PISTACHIO 0x04020000UL
#define L4_KID_L4KA_STRAWBERRY 0x04030000UL
#define L4_KID_NICTA_PISTACHIO 0x05010000UL
#define L4_KID_PINYON ((L4_Word_t)PINYON_KERNEL_ID)

// Supplier: four characters in memory order.
#define __L4_FOUR_CHARS(a, b, c, d)                                                                \
    ((L4_Word_t)(a) | (L4_Word_t)(b) << 8 | (L4_Word_t)(c) << 16 | (L4_Word_t)(d) << 24)
#define L4_SUPL_GMD __L4_FOUR_CHARS('G', 'M', 'D', ' ')
#define L4_SUPL_IBM __L4_FOUR_CHARS('I', 'B', 'M', ' ')
#define L4_SUPL_UNSW __L4_FOUR_CHARS('U', 'N', 'S', 'W')
#define L4_SUPL_TUD __L4_FOUR_CHARS('T', 'U', 'D', ' ')
#define L4_SUPL_UKA __L4_FOUR_CHARS('U', 'K', 'a', ' ')
#define L4_SUPL_NICTA __L4_FOUR_CHARS('N', 'I', 'C', 'T')

#define L4_UndefinedMemoryType ((L4_Word_t)PINYON_MEM_UNDEFINED)
#define L4_ConventionalMemoryType ((L4_Word_t)PINYON_MEM_CONVENTIONAL)
#define L4_ReservedMemoryType ((L4_Word_t)PINYON_MEM_RESERVED)
#define L4_DedicatedMemoryType ((L4_Word_t)PINYON_MEM_DEDICATED)
#define L4_SharedMemoryType ((L4_Word_t)PINYON_MEM_SHARED)
#define L4_BootLoaderSpecificMemoryType ((L4_Word_t)PINYON_MEM_BOOT_LOADER)
#define L4_ArchitectureSpecificMemoryType ((L4_Word_t)PINYON_MEM_ARCHITECTURE)

// The union of a word and its fields.
#define __L4_INFO_WORD(name, ...)                                                                  \
    typedef union {                                                                                \
        L4_Word_t raw;                                                                             \
        struct {                                                                                   \
            __VA_ARGS__                                                                            \
        } x;                                                                                       \
    } name

__L4_INFO_WORD(L4_ApiVersion_t, L4_Word_t zeros : 16; L4_Word_t subversion : 8;
               L4_Word_t version : 8; L4_Word_t unused : 32;);
__L4_INFO_WORD(L4_ApiFlags_t, L4_Word_t ee : 2; L4_Word_t ww : 2; L4_Word_t unused : 60;);
__L4_INFO_WORD(L4_KernelId_t, L4_Word_t zeros : 16; L4_Word_t subid : 8; L4_Word_t id : 8;
               L4_Word_t unused : 32;);
__L4_INFO_WORD(L4_KernelGenDate_t, L4_Word_t day : 5; L4_Word_t month : 4; L4_Word_t year : 7;
               L4_Word_t unused : 48;);
__L4_INFO_WORD(L4_MemoryInfo_t, L4_Word_t n : 32; L4_Word_t MemDescPtr : 32;);
__L4_INFO_WORD(L4_UtcbAreaInfo_t, L4_Word_t m : 10; L4_Word_t a : 6; L4_Word_t s : 6;
               L4_Word_t unused : 42;);
__L4_INFO_WORD(L4_KipAreaInfo_t, L4_Word_t s : 6; L4_Word_t unused : 58;);
__L4_INFO_WORD(L4_ClockInfo_t, L4_Word_t ReadPrecision : 16; L4_Word_t SchedulePrecision : 16;
               L4_Word_t unused : 32;);
__L4_INFO_WORD(L4_ThreadInfo_t, L4_Word_t t : 8; L4_Word_t SystemBase : 12; L4_Word_t UserBase : 12;
               L4_Word_t unused : 32;);
__L4_INFO_WORD(L4_PageInfo_t, L4_Word_t rwx : 3; L4_Word_t zeros : 7;
               L4_Word_t page_size_mask : 54;);
__L4_INFO_WORD(L4_ProcessorInfo_t, L4_Word_t processors : 16; L4_Word_t zeros : 44;
               L4_Word_t s : 4;);

typedef struct {
    L4_KernelId_t KernelId;
    L4_KernelGenDate_t KernelGenDate;
    L4_Word_t KernelVer;
    L4_Word_t Supplier;
    char VersionString[1];  // goes on; the feature strings follow
} L4_KernelDesc_t;

typedef struct {
    L4_Word_t ExternalFreq;  // kHz
    L4_Word_t InternalFreq;  // kHz
    L4_Word_t reserved[2];
} L4_ProcDesc_t;

typedef union {
    L4_Word_t raw[2];
    struct {
        L4_Word_t type : 4;
        L4_Word_t t : 4;
        L4_Word_t zero : 1;
        L4_Word_t v : 1;
        L4_Word_t low : 54;
        L4_Word_t zeros : 10;
        L4_Word_t high : 54;
    } x;
} L4_MemoryDesc_t;

__L4_STATIC_ASSERT(sizeof(L4_MemoryDesc_t) == 16, "a memory descriptor is two words");

// An initial server: its first register values and where its image is.
typedef struct {
    L4_Word_t sp;
    L4_Word_t ip;
    L4_Word_t low;
    L4_Word_t high;
} L4_KernelRootServer_t;

typedef struct {
    L4_Word_t low;
    L4_Word_t high;
} L4_MemoryRange_t;

typedef struct {
    L4_Word_t init;
    L4_Word_t entry;
    L4_Word_t low;
    L4_Word_t high;
} L4_KdebugInfo_t;

typedef struct {
    L4_Word_t magic;
    L4_ApiVersion_t ApiVersion;
    L4_ApiFlags_t ApiFlags;
    L4_Word_t KernelVerPtr;
    L4_KdebugInfo_t Kdebug;
    L4_KernelRootServer_t sigma0;
    L4_KernelRootServer_t sigma1;
    L4_KernelRootServer_t root_server;
    L4_Word_t reserved0;
    L4_MemoryInfo_t MemoryInfo;
    L4_Word_t KdebugConfig[2];
    L4_MemoryRange_t MainMem;
    L4_MemoryRange_t ReservedMem[2];
    L4_MemoryRange_t DedicatedMem[5];
    L4_Word_t reserved1[2];
    L4_UtcbAreaInfo_t UtcbAreaInfo;
    L4_KipAreaInfo_t KipAreaInfo;
    L4_Word_t reserved2[2];
    L4_Word_t BootInfo;
    L4_Word_t ProcDescPtr;
    L4_ClockInfo_t ClockInfo;
    L4_ThreadInfo_t ThreadInfo;
    L4_PageInfo_t PageInfo;
    L4_ProcessorInfo_t ProcessorInfo;
    L4_Word_t SpaceControl;
    L4_Word_t ThreadControl;
    L4_Word_t ProcessorControl;
    L4_Word_t MemoryControl;
    L4_Word_t Ipc;
    L4_Word_t Lipc;
    L4_Word_t Unmap;
    L4_Word_t ExchangeRegisters;
    L4_Word_t SystemClock;
    L4_Word_t ThreadSwitch;
    L4_Word_t Schedule;
    L4_Word_t reserved3[5];
    L4_Word_t ArchSyscall[4];
} L4_KernelInterfacePage_t;

#define __L4_KIP_FIELD_AT(field, offset)                                                           \
    __L4_STATIC_ASSERT(__builtin_offsetof(L4_KernelInterfacePage_t, field) == (offset),            \
                       "kernel interface page: " #field)

__L4_KIP_FIELD_AT(KernelVerPtr, PINYON_KIP_KERN_DESC_PTR);
__L4_KIP_FIELD_AT(sigma0, PINYON_KIP_SIGMA0);
__L4_KIP_FIELD_AT(root_server, PINYON_KIP_ROOT);
__L4_KIP_FIELD_AT(MemoryInfo, PINYON_KIP_MEMORY_INFO);
__L4_KIP_FIELD_AT(UtcbAreaInfo, PINYON_KIP_UTCB_INFO);
__L4_KIP_FIELD_AT(KipAreaInfo, PINYON_KIP_AREA_INFO);
__L4_KIP_FIELD_AT(BootInfo, PINYON_KIP_BOOT_INFO);
__L4_KIP_FIELD_AT(ProcDescPtr, PINYON_KIP_PROC_DESC_PTR);
__L4_KIP_FIELD_AT(ClockInfo, PINYON_KIP_CLOCK_INFO);
__L4_KIP_FIELD_AT(ProcessorInfo, PINYON_KIP_PROCESSOR_INFO);
__L4_KIP_FIELD_AT(SpaceControl, PINYON_KIP_SPACE_CONTROL);
__L4_KIP_FIELD_AT(Schedule, PINYON_KIP_SCHEDULE);
__L4_KIP_FIELD_AT(ArchSyscall, PINYON_KIP_ARCH_SYSCALL0);
__L4_STATIC_ASSERT(sizeof(L4_KernelInterfacePage_t) == PINYON_KIP_FIXED_END,
                   "kernel interface page: fixed part");

#endif
