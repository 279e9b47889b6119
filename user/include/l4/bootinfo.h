// SPDX-License-Identifier: BSD-2-Clause
// The generic boot information: a list of records about what the boot loader left in memory.
#ifndef PINYON_L4_BOOTINFO_H
#define PINYON_L4_BOOTINFO_H

#include <l4/types.h>

#define L4_BOOTINFO_MAGIC ((L4_Word_t)PINYON_BOOTINFO_MAGIC)
#define L4_BOOTINFO_VERSION ((L4_Word_t)PINYON_BOOTINFO_VERSION)

// Record types.
#define L4_BootInfo_Module ((L4_Word_t)PINYON_BOOTREC_MODULE)
#define L4_BootInfo_SimpleExec 0x0002UL
#define L4_BootInfo_EFITables 0x0101UL
#define L4_BootInfo_Multiboot 0x0102UL

typedef struct {
    L4_Word_t magic;
    L4_Word_t version;
    L4_Word_t size;  // bytes of the header and all records
    L4_Word_t first_entry;
    L4_Word_t num_entries;
    L4_Word_t reserved[3];
} L4_BootInfo_t;

// How every record begins. Offsets count from the start of the record.
typedef struct {
    L4_Word_t type;
    L4_Word_t version;
    L4_Word_t offset_next;
} L4_BootRec_t;

typedef struct {
    L4_BootRec_t record;
    L4_Word_t start;
    L4_Word_t size;
    L4_Word_t cmdline_offset;  // 0 = none
} L4_Boot_Module_t;

typedef struct {
    L4_BootRec_t record;
    L4_Word_t text_pstart;
    L4_Word_t text_vstart;
    L4_Word_t text_size;
    L4_Word_t data_pstart;
    L4_Word_t data_vstart;
    L4_Word_t data_size;
    L4_Word_t bss_pstart;
    L4_Word_t bss_vstart;
    L4_Word_t bss_size;
    L4_Word_t initial_ip;
    L4_Word_t flags;
    L4_Word_t label;
    L4_Word_t cmdline_offset;  // 0 = none
} L4_Boot_SimpleExec_t;

typedef struct {
    L4_BootRec_t record;
    L4_Word_t systab;
    L4_Word_t memmap;
    L4_Word_t memmap_size;
    L4_Word_t memdesc_size;
    L4_Word_t memdesc_version;
} L4_Boot_EFI_t;

typedef struct {
    L4_BootRec_t record;
    L4_Word_t address;
} L4_Boot_MBI_t;

// ---- The list

L4_INLINE L4_Bool_t L4_BootInfo_Valid(void const* info)
{
    L4_BootInfo_t const* const header = (L4_BootInfo_t const*)info;
    return header->magic == L4_BOOTINFO_MAGIC && header->version == L4_BOOTINFO_VERSION;
}

L4_INLINE L4_Word_t L4_BootInfo_Size(void const* info)
{
    return ((L4_BootInfo_t const*)info)->size;
}

L4_INLINE L4_Word_t L4_BootInfo_Entries(void const* info)
{
    return ((L4_BootInfo_t const*)info)->num_entries;
}

L4_INLINE L4_BootRec_t* L4_BootInfo_FirstEntry(void const* info)
{
    return (L4_BootRec_t*)((L4_Word_t)info + ((L4_BootInfo_t const*)info)->first_entry);
}

L4_INLINE L4_Word_t L4_BootRec_Type(L4_BootRec_t const* record)
{
    return record->type;
}

// Behind the last record there is none: count them by L4_BootInfo_Entries.
L4_INLINE L4_BootRec_t* L4_BootRec_Next(L4_BootRec_t const* record)
{
    return (L4_BootRec_t*)((L4_Word_t)record + record->offset_next);
}

L4_INLINE char* __L4_BootRec_Text(L4_BootRec_t const* record, L4_Word_t offset)
{
    return offset == 0 ? 0 : (char*)((L4_Word_t)record + offset);
}

// ---- Modules: files as they were loaded

L4_INLINE L4_Boot_Module_t const* __L4_Module(L4_BootRec_t const* record)
{
    return (L4_Boot_Module_t const*)record;
}

L4_INLINE L4_Word_t L4_Module_Start(L4_BootRec_t const* record)
{
    return __L4_Module(record)->start;
}

L4_INLINE L4_Word_t L4_Module_Size(L4_BootRec_t const* record)
{
    return __L4_Module(record)->size;
}

// A null pointer when the module has none.
L4_INLINE char* L4_Module_Cmdline(L4_BootRec_t const* record)
{
    return __L4_BootRec_Text(record, __L4_Module(record)->cmdline_offset);
}

#include <l4/bootinfo_records.h>

#ifdef __cplusplus
L4_INLINE L4_Word_t L4_Type(L4_BootRec_t const* record)
{
    return L4_BootRec_Type(record);
}

L4_INLINE L4_BootRec_t* L4_Next(L4_BootRec_t const* record)
{
    return L4_BootRec_Next(record);
}
#endif

#endif
