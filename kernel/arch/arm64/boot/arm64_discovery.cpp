// SPDX-License-Identifier: BSD-2-Clause
// From what the loader passed to a device tree in reach: maps RAM and takes the boot facts.
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "arch/arm64/boot/arm64_tags.h"
#include "generic/boot/memory_plan.h"
#include "generic/boot/start_up.h"

namespace pinyon::arm64 {

namespace {

constexpr std::uint32_t tree_magic = 0xd00dfeed;

bool begins_a_tree(std::byte const* blob)
{
    DeviceTree::Property const head{reinterpret_cast<std::uint8_t const*>(blob), 4};
    return head.cell(0) == tree_magic;
}

// The direct map.
void map_ram(Mapper& mapper, BootFacts const& facts)
{
    for (PhysRange const range : facts.ram)
        if (!mapper.map(direct_base + range.base.raw(), range.base, range.size, page::data))
            refuse_boot("too many memory ranges");
    store_barrier();
    instruction_barrier();
}

void take_facts(DeviceTree const& tree, PhysAddr blob, BootFacts& facts)
{
    facts = {};
    if (!facts_from_device_tree(tree, blob, direct_size, facts))
        refuse_boot("the device tree names no memory, or too many reservations");
}

// A loader that gives no tree may give tags instead, in one page of RAM.
void take_tags(PhysAddr list, BootFacts& facts)
{
    Word const readable = round_up(list.raw() + 1, page_size) - list.raw();
    if (list.raw() % sizeof(std::uint32_t) == 0 && is_ram(facts, {list, readable}))
        facts_from_tags(static_cast<std::uint32_t const*>(direct(list)),
                        readable / sizeof(std::uint32_t), facts);
}

}  // namespace

// Until the direct map exists the tree is read through the identity map.
DeviceTree discover(Entry const& entry, Mapper& mapper, BootFacts& facts)
{
    auto const* blob = reinterpret_cast<std::byte const*>(entry.given.raw());
    PhysAddr place = entry.given;
    bool const given = begins_a_tree(blob);
    if (!given) {
        blob = arm64_board_tree;
        place = entry.base + Word(arm64_board_tree - init_start);
        if (arm64_board_tree_end - arm64_board_tree == 0)
            refuse_boot("no device tree at %lx, where the loader must put it",
                        entry.given.raw());
    }
    DeviceTree const early{blob, device_tree_limit};
    if (!early.valid())
        refuse_boot("the device tree at %lx %s", place.raw(), early.problem());
    take_facts(early, place, facts);
    map_ram(mapper, facts);
    if (!is_ram(facts, {place, early.size()}))
        refuse_boot("the device tree is not in RAM");

    DeviceTree const tree{direct(place), early.size()};
    take_facts(tree, place, facts);
    if (!given)
        take_tags(entry.given, facts);
    return tree;
}

}  // namespace pinyon::arm64
