// SPDX-License-Identifier: BSD-2-Clause
// Sections 2.1 to 2.7 and 6.9 field by field: what is reserved, what agrees with what, and the boot
// information behind the kernel interface page.
#include "machine.h"
#include "suite.h"
#include "test_memory.h"
#include "words.h"

#include <l4/bootinfo.h>
#include <l4/kip.h>
#include <l4/sigma0.h>
#include <l4/thread.h>

namespace conformance {
namespace {

char const* page()
{
    return static_cast<char const*>(L4_GetKernelInterface());
}

Word field(Word index)
{
    return reinterpret_cast<Word const*>(page())[index];
}

// Words of the fixed part, by index (reference 2.1).
constexpr Word sigma1 = 12;
constexpr Word reserved_fields[] = {20, 40, 41, 44, 45, 63, 64, 65, 66, 67};
constexpr Word first_call = 52, last_call = 62;
constexpr Word fixed_part = 0x240;

Word sum_of_page(Word)
{
    Word sum = 0;
    for (Word i = 0; i < L4_KipAreaSize(L4_GetKernelInterface()) / sizeof(Word); ++i)
        sum = sum * 31 + field(i);
    return sum;
}

bool inside(void const* object)
{
    Word const offset = reinterpret_cast<Word>(object) - reinterpret_cast<Word>(page());
    return offset >= fixed_part && offset < L4_KipAreaSize(L4_GetKernelInterface());
}

bool same_text(char const* a, char const* b)
{
    while (*a != '\0' && *a == *b)
        ++a, ++b;
    return *a == *b;
}

// The boot information, brought into the suite's space; null: there is none.
void* boot_info()
{
    Word const address = L4_BootInfo(L4_GetKernelInterface());
    if (address == 0 || L4_IsNilFpage(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, fpage(address),
                                                                  L4_CompleteAddressSpace)))
        return nullptr;
    return reinterpret_cast<void*>(address);
}

constexpr Case cases[] = {
    {"all spaces see the same page, and nothing in it changes",
     [] {
         Word const here = sum_of_page(0);
         EXPECT_EQ(run(start_foreign_worker(), sum_of_page), here);
         EXPECT_EQ(sum_of_page(0), here);
     }},

    {"reserved fields are zero, and so is the entry of a server that there is not",
     [] {
         for (Word const index : reserved_fields)
             EXPECT_EQ(field(index), 0);
         for (Word index = sigma1; index < sigma1 + 4; ++index)
             EXPECT_EQ(field(index), 0);
     }},

    {"descriptors and texts lie inside the page, behind its fixed part",
     [] {
         void* const kip = L4_GetKernelInterface();
         EXPECT(inside(L4_KernelVersionString(kip)));
         EXPECT(inside(L4_MemoryDesc(kip, 0)));
         EXPECT(inside(L4_MemoryDesc(kip, L4_NumMemoryDescriptors(kip) - 1)));
         EXPECT(inside(L4_ProcDesc(kip, 0)));
         for (Word i = 0; L4_Feature(kip, i) != nullptr; ++i)
             EXPECT(inside(L4_Feature(kip, i)));
     }},

    {"the kernel has an id that is nobody else's, and a supplier of four letters",
     [] {
         Word const id = L4_KernelId() >> 24;
         EXPECT(id > 5);
         EXPECT_EQ(L4_KernelId() & 0xFFFF, 0);
         Word const supplier = L4_KernelSupplier(L4_GetKernelInterface());
         for (Word i = 0; i < 4; ++i) {
             Word const letter = supplier >> 8 * i & 0xFF;
             EXPECT(letter >= ' ' && letter < 0x7F);
         }
     }},

    {"the version says X.2 with a revision of its manual, and nothing below",
     [] {
         EXPECT_EQ(L4_ApiVersion() & 0xFFFF, 0);
         EXPECT_EQ(L4_ApiVersion() >> 16 & 0xFF, 7);
         EXPECT_EQ(L4_ApiFlags() >> 4, 0);
     }},

    {"each feature is named once, and what has no name is none",
     [] {
         void* const kip = L4_GetKernelInterface();
         for (Word i = 0; L4_Feature(kip, i) != nullptr; ++i) {
             EXPECT(L4_HasFeature(L4_Feature(kip, i)));
             for (Word j = 0; j < i; ++j)
                 EXPECT(!same_text(L4_Feature(kip, i), L4_Feature(kip, j)));
         }
         EXPECT(!L4_HasFeature(""));
         EXPECT(!L4_HasFeature("no such feature"));
     }},

    {"numbers of threads: the first user's three are below all bits, the lines' from zero",
     [] {
         void* const kip = L4_GetKernelInterface();
         EXPECT(L4_ThreadIdUserBase(kip) + 3 < Word{1} << L4_ThreadIdBits(kip));
         EXPECT(machine::quiet_interrupt_line < L4_ThreadIdSystemBase(kip));
     }},

    {"memory descriptors name known types, and their ends are whole kilobytes",
     [] {
         void* const kip = L4_GetKernelInterface();
         constexpr Word kilobyte = 1024;
         for (Word i = 0; i < L4_NumMemoryDescriptors(kip); ++i) {
             L4_MemoryDesc_t* const range = L4_MemoryDesc(kip, i);
             Word const type = L4_MemoryDescType(range) & 0xF;
             EXPECT(type <= PINYON_MEM_SHARED || type >= PINYON_MEM_BOOT_LOADER);
             EXPECT_EQ(L4_MemoryDescLow(range) % kilobyte, 0);
             EXPECT_EQ(L4_MemoryDescHigh(range) % kilobyte, kilobyte - 1);
         }
     }},

    {"every processor has an external frequency",
     [] {
         void* const kip = L4_GetKernelInterface();
         for (Word i = 0; i < L4_NumProcessors(kip); ++i)
             EXPECT(L4_ProcDescExternalFreq(L4_ProcDesc(kip, i)) > 0);
     }},

    {"no two calls have the same entry point, but for those that do the same",
     [] {
         constexpr Word ipc = 56, lipc = 57;
         for (Word a = first_call; a <= last_call; ++a)
             for (Word b = first_call; b < a; ++b)
                 EXPECT(field(a) != field(b) || (a == lipc && b == ipc));
     }},

    {"the boot information names the modules, each with its command line",
     [] {
         void* const info = boot_info();
         REQUIRE(info != nullptr);
         REQUIRE(L4_BootInfo_Valid(info));
         EXPECT(L4_BootInfo_Size(info) <= page_bytes);
         L4_BootRec_t const* record = L4_BootInfo_FirstEntry(info);
         Word modules = 0;
         for (Word i = 0; i < L4_BootInfo_Entries(info); ++i) {
             if (L4_BootRec_Type(record) == L4_BootInfo_Module) {
                 ++modules;
                 EXPECT(L4_Module_Size(record) > 0);
                 EXPECT(L4_Module_Cmdline(record) != nullptr);
             }
             record = L4_BootRec_Next(record);
         }
         EXPECT(modules > 0);
     }},
};

}  // namespace

constexpr Suite kip_detail_suite =
    suite_of("kernel interface page in full", "2, 6.9", cases, Where::one_processor);

}  // namespace conformance
