// SPDX-License-Identifier: BSD-2-Clause
// The names of <l4/bootinfo.h>, and where the fields of the records are.
#include "api_names.h"

#include <l4/bootinfo.h>

OFFSET(L4_BootInfo_t, magic, 0);
OFFSET(L4_BootInfo_t, version, 8);
OFFSET(L4_BootInfo_t, size, 16);
OFFSET(L4_BootInfo_t, first_entry, 24);
OFFSET(L4_BootInfo_t, num_entries, 32);
SIZE(L4_BootInfo_t, 64);
OFFSET(L4_BootRec_t, type, 0);
OFFSET(L4_BootRec_t, version, 8);
OFFSET(L4_BootRec_t, offset_next, 16);
SIZE(L4_BootRec_t, 24);
OFFSET(L4_Boot_Module_t, start, 24);
OFFSET(L4_Boot_Module_t, size, 32);
OFFSET(L4_Boot_Module_t, cmdline_offset, 40);
OFFSET(L4_Boot_SimpleExec_t, text_pstart, 24);
OFFSET(L4_Boot_SimpleExec_t, text_vstart, 32);
OFFSET(L4_Boot_SimpleExec_t, text_size, 40);
OFFSET(L4_Boot_SimpleExec_t, data_pstart, 48);
OFFSET(L4_Boot_SimpleExec_t, data_vstart, 56);
OFFSET(L4_Boot_SimpleExec_t, data_size, 64);
OFFSET(L4_Boot_SimpleExec_t, bss_pstart, 72);
OFFSET(L4_Boot_SimpleExec_t, bss_vstart, 80);
OFFSET(L4_Boot_SimpleExec_t, bss_size, 88);
OFFSET(L4_Boot_SimpleExec_t, initial_ip, 96);
OFFSET(L4_Boot_SimpleExec_t, flags, 104);
OFFSET(L4_Boot_SimpleExec_t, label, 112);
OFFSET(L4_Boot_SimpleExec_t, cmdline_offset, 120);
OFFSET(L4_Boot_EFI_t, systab, 24);
OFFSET(L4_Boot_EFI_t, memmap, 32);
OFFSET(L4_Boot_EFI_t, memmap_size, 40);
OFFSET(L4_Boot_EFI_t, memdesc_size, 48);
OFFSET(L4_Boot_EFI_t, memdesc_version, 56);
OFFSET(L4_Boot_MBI_t, address, 24);

VALUE(L4_BOOTINFO_MAGIC, 0x14B0021D);
VALUE(L4_BOOTINFO_VERSION, 1);
VALUE(L4_BootInfo_Module, 0x0001);
VALUE(L4_BootInfo_SimpleExec, 0x0002);
VALUE(L4_BootInfo_EFITables, 0x0101);
VALUE(L4_BootInfo_Multiboot, 0x0102);

FUNCTION(L4_BootInfo_Valid, L4_Bool_t, void const*);
FUNCTION(L4_BootInfo_Size, L4_Word_t, void const*);
FUNCTION(L4_BootInfo_FirstEntry, L4_BootRec_t*, void const*);
FUNCTION(L4_BootInfo_Entries, L4_Word_t, void const*);
FUNCTION(L4_BootRec_Type, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_BootRec_Next, L4_BootRec_t*, L4_BootRec_t const*);
FUNCTION(L4_Module_Start, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_Module_Size, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_Module_Cmdline, char*, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_TextVstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_TextPstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_TextSize, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_DataVstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_DataPstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_DataSize, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_BssVstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_BssPstart, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_BssSize, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_InitialIP, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_Flags, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_Set_Flags, void, L4_BootRec_t const*, L4_Word_t);
FUNCTION(L4_SimpleExec_Label, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_SimpleExec_Set_Label, void, L4_BootRec_t const*, L4_Word_t);
FUNCTION(L4_SimpleExec_Cmdline, char*, L4_BootRec_t const*);
FUNCTION(L4_EFI_Systab, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_EFI_Memmap, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_EFI_MemmapSize, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_EFI_MemdescSize, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_EFI_MemdescVersion, L4_Word_t, L4_BootRec_t const*);
FUNCTION(L4_MBI_Address, L4_Word_t, L4_BootRec_t const*);
