// SPDX-License-Identifier: BSD-2-Clause
// Section 2: the kernel interface page says what the machine and the kernel are.
#include "suite.h"
#include "words.h"

#include <l4/kip.h>
#include <l4/thread.h>

namespace conformance {
namespace {

Word field(Word offset)
{
    return *reinterpret_cast<Word const*>(static_cast<char const*>(L4_GetKernelInterface()) +
                                          offset);
}

void* kip()
{
    return L4_GetKernelInterface();
}

// Calls `visit` for every memory descriptor and returns for how many it was true.
template <class Visit>
Word count_descriptors(Visit visit)
{
    Word count = 0;
    for (Word i = 0; i < L4_NumMemoryDescriptors(kip()); ++i)
        count += visit(L4_MemoryDesc(kip(), i)) ? 1 : 0;
    return count;
}

constexpr Word word_64_little_endian = 4;
constexpr Word version_x2 = 0x84;

constexpr Case cases[] = {
    {"the page begins with the magic word",
     [] { EXPECT_EQ(field(PINYON_KIP_MAGIC), PINYON_KIP_MAGIC_VALUE); }},

    {"the version is X.2, the words are 64-bit and little-endian",
     [] {
         EXPECT_EQ(field(PINYON_KIP_API_VERSION) >> 24, version_x2);
         EXPECT_EQ(field(PINYON_KIP_API_FLAGS) & 0xF, word_64_little_endian);
     }},

    {"KernelInterface returns what the page contains",
     [] {
         Word version, flags, id;
         void* const base = L4_KernelInterface(&version, &flags, &id);
         EXPECT_EQ(reinterpret_cast<Word>(base), reinterpret_cast<Word>(kip()));
         EXPECT_EQ(version, field(PINYON_KIP_API_VERSION));
         EXPECT_EQ(flags, field(PINYON_KIP_API_FLAGS));
         EXPECT_EQ(id, L4_KernelId());
     }},

    {"the kernel names itself, its version and a possible date",
     [] {
         EXPECT(L4_KernelVersion(kip()) != 0);
         EXPECT(L4_KernelVersionString(kip())[0] != '\0');
         Word year, month, day;
         L4_KernelGenDate(kip(), &year, &month, &day);
         EXPECT(year >= 2020 && year < 2128);
         EXPECT(month >= 1 && month <= 12);
         EXPECT(day >= 1 && day <= 31);
     }},

    {"the list of features ends",
     [] {
         Word number = 0;
         while (number < 64 && L4_Feature(kip(), number) != nullptr)
             ++number;
         EXPECT(number < 64);
     }},

    {"interrupts, system threads and user threads have separate ranges of numbers",
     [] {
         EXPECT(L4_ThreadIdSystemBase(kip()) < L4_ThreadIdUserBase(kip()));
         Word const bits = L4_ThreadIdBits(kip());
         EXPECT(bits >= 8 && bits <= 32);
         EXPECT(L4_ThreadIdUserBase(kip()) < Word{1} << bits);
     }},

    {"the root task is the third user thread, version 1",
     [] {
         L4_ThreadId_t const root = L4_GlobalId(L4_ThreadIdUserBase(kip()) + 2, 1);
         EXPECT_EQ(L4_Myself().raw, root.raw);
     }},

    {"pages of 4 KB exist, and some right can be withheld",
     [] {
         EXPECT((L4_PageSizeMask(kip()) & 1 << 12) != 0);
         EXPECT_EQ(L4_PageSizeMask(kip()) & ((1 << 12) - 1), 0);
         EXPECT((L4_PageRights(kip()) & L4_Writable) != 0);
     }},

    {"UTCBs are 1 KB, aligned to their size, and an area holds at least one page of them",
     [] {
         EXPECT_EQ(L4_UtcbSize(kip()), PINYON_UTCB_SIZE);
         EXPECT_EQ(L4_UtcbAlignmentLog2(kip()), PINYON_UTCB_SIZE_LOG2);
         EXPECT(L4_UtcbAreaSizeLog2(kip()) >= 12);
     }},

    {"the page lies where its size says it may",
     [] {
         Word const size = L4_KipAreaSize(kip());
         EXPECT(size >= 4096);
         EXPECT_EQ(reinterpret_cast<Word>(kip()) & (size - 1), 0);
     }},

    {"the clock's precisions are given in microseconds and are not zero",
     [] {
         EXPECT(L4_ReadPrecision(kip()) > 0);
         EXPECT(L4_SchedulePrecision(kip()) > 0);
     }},

    {"every processor has a descriptor inside the area",
     [] {
         Word const processors = L4_NumProcessors(kip());
         REQUIRE(processors >= 1);
         Word const offset = reinterpret_cast<Word>(L4_ProcDesc(kip(), processors - 1)) -
                             reinterpret_cast<Word>(kip());
         EXPECT(offset < L4_KipAreaSize(kip()));
         EXPECT(L4_ProcessorNo() < processors);
     }},

    {"memory descriptors run upwards and describe conventional memory",
     [] {
         EXPECT_EQ(count_descriptors([](L4_MemoryDesc_t* range) {
                       return L4_MemoryDescLow(range) > L4_MemoryDescHigh(range);
                   }),
                   0);
         EXPECT(count_descriptors([](L4_MemoryDesc_t* range) {
                    return L4_MemoryDescType(range) == PINYON_MEM_CONVENTIONAL &&
                           !L4_IsMemoryDescVirtual(range);
                }) > 0);
     }},

    {"the kernel's own memory is described as reserved",
     [] {
         EXPECT(count_descriptors([](L4_MemoryDesc_t* range) {
                    return L4_MemoryDescType(range) == PINYON_MEM_RESERVED;
                }) > 0);
     }},

    {"a virtual descriptor tells the part of a space that programs may use",
     [] {
         Word const here = reinterpret_cast<Word>(kip());
         EXPECT(count_descriptors([here](L4_MemoryDesc_t* range) {
                    return L4_IsMemoryDescVirtual(range) &&
                           L4_MemoryDescType(range) == PINYON_MEM_CONVENTIONAL &&
                           L4_MemoryDescLow(range) <= here && here <= L4_MemoryDescHigh(range);
                }) > 0);
     }},

    {"the entries of sigma0 and of the root task say where their images are",
     [] {
         Word const root_low = field(PINYON_KIP_ROOT + 16);
         Word const root_high = field(PINYON_KIP_ROOT + 24);
         Word const here = reinterpret_cast<Word>(&kip_suite);
         EXPECT(root_low <= here && here < root_high);
         EXPECT(field(PINYON_KIP_SIGMA0 + 16) < field(PINYON_KIP_SIGMA0 + 24));
     }},

    {"all eleven entry points are there",
     [] {
         for (Word at = PINYON_KIP_SPACE_CONTROL; at <= PINYON_KIP_SCHEDULE; at += sizeof(Word))
             EXPECT(field(at) != 0);
     }},
};

}  // namespace

constexpr Suite kip_suite = suite_of("kernel interface page", "2", cases, Where::one_processor);

}  // namespace conformance
