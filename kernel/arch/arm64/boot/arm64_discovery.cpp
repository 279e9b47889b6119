// SPDX-License-Identifier: BSD-2-Clause
// From what the loader passed to a device tree in reach: maps RAM and takes the boot facts.
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_mmu.h"
#include "arch/arm64/boot/arm64_boot.h"
#include "arch/arm64/boot/arm64_tags.h"
#include "generic/boot/start_up.h"

namespace pinyon::arm64 {

namespace {

constexpr std::uint32_t tree_magic = 0xd00dfeed;

bool begins_a_tree(std::byte const* blob)
{
    DeviceTree::Property const head{reinterpret_cast<std::uint8_t const*>(blob), 4};
    return head.cell(0) == tree_magic;
}

// What must not even be mapped, so that no speculative access touches it.
using Hidden = RangeList<8>;

Hidden hidden_from_kernel(DeviceTree const& tree)
{
    Hidden hidden;
    auto node = tree.first_child(tree.find("/reserved-memory"));
    for (; node.valid(); node = tree.next_sibling(node)) {
        if (!tree.property(node, "no-map").valid())
            continue;
        for (unsigned i = 0; tree.reg(node, i).size != 0; ++i) {
            if (!hidden.add(tree.reg(node, i)))
                refuse_boot("too many reserved memory ranges with no-map");
        }
    }
    return hidden;
}

void map_piece(Mapper& mapper, Word first, Word end)
{
    if (first < end && !mapper.map(direct_base + first, PhysAddr{first}, end - first, page::data))
        refuse_boot("too many memory ranges");
}

// Maps the pages from `first` to `end`, leaving out what is hidden.
void map_around(Mapper& mapper, Hidden const& hidden, Word first, Word end)
{
    while (first < end) {
        Word stop = end, resume = end;
        for (PhysRange const range : hidden) {
            Word const low = round_down(range.base.raw(), page_size);
            Word const high = round_up(range.end().raw(), page_size);
            if (high > first && low < stop) {
                stop = low;
                resume = high;
            }
        }
        map_piece(mapper, first, stop);
        first = resume;
    }
}

// The direct map.
void map_ram(Mapper& mapper, BootFacts const& facts, Hidden const& hidden)
{
    for (PhysRange const range : facts.ram)
        map_around(mapper, hidden, range.base.raw(), range.end().raw());
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
    if (list.raw() % sizeof(std::uint32_t) == 0 && in_ram(facts, {list, readable}))
        facts_from_tags(static_cast<std::uint32_t const*>(direct(list)),
                        readable / sizeof(std::uint32_t), facts);
}

void check_file(BootFacts const& facts, PhysRange file, char const* what)
{
    if (file.size != 0 && !in_ram(facts, file))
        refuse_boot("%s, %lx to %lx, is not in RAM", what, file.base.raw(), file.end().raw());
}

}  // namespace

bool in_ram(BootFacts const& facts, PhysRange range)
{
    for (PhysRange const ram : facts.ram) {
        if (ram.contains(range.base) && range.size <= ram.end() - range.base)
            return true;
    }
    return false;
}

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
    map_ram(mapper, facts, hidden_from_kernel(early));
    if (!in_ram(facts, {place, early.size()}))
        refuse_boot("the device tree is not in RAM");

    DeviceTree const tree{direct(place), early.size()};
    take_facts(tree, place, facts);
    if (!given)
        take_tags(entry.given, facts);
    check_file(facts, facts.archive, "the boot archive");
    for (BootModule const& module : facts.modules)
        check_file(facts, module.range, "a boot module");
    return tree;
}

}  // namespace pinyon::arm64
