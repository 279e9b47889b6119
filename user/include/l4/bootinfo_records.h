// SPDX-License-Identifier: BSD-2-Clause
// Readers of the rarer boot records; a part of <l4/bootinfo.h>.
#ifndef PINYON_L4_BOOTINFO_RECORDS_H
#define PINYON_L4_BOOTINFO_RECORDS_H

#include <l4/bootinfo.h>

// ---- SimpleExec: a program that the boot loader unpacked

L4_INLINE L4_Boot_SimpleExec_t* __L4_SimpleExec(L4_BootRec_t const* record)
{
    return (L4_Boot_SimpleExec_t*)record;
}

L4_INLINE L4_Word_t L4_SimpleExec_TextVstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->text_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_TextPstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->text_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_TextSize(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->text_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataVstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->data_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataPstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->data_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataSize(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->data_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssVstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->bss_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssPstart(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->bss_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssSize(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->bss_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_InitialIP(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->initial_ip;
}

// Flags and label are free for those who pass the record on.
L4_INLINE L4_Word_t L4_SimpleExec_Flags(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->flags;
}

L4_INLINE void L4_SimpleExec_Set_Flags(L4_BootRec_t const* record, L4_Word_t flags)
{
    __L4_SimpleExec(record)->flags = flags;
}

L4_INLINE L4_Word_t L4_SimpleExec_Label(L4_BootRec_t const* record)
{
    return __L4_SimpleExec(record)->label;
}

L4_INLINE void L4_SimpleExec_Set_Label(L4_BootRec_t const* record, L4_Word_t label)
{
    __L4_SimpleExec(record)->label = label;
}

L4_INLINE char* L4_SimpleExec_Cmdline(L4_BootRec_t const* record)
{
    return __L4_BootRec_Text(record, __L4_SimpleExec(record)->cmdline_offset);
}

// ---- Tables of the firmware

L4_INLINE L4_Boot_EFI_t const* __L4_EFI(L4_BootRec_t const* record)
{
    return (L4_Boot_EFI_t const*)record;
}

L4_INLINE L4_Word_t L4_EFI_Systab(L4_BootRec_t const* record)
{
    return __L4_EFI(record)->systab;
}

L4_INLINE L4_Word_t L4_EFI_Memmap(L4_BootRec_t const* record)
{
    return __L4_EFI(record)->memmap;
}

L4_INLINE L4_Word_t L4_EFI_MemmapSize(L4_BootRec_t const* record)
{
    return __L4_EFI(record)->memmap_size;
}

L4_INLINE L4_Word_t L4_EFI_MemdescSize(L4_BootRec_t const* record)
{
    return __L4_EFI(record)->memdesc_size;
}

L4_INLINE L4_Word_t L4_EFI_MemdescVersion(L4_BootRec_t const* record)
{
    return __L4_EFI(record)->memdesc_version;
}

L4_INLINE L4_Word_t L4_MBI_Address(L4_BootRec_t const* record)
{
    return ((L4_Boot_MBI_t const*)record)->address;
}

#endif
