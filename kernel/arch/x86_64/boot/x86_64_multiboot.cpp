// SPDX-License-Identifier: BSD-2-Clause
// Reads the boot information of Multiboot Specification 0.6.96, chapter 3.3.
#include "arch/x86_64/boot/x86_64_multiboot.h"

#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/start_up.h"

namespace pinyon::x86_64 {

namespace {

struct Info {
    std::uint32_t flags, mem_lower, mem_upper, boot_device, command_line, module_count, modules;
    std::uint32_t symbols[4], memory_map_size, memory_map;
};
constexpr std::uint32_t has_command_line = 1 << 2, has_modules = 1 << 3, has_memory_map = 1 << 6;

struct Module {
    std::uint32_t start, end, string, reserved;
};

struct [[gnu::packed]] Region {
    std::uint32_t size;  // of what follows
    Word base, length;
    std::uint32_t type;
};
constexpr std::uint32_t type_ram = 1;

template <class T>
T const* at(std::uint32_t address)
{
    return static_cast<T const*>(direct(PhysAddr{address}));
}

constinit char command_line[512]{};

void copy_command_line(char const* from)
{
    for (unsigned i = 0; i + 1 < sizeof command_line && from[i] != 0; ++i)
        command_line[i] = from[i];
}

// Only whole pages are of use.
void add_ram(Region const& region, BootFacts& facts)
{
    Word const first = round_up(region.base, page_size);
    Word const end = round_down(region.base + region.length, page_size);
    if (first < end && !facts.ram.add({PhysAddr{first}, end - first}))
        refuse_boot("the memory map has too many ranges");
}

}  // namespace

void facts_from_multiboot(PhysAddr address, BootFacts& facts)
{
    auto const& info = *at<Info>(std::uint32_t(address.raw()));
    if (!(info.flags & has_memory_map))
        refuse_boot("the boot loader gave no memory map");
    for (std::uint32_t offset = 0; offset + sizeof(Region) <= info.memory_map_size;) {
        auto const& region = *at<Region>(info.memory_map + offset);
        if (region.type == type_ram)
            add_ram(region, facts);
        offset += region.size + sizeof region.size;
    }
    if ((info.flags & has_modules) && info.module_count > 0) {
        auto const& archive = *at<Module>(info.modules);
        if (archive.end < archive.start)
            refuse_boot("the first boot module ends before it starts");
        facts.archive = {PhysAddr{archive.start}, archive.end - archive.start};
    }
    if (info.flags & has_command_line)
        copy_command_line(at<char>(info.command_line));
    facts.command_line = command_line;
}

}  // namespace pinyon::x86_64
