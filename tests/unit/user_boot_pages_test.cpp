// SPDX-License-Identifier: BSD-2-Clause
// Tests of the readers of what the kernel leaves in memory: interface page, boot information.
#include <l4/bootinfo.h>
#include <l4/kip.h>

#include <gtest/gtest.h>

#include <cstring>

namespace {

struct Page {
    alignas(4096) unsigned char bytes[4096] = {};

    void set(unsigned offset, L4_Word_t word) { std::memcpy(&bytes[offset], &word, sizeof word); }
    void set_text(unsigned offset, char const* text, unsigned size)
    {
        std::memcpy(&bytes[offset], text, size);
    }
};

TEST(UserKip, information_words_are_decoded)
{
    Page kip;
    kip.set(PINYON_KIP_UTCB_INFO, 1 | 10 << 10 | 12 << 16);
    kip.set(PINYON_KIP_AREA_INFO, 12);
    kip.set(PINYON_KIP_CLOCK_INFO, 1 | 1000 << 16);
    kip.set(PINYON_KIP_THREAD_INFO, 18 | 64 << 8 | 96 << 20);
    kip.set(PINYON_KIP_PAGE_INFO, 0x40201003);
    kip.set(PINYON_KIP_PROCESSOR_INFO, 5ul << 60 | 1);
    EXPECT_EQ(L4_UtcbSize(&kip), 1024u);
    EXPECT_EQ(L4_UtcbAreaSize(&kip), 4096u);
    EXPECT_EQ(L4_KipAreaSize(&kip), 4096u);
    EXPECT_EQ(L4_ReadPrecision(&kip), 1u);
    EXPECT_EQ(L4_SchedulePrecision(&kip), 1000u);
    EXPECT_EQ(L4_ThreadIdBits(&kip), 18u);
    EXPECT_EQ(L4_ThreadIdSystemBase(&kip), 64u);
    EXPECT_EQ(L4_ThreadIdUserBase(&kip), 96u);
    EXPECT_EQ(L4_PageRights(&kip), 3u);
    EXPECT_EQ(L4_PageSizeMask(&kip), 0x40201000u);
    EXPECT_EQ(L4_NumProcessors(&kip), 2u);
}

TEST(UserKip, features_are_listed_until_the_empty_one)
{
    static char const text[] = "Pinyon\0one\0two\0";
    Page kip;
    kip.set(PINYON_KIP_KERN_DESC_PTR, 0x300);
    kip.set(0x308, 26 << 9 | 11 << 5 | 21);
    kip.set_text(0x320, text, sizeof text);
    EXPECT_STREQ(L4_KernelVersionString(&kip), "Pinyon");
    EXPECT_STREQ(L4_Feature(&kip, 0), "one");
    EXPECT_STREQ(L4_Feature(&kip, 1), "two");
    EXPECT_EQ(L4_Feature(&kip, 2), nullptr);
    L4_Word_t year, month, day;
    L4_KernelGenDate(&kip, &year, &month, &day);
    EXPECT_EQ(year, 2026u);
    EXPECT_EQ(month, 11u);
    EXPECT_EQ(day, 21u);
}

TEST(UserKip, a_feature_is_not_found_by_a_part_of_its_name)
{
    EXPECT_TRUE(__L4_SameText("ctrlxfer", "ctrlxfer"));
    EXPECT_FALSE(__L4_SameText("ctrlxfer", "ctrl"));
    EXPECT_FALSE(__L4_SameText("ctrl", "ctrlxfer"));
}

TEST(UserKip, memory_descriptors_have_type_and_inclusive_bounds)
{
    Page kip;
    kip.set(PINYON_KIP_MEMORY_INFO, 2 | 0x400ul << 32);
    kip.set(0x400, 0x100000 | 0x3E);
    kip.set(0x408, 0x1FFC00);
    kip.set(0x410, 1 << 9 | 0x71);
    kip.set(0x418, 0x7FFFFFFFFC00);
    L4_MemoryDesc_t const* const first = L4_MemoryDesc(&kip, 0);
    EXPECT_EQ(L4_Type(first), L4_BootLoaderSpecificMemoryType | 3 << 4);
    EXPECT_EQ(L4_Low(first), 0x100000u);
    EXPECT_EQ(L4_High(first), 0x1FFFFFu);
    EXPECT_FALSE(L4_IsVirtual(first));
    EXPECT_TRUE(L4_IsVirtual(L4_MemoryDesc(&kip, 1)));
    EXPECT_EQ(L4_Type(L4_MemoryDesc(&kip, 1)), L4_ConventionalMemoryType);
    EXPECT_EQ(L4_MemoryDesc(&kip, 2), nullptr);
}

TEST(UserKip, kernel_descriptor_has_version_and_supplier)
{
    Page kip;
    kip.set(PINYON_KIP_KERN_DESC_PTR, 0x300);
    kip.set(0x310, 0x01020003);
    kip.set_text(0x318, "UNSW", 4);
    kip.set(PINYON_KIP_BOOT_INFO, 0x12345000);
    EXPECT_EQ(L4_KernelVersion(&kip), 0x01020003u);
    EXPECT_EQ(L4_KernelSupplier(&kip), L4_SUPL_UNSW);
    EXPECT_EQ(L4_BootInfo(&kip), 0x12345000u);
}

TEST(UserKip, processor_descriptors_have_the_size_that_the_page_says)
{
    Page kip;
    kip.set(PINYON_KIP_PROC_DESC_PTR, 0x380);
    kip.set(PINYON_KIP_PROCESSOR_INFO, 6ul << 60 | 1);
    kip.set(0x380, 100);
    kip.set(0x388, 200);
    kip.set(0x3C0, 300);
    EXPECT_EQ(L4_ExternalFreq(L4_ProcDesc(&kip, 0)), 100u);
    EXPECT_EQ(L4_InternalFreq(L4_ProcDesc(&kip, 0)), 200u);
    EXPECT_EQ(L4_ExternalFreq(L4_ProcDesc(&kip, 1)), 300u);
    EXPECT_EQ(L4_ProcDesc(&kip, 2), nullptr);
}

TEST(UserBootInfo, walk_visits_every_record)
{
    struct {
        L4_BootInfo_t header;
        L4_Boot_Module_t module;
        char text[8];
        L4_Boot_MBI_t multiboot;
    } info = {
        .header =
            {L4_BOOTINFO_MAGIC, L4_BOOTINFO_VERSION, sizeof info, sizeof(L4_BootInfo_t), 2, {}},
        .module = {{L4_BootInfo_Module, 1, sizeof(L4_Boot_Module_t) + 8},
                   0x100000,
                   0x2000,
                   sizeof(L4_Boot_Module_t)},
        .text = "ping",
        .multiboot = {{L4_BootInfo_Multiboot, 1, sizeof(L4_Boot_MBI_t)}, 0x9000},
    };
    ASSERT_TRUE(L4_BootInfo_Valid(&info));
    EXPECT_EQ(L4_BootInfo_Size(&info), sizeof info);
    ASSERT_EQ(L4_BootInfo_Entries(&info), 2u);
    L4_BootRec_t const* const module = L4_BootInfo_FirstEntry(&info);
    EXPECT_EQ(L4_Type(module), L4_BootInfo_Module);
    EXPECT_EQ(L4_Module_Start(module), 0x100000u);
    EXPECT_EQ(L4_Module_Size(module), 0x2000u);
    EXPECT_STREQ(L4_Module_Cmdline(module), "ping");
    L4_BootRec_t const* const multiboot = L4_Next(module);
    EXPECT_EQ(L4_BootRec_Type(multiboot), L4_BootInfo_Multiboot);
    EXPECT_EQ(L4_MBI_Address(multiboot), 0x9000u);
}

TEST(UserBootInfo, a_module_may_have_no_command_line)
{
    L4_Boot_Module_t const module = {{L4_BootInfo_Module, 1, sizeof module}, 0, 0, 0};
    EXPECT_EQ(L4_Module_Cmdline(&module.record), nullptr);
}

TEST(UserBootInfo, simple_exec_has_three_parts_and_free_words)
{
    L4_Boot_SimpleExec_t exec = {
        {L4_BootInfo_SimpleExec, 1, sizeof exec}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0};
    L4_BootRec_t const* const r = &exec.record;
    EXPECT_EQ(L4_SimpleExec_TextPstart(r), 1u);
    EXPECT_EQ(L4_SimpleExec_TextVstart(r), 2u);
    EXPECT_EQ(L4_SimpleExec_TextSize(r), 3u);
    EXPECT_EQ(L4_SimpleExec_DataPstart(r), 4u);
    EXPECT_EQ(L4_SimpleExec_DataVstart(r), 5u);
    EXPECT_EQ(L4_SimpleExec_DataSize(r), 6u);
    EXPECT_EQ(L4_SimpleExec_BssPstart(r), 7u);
    EXPECT_EQ(L4_SimpleExec_BssVstart(r), 8u);
    EXPECT_EQ(L4_SimpleExec_BssSize(r), 9u);
    EXPECT_EQ(L4_SimpleExec_InitialIP(r), 10u);
    EXPECT_EQ(L4_SimpleExec_Cmdline(r), nullptr);
    L4_SimpleExec_Set_Flags(r, 77);
    L4_SimpleExec_Set_Label(r, 78);
    EXPECT_EQ(L4_SimpleExec_Flags(r), 77u);
    EXPECT_EQ(L4_SimpleExec_Label(r), 78u);
}

TEST(UserBootInfo, tables_of_the_efi_firmware_are_found)
{
    L4_Boot_EFI_t const efi = {{L4_BootInfo_EFITables, 1, sizeof efi}, 21, 22, 23, 24, 25};
    EXPECT_EQ(L4_EFI_Systab(&efi.record), 21u);
    EXPECT_EQ(L4_EFI_Memmap(&efi.record), 22u);
    EXPECT_EQ(L4_EFI_MemmapSize(&efi.record), 23u);
    EXPECT_EQ(L4_EFI_MemdescSize(&efi.record), 24u);
    EXPECT_EQ(L4_EFI_MemdescVersion(&efi.record), 25u);
}

TEST(UserBootInfo, foreign_data_is_not_valid)
{
    L4_BootInfo_t info = {};
    EXPECT_FALSE(L4_BootInfo_Valid(&info));
    info.magic = L4_BOOTINFO_MAGIC;
    info.version = 2;
    EXPECT_FALSE(L4_BootInfo_Valid(&info));
}

}  // namespace
