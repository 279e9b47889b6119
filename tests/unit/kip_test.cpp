// SPDX-License-Identifier: BSD-2-Clause
// Tests of the kernel interface page as programs read it: by the offsets of the ABI.
#include "generic/boot/kip_builder.h"

#include <gtest/gtest.h>

#include <cstring>

#include "arch/host/host_machine.h"
#include "build_info.h"

namespace pinyon {
namespace {

struct Kip : testing::Test {
    Kip()
    {
        boot.ram.add({PhysAddr{0x1000'0000}, 0x400'0000});
        plan.sigma0 = {{PhysAddr{0x1001'0000}, 0x3000}, 0x1001'0040};
        plan.root = {{PhysAddr{0x1002'0000}, 0x5000}, 0x1002'0080};
        plan.boot_info = {PhysAddr{0x1003'0000}, page_size};
        plan.heap = {PhysAddr{0x1040'0000}, 0x80'0000};
    }
    [[nodiscard]] bool build()
    {
        MemoryMap const memory{boot, plan, Word{1} << 47};
        return build_kip(page, {.plan = plan,
                                .memory = memory,
                                .stubs = stubs,
                                .clock = {.scale = 77, .base = 88, .read_precision = 2},
                                .schedule_precision = 50,
                                .thread_bits = 18,
                                .system_base = 32,
                                .user_base = 64,
                                .processor_count = 2,
                                .processors = {{1000, 2000}, {1000, 3000}}});
    }
    [[nodiscard]] Word word(Word offset) const
    {
        Word value;
        std::memcpy(&value, reinterpret_cast<std::byte const*>(&page) + offset, sizeof value);
        return value;
    }
    [[nodiscard]] char const* text(Word offset) const
    {
        return reinterpret_cast<char const*>(&page) + offset;
    }

    BootFacts boot;
    MemoryPlan plan;
    StubCode stubs = host::Port::stubs();
    KernelInterfacePage page;
};

TEST_F(Kip, it_names_the_api)
{
    ASSERT_TRUE(build());
    EXPECT_EQ(std::memcmp(&page, "\x4C\x34\xE6\x4B\0\0\0\0", 8), 0);
    EXPECT_EQ(word(PINYON_KIP_API_VERSION) >> 24, 0x84u);
    EXPECT_EQ(word(PINYON_KIP_API_FLAGS), 4u);
}

TEST_F(Kip, it_names_the_root_servers)
{
    ASSERT_TRUE(build());
    EXPECT_EQ(word(PINYON_KIP_SIGMA0 + 0), 0u);
    EXPECT_EQ(word(PINYON_KIP_SIGMA0 + 8), 0x1001'0040u);
    EXPECT_EQ(word(PINYON_KIP_SIGMA0 + 16), 0x1001'0000u);
    EXPECT_EQ(word(PINYON_KIP_SIGMA0 + 24), 0x1001'3000u);
    EXPECT_EQ(word(PINYON_KIP_ROOT + 8), 0x1002'0080u);
    EXPECT_EQ(word(PINYON_KIP_ROOT + 24), 0x1002'5000u);
    for (unsigned i = 0; i < 4; ++i)
        EXPECT_EQ(word(PINYON_KIP_SIGMA1 + 8 * i), 0u) << "sigma1 is absent";
}

TEST_F(Kip, its_information_words_have_the_fields_of_the_api)
{
    ASSERT_TRUE(build());
    EXPECT_EQ(word(PINYON_KIP_UTCB_INFO), 1u | 10 << 10 | 12 << 16);
    EXPECT_EQ(word(PINYON_KIP_AREA_INFO), 12u);
    EXPECT_EQ(word(PINYON_KIP_CLOCK_INFO), 2u | 50 << 16);
    EXPECT_EQ(word(PINYON_KIP_THREAD_INFO), 18u | 32 << 8 | 64 << 20);
    constexpr Word sizes = 1 << 12 | 1 << 21 | 1 << 30;
    EXPECT_EQ(word(PINYON_KIP_PAGE_INFO), sizes | 3) << "w and x can be revoked";
    host::machine().page_orders = 1;
    ASSERT_TRUE(build());
    host::machine().page_orders = 3;
    EXPECT_EQ(word(PINYON_KIP_PAGE_INFO), 0x1000u | 3) << "only what the processor has";
    EXPECT_EQ(word(PINYON_KIP_PROCESSOR_INFO), 1u | Word{5} << 60);
    EXPECT_EQ(word(PINYON_KIP_BOOT_INFO), 0x1003'0000u);
}

TEST_F(Kip, its_kernel_descriptor_tells_version_date_and_features)
{
    ASSERT_TRUE(build());
    Word const at = word(PINYON_KIP_KERN_DESC_PTR);
    EXPECT_EQ(word(at), Word{PINYON_KERNEL_ID});
    EXPECT_EQ(word(at + 8) >> 9, build_info::year - 2000u);
    EXPECT_EQ(word(at + 8) >> 5 & 15, build_info::month);
    EXPECT_EQ(word(at + 8) & 31, build_info::day);
    EXPECT_EQ(word(at + 16) >> 24, build_info::version_major);
    EXPECT_EQ(word(at + 16) >> 16 & 0xFF, build_info::version_minor);
    EXPECT_EQ(std::string(text(at + 24), 4), "PINY");
    std::string const version = text(at + 32);
    EXPECT_EQ(version, std::string("Pinyon ") + build_info::version);
    Word place = at + 32 + version.size() + 1;
    for (std::string const feature : {"kmem-accounts", "ioflexpages", ""}) {
        EXPECT_EQ(text(place), feature);
        place += feature.size() + 1;
    }
}

TEST_F(Kip, there_is_a_descriptor_for_every_processor)
{
    ASSERT_TRUE(build());
    Word const at = word(PINYON_KIP_PROC_DESC_PTR);
    EXPECT_EQ(at % sizeof(Word), 0u);
    EXPECT_EQ(word(at), 1000u);
    EXPECT_EQ(word(at + 8), 2000u);
    EXPECT_EQ(word(at + 32 + 8), 3000u);
}

TEST_F(Kip, its_memory_descriptors_are_those_of_the_map)
{
    ASSERT_TRUE(build());
    MemoryMap const memory{boot, plan, Word{1} << 47};
    Word const info = word(PINYON_KIP_MEMORY_INFO);
    ASSERT_EQ(info & 0xFFFF'FFFF, memory.size());
    Word const at = info >> 32;
    EXPECT_EQ(at % sizeof(Word), 0u);
    EXPECT_EQ(std::memcmp(text(at), memory.begin(), memory.size() * 16), 0);
    EXPECT_EQ(word(at), 0x1000'0000u | PINYON_MEM_CONVENTIONAL);
    EXPECT_EQ(word(at + 8), 0x13FF'FC00u) << "last kilobyte";
}

TEST_F(Kip, entry_points_in_the_page_are_offsets_of_the_stubs)
{
    ASSERT_TRUE(build());
    Word const ipc = word(PINYON_KIP_IPC);
    EXPECT_EQ(ipc, Word{PINYON_KIP_STUBS});
    Word const schedule = word(PINYON_KIP_SCHEDULE);
    EXPECT_EQ(*text(schedule), PINYON_SYS_SCHEDULE);
    EXPECT_EQ(*text(word(PINYON_KIP_ARCH_SYSCALL0 + 24)), PINYON_SYS_ARCH0 + 3);
}

TEST_F(Kip, every_call_of_the_api_has_an_entry_point)
{
    ASSERT_TRUE(build());
    for (Word at = PINYON_KIP_SPACE_CONTROL; at <= PINYON_KIP_SCHEDULE; at += 8)
        EXPECT_NE(word(at), 0u) << at;
}

TEST_F(Kip, entry_points_elsewhere_are_addresses_and_the_page_holds_no_code)
{
    stubs.address = 0x7FFF'F000;
    ASSERT_TRUE(build());
    EXPECT_EQ(word(PINYON_KIP_SCHEDULE), 0x7FFF'F000u + 4 * PINYON_SYS_SCHEDULE);
    EXPECT_EQ(word(PINYON_KIP_STUBS), 0u);
}

TEST_F(Kip, the_clock_stub_finds_scale_and_base)
{
    ASSERT_TRUE(build());
    EXPECT_EQ(word(PINYON_KIP_CLOCK_SCALE), 77u);
    EXPECT_EQ(word(PINYON_KIP_CLOCK_BASE), 88u);
}

TEST_F(Kip, a_stub_page_begins_with_scale_and_base)
{
    Word code[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    stubs = {.code = reinterpret_cast<std::byte*>(code),
             .size = sizeof code,
             .address = 0x1000,
             .entries = nullptr,
             .entry_count = 0};
    Word target[page_size / 8] = {};
    ASSERT_TRUE(build_stub_page(target, stubs, {.scale = 77, .base = 88, .read_precision = 1}));
    EXPECT_EQ(target[0], 77u);
    EXPECT_EQ(target[1], 88u);
    EXPECT_EQ(target[7], 8u);
    stubs.size = page_size + 1;
    EXPECT_FALSE(build_stub_page(target, stubs, {}));
}

TEST_F(Kip, stubs_that_do_not_fit_are_refused)
{
    std::vector<std::byte> const code(page_size - PINYON_KIP_STUBS + 1);
    stubs = {.code = code.data(),
             .size = code.size(),
             .address = 0,
             .entries = nullptr,
             .entry_count = 0};
    EXPECT_FALSE(build());
    --stubs.size;
    EXPECT_TRUE(build());
}

TEST_F(Kip, the_fullest_memory_map_fits)
{
    for (Word i = 0; i < 40; ++i) {
        boot.ram.add({PhysAddr{0x8000'0000 + 2 * i * 0x1000}, 0x1000});
        boot.reserved.add({PhysAddr{0x9000'0000 + i * 0x1000}, 0x1000});
        boot.shared.add({PhysAddr{0xA000'0000 + i * 0x1000}, 0x1000});
    }
    EXPECT_TRUE(build());
}

}  // namespace
}  // namespace pinyon
