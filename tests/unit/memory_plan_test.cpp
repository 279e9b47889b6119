// SPDX-License-Identifier: BSD-2-Clause
// Tests of the division of RAM at start-up.
#include "generic/boot/memory_plan.h"

#include <gtest/gtest.h>

#include "boot_files.h"

namespace pinyon {
namespace {

using Problem = MemoryPlan::Problem;
using test::Bytes;

constexpr Word megabyte = Word{1} << 20;

constexpr PhysRange range(Word base, Word size)
{
    return {PhysAddr{base}, size};
}

bool disjoint(PhysRange a, PhysRange b)
{
    return a.end() <= b.base || b.end() <= a.base;
}

ElfImage image(Bytes const& file)
{
    return {file.data(), file.size(), test::machine_number};
}

// 128 MB of RAM from 1 GB with everything a machine has.
struct PlanTest : testing::Test {
    PlanTest()
    {
        facts.ram.add(range(0x4000'0000, 128 * megabyte));
        facts.reserved.add(range(0x4000'0000, 0x8'0000));
        facts.kernel = range(0x4020'0000, 0x4'1234);
        facts.start_up = range(0x4025'0000, 0x8000);
        facts.archive = range(0x4400'0000, 0x12'3456);
    }
    [[nodiscard]] MemoryPlan plan() const { return plan_memory(facts, image(sigma0), image(root)); }

    BootFacts facts;
    Bytes sigma0 = test::make_simple_elf(0, 0x6000, test::position_independent);
    Bytes root = test::make_simple_elf(0, 0x2'0000, test::position_independent);
};

struct FreeRamTest : PlanTest {
    FreeRam ram{facts};
};

TEST_F(FreeRamTest, only_ram_that_nobody_has_is_free)
{
    EXPECT_TRUE(ram.is_free(range(0x4010'0000, 0x1000)));
    EXPECT_FALSE(ram.is_free(range(0x3FFF'F000, 0x1000))) << "no RAM";
    EXPECT_FALSE(ram.is_free(range(0x47FF'F000, 0x2000))) << "half of it RAM";
    EXPECT_FALSE(ram.is_free(range(0x4000'1000, 0x1000))) << "reserved";
    EXPECT_FALSE(ram.is_free(range(0x401F'F000, 0x2000))) << "reaches into the kernel";
    EXPECT_FALSE(ram.is_free(range(0x4024'1400, 0x100))) << "in the kernel's last page";
    EXPECT_FALSE(ram.is_free(range(0x4025'7000, 0x1000))) << "start-up";
    EXPECT_FALSE(ram.is_free(range(0x4412'3000, 0x1000))) << "archive";
    EXPECT_FALSE(ram.is_free(range(0x4412'3800, 0x100))) << "in the archive's last page";
    EXPECT_FALSE(ram.is_free(range(0x4010'0000, 0))) << "nothing";
    EXPECT_FALSE(ram.is_free(range(0x4010'0000, ~Word{0} - 0x1000))) << "wraps around";
}

TEST_F(FreeRamTest, what_was_taken_is_not_free)
{
    PhysRange const r = range(0x4010'0000, 0x1000);
    EXPECT_EQ(ram.take_exactly(r).size, r.size);
    EXPECT_FALSE(ram.is_free(r));
    EXPECT_EQ(ram.take_exactly(r).size, 0u);
}

TEST_F(FreeRamTest, ram_in_adjoining_pieces_is_one)
{
    facts.ram.add(range(0x4800'0000, megabyte));
    EXPECT_TRUE(ram.is_free(range(0x47FF'F000, 0x2000)));
}

TEST_F(FreeRamTest, the_lowest_place_is_the_lowest_that_is_aligned)
{
    EXPECT_EQ(ram.take_lowest(0x1000, 0x1000).base, PhysAddr{0x4008'0000});
    EXPECT_EQ(ram.take_lowest(0x1000, 0x1'0000).base, PhysAddr{0x4009'0000});
    EXPECT_EQ(ram.take_lowest(2 * megabyte, 0x1000).base, PhysAddr{0x4025'8000});
}

TEST_F(FreeRamTest, the_highest_place_is_the_highest_that_is_aligned)
{
    EXPECT_EQ(ram.take_highest(megabyte, 2 * megabyte).base, PhysAddr{0x47E0'0000});
    EXPECT_EQ(ram.take_highest(megabyte, 0x1000).base, PhysAddr{0x47F0'0000});
}

TEST_F(FreeRamTest, address_zero_is_never_taken)
{
    facts = {};
    facts.ram.add(range(0, megabyte));
    EXPECT_EQ(ram.take_lowest(0x1000, 0x1000).base, FreeRam::lowest);
    EXPECT_EQ(ram.take_exactly(range(0, 0x1000)).size, 0u);
}

TEST_F(PlanTest, the_heap_is_an_eighth_of_the_ram_aligned_to_superpages)
{
    MemoryPlan const p = plan();
    ASSERT_EQ(p.problem, Problem::none);
    EXPECT_EQ(p.heap.size, 16 * megabyte);
    EXPECT_EQ(p.heap.base.raw() % (2 * megabyte), 0u);
}

TEST_F(PlanTest, the_heap_is_never_smaller_than_2_or_larger_than_64_megabytes)
{
    facts.ram.add(range(0x1'0000'0000, 4096 * megabyte));
    EXPECT_EQ(plan().heap.size, 64 * megabyte);
    facts = {};
    facts.ram.add(range(0x4000'0000, 8 * megabyte));
    EXPECT_EQ(plan().heap.size, 2 * megabyte);
}

TEST_F(PlanTest, a_fragmented_ram_gives_a_smaller_heap)
{
    for (Word mb = 6; mb < 128; mb += 6)
        facts.reserved.add(range(0x4000'0000 + mb * megabyte + 0x1000, 0x1000));
    MemoryPlan const p = plan();
    ASSERT_EQ(p.problem, Problem::none);
    EXPECT_EQ(p.heap.size, 4 * megabyte);
}

TEST_F(PlanTest, a_heap_that_cannot_be_aligned_to_superpages_is_aligned_to_pages)
{
    facts = {};
    facts.ram.add(range(0x4010'0000, 5 * megabyte / 2));
    MemoryPlan const p = plan();
    ASSERT_EQ(p.problem, Problem::none);
    EXPECT_EQ(p.heap.size, 2 * megabyte);
    EXPECT_NE(p.heap.base.raw() % (2 * megabyte), 0u);
}

TEST_F(PlanTest, nothing_in_a_plan_overlaps)
{
    MemoryPlan const p = plan();
    std::vector<PhysRange> const all = {p.heap,       p.boot_info,    p.sigma0.image, p.root.image,
                                        facts.kernel, facts.start_up, facts.archive};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            EXPECT_TRUE(disjoint(all[i], all[j])) << i << " " << j;
}

TEST_F(PlanTest, nothing_lies_over_a_module)
{
    PhysRange const module = range(0x4008'0800, 0x1'2000);
    ASSERT_TRUE(facts.modules.add({module, "ping"}));
    MemoryPlan const p = plan();
    for (PhysRange const& r : {p.heap, p.boot_info, p.sigma0.image, p.root.image})
        EXPECT_TRUE(disjoint(r, module));
    EXPECT_EQ(p.sigma0.image.base, PhysAddr{0x400A'0000});
}

TEST_F(PlanTest, relocatable_images_go_to_the_lowest_places_aligned_to_64_kilobytes)
{
    MemoryPlan const p = plan();
    EXPECT_EQ(p.sigma0.image.base, PhysAddr{0x4008'0000});
    EXPECT_EQ(p.sigma0.entry, 0x4008'0000u);
    EXPECT_EQ(p.root.image.base, PhysAddr{0x4009'0000});
    EXPECT_EQ(p.root.image.size, 0x2'0000u);
}

TEST_F(PlanTest, a_relocatable_image_keeps_its_offset_within_64_kilobytes)
{
    sigma0 = test::make_simple_elf(0x2'1230, 0x1000, test::position_independent);
    MemoryPlan const p = plan();
    EXPECT_EQ(p.sigma0.image.base, PhysAddr{0x4008'1230});
    EXPECT_EQ(p.sigma0.image.size, 0x1000u);
    EXPECT_EQ(p.sigma0.entry, 0x4008'1230u);
}

TEST_F(PlanTest, a_fixed_image_gets_exactly_its_addresses)
{
    root = test::make_simple_elf(0x4009'0000, 0x2000, test::fixed_executable);
    sigma0 = test::make_simple_elf(0, 0x2'0000, test::position_independent);
    MemoryPlan const p = plan();
    ASSERT_EQ(p.problem, Problem::none);
    EXPECT_EQ(p.root.image.base, PhysAddr{0x4009'0000});
    EXPECT_EQ(p.root.entry, 0x4009'0000u);
    EXPECT_TRUE(disjoint(p.sigma0.image, p.root.image));
}

TEST_F(PlanTest, a_fixed_image_where_no_free_ram_is_has_no_plan)
{
    root = test::make_simple_elf(0x40'0000, 0x2000, test::fixed_executable);
    EXPECT_EQ(plan().problem, Problem::no_room_for_root);
    root = test::make_simple_elf(0x4020'0000, 0x2000, test::fixed_executable);
    EXPECT_EQ(plan().problem, Problem::no_room_for_root);
    sigma0 = root;
    EXPECT_EQ(plan().problem, Problem::no_room_for_sigma0);
}

TEST_F(PlanTest, too_little_ram_has_no_plan)
{
    facts = {};
    facts.ram.add(range(0x4000'0000, megabyte));
    EXPECT_EQ(plan().problem, Problem::no_room_for_heap);
    EXPECT_STREQ(complaint(plan().problem), "no 2 MB of free memory for the kernel");
}

// What the descriptors say about one physical page: the last one counts.
MemoryType type_at(MemoryMap const& map, Word address)
{
    auto type = MemoryType{PINYON_MEM_UNDEFINED};
    for (MemoryDescriptor const& d : map)
        if (!d.is_virtual() && address >= d.low() && address <= d.last())
            type = d.type();
    return type;
}

TEST_F(PlanTest, the_map_tells_what_every_page_is)
{
    facts.shared.add(range(0x4700'0000, 0x1000));
    MemoryPlan const p = plan();
    MemoryMap const map{facts, p, Word{1} << 47};
    EXPECT_EQ(type_at(map, 0x4000'0000), MemoryType::reserved);
    EXPECT_EQ(type_at(map, 0x4010'0000), MemoryType::conventional);
    EXPECT_EQ(type_at(map, 0x4020'0000), MemoryType::reserved) << "kernel";
    EXPECT_EQ(type_at(map, 0x4024'1FFF), MemoryType::reserved) << "its last page";
    EXPECT_EQ(type_at(map, 0x4025'0000), MemoryType::conventional) << "start-up is given back";
    EXPECT_EQ(type_at(map, 0x4412'3FFF), MemoryType::boot_module);
    EXPECT_EQ(type_at(map, 0x4700'0000), MemoryType::shared);
    EXPECT_EQ(type_at(map, p.heap.base.raw()), MemoryType::reserved);
    EXPECT_EQ(type_at(map, p.boot_info.base.raw()), MemoryType::boot_info);
    EXPECT_EQ(type_at(map, p.root.image.base.raw()), MemoryType::conventional);
    EXPECT_EQ(type_at(map, 0x900'0000), MemoryType{PINYON_MEM_UNDEFINED}) << "device";
}

TEST_F(PlanTest, the_map_ends_with_the_user_area)
{
    MemoryMap const map{facts, plan(), Word{1} << 38};
    MemoryDescriptor const last = *(map.end() - 1);
    EXPECT_TRUE(last.is_virtual());
    EXPECT_EQ(last.type(), MemoryType::conventional);
    EXPECT_EQ(last.low(), 0u);
    EXPECT_EQ(last.last(), (Word{1} << 38) - 1);
}

TEST_F(PlanTest, firmware_cannot_call_kernel_memory_free)
{
    facts.shared.add(range(0x4020'0000, megabyte));
    MemoryMap const map{facts, plan(), Word{1} << 47};
    EXPECT_EQ(type_at(map, 0x4020'0000), MemoryType::reserved);
}

TEST_F(PlanTest, the_fullest_facts_fit_into_the_map)
{
    for (Word i = 0; i < 40; ++i) {
        facts.ram.add(range(0x8000'0000 + 2 * i * 0x1000, 0x1000));
        facts.reserved.add(range(0x9000'0000 + i * 0x1000, 0x1000));
        facts.shared.add(range(0xA000'0000 + i * 0x1000, 0x1000));
    }
    MemoryMap const map{facts, plan(), Word{1} << 47};
    EXPECT_EQ(map.size(), 32 + 32 + 8 + 5u);
}

}  // namespace
}  // namespace pinyon
