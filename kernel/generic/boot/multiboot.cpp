// SPDX-License-Identifier: BSD-2-Clause
// Multiboot Specification 0.6.96, chapter 3.3, and Multiboot2 Specification 2.0, chapter 3.6.
#include "generic/boot/multiboot.h"

#include <initializer_list>

namespace pinyon {

namespace {

constexpr std::uint32_t type_ram = 1;
constexpr Word largest_information = 1 << 20;  // much more than any loader needs
constexpr Complaint unreadable = "the boot loader's information is damaged or out of reach";
constexpr Complaint no_memory_map = "the boot loader gave no memory map";
constexpr Complaint no_ram = "the boot loader's memory map has no RAM";
constexpr Complaint long_texts = "the command lines of kernel and modules are too long";

struct Module {
    std::uint32_t start, end;
};

Complaint add_module(Module const& module, char const* text, LoaderFacts& facts)
{
    if (module.end < module.start)
        return "a boot module ends before it starts";
    if (text == nullptr)
        return long_texts;
    PhysRange const range{PhysAddr{module.start}, module.end - module.start};
    return facts.modules.add({range, text}) ? nullptr : "there are more than 32 boot modules";
}

Complaint conclude(LoaderFacts const& facts)
{
    if (facts.command_line == nullptr)
        return long_texts;
    return facts.ram.begin() == facts.ram.end() ? no_ram : nullptr;
}

}  // namespace

// ---- Version 1 ---------------------------------------------------------------------------------

namespace {

struct Info {
    std::uint32_t flags, mem_lower, mem_upper, boot_device, command_line, module_count, modules;
    std::uint32_t symbols[4], memory_map_size, memory_map;
};
constexpr std::uint32_t has_command_line = 1 << 2, has_modules = 1 << 3, has_memory_map = 1 << 6;

struct [[gnu::packed]] Region {
    std::uint32_t size;  // of what follows
    Word base, length;
    std::uint32_t type;
};

struct ModuleEntry {
    Module module;
    std::uint32_t text, reserved;
};

Complaint read_map(PhysicalMemory const& memory, Info const& info, bool is_ram, RamMap& ram)
{
    constexpr std::uint32_t smallest = sizeof(Region) - sizeof Region::size;
    PhysAddr const start{info.memory_map};
    if (info.memory_map_size > largest_information)
        return unreadable;
    for (Word at = 0; at + sizeof(Region) <= info.memory_map_size;) {
        Region region;
        if (!memory.read(start + at, region) || region.size < smallest
            || region.size > info.memory_map_size)
            return unreadable;
        if ((region.type == type_ram) == is_ram)
            ram.set(region.base, region.length, is_ram);
        at += Word{region.size} + sizeof region.size;
    }
    return nullptr;
}

// The text begins with the kernel's file name, as some loaders have it, or with an option.
char const* without_name(char const* text)
{
    char const* end = text;
    while (*end != 0 && *end != ' ' && *end != '=')
        ++end;
    if (*end == '=')
        return text;
    while (*end == ' ')
        ++end;
    return end;
}

}  // namespace

Complaint read_multiboot1(PhysicalMemory const& memory, PhysAddr at, LoaderFacts& facts)
{
    Info info;
    if (!memory.read(at, info))
        return unreadable;
    if (!(info.flags & has_memory_map))
        return no_memory_map;
    for (bool const is_ram : {true, false})
        if (auto const complaint = read_map(memory, info, is_ram, facts.ram))
            return complaint;
    for (Word i = 0; (info.flags & has_modules) && i < info.module_count; ++i) {
        ModuleEntry entry;
        if (!memory.read(PhysAddr{info.modules} + i * sizeof entry, entry))
            return unreadable;
        if (entry.text != 0)
            facts.texts.add(memory, PhysAddr{entry.text});
        if (auto const complaint = add_module(entry.module, facts.texts.finish(), facts))
            return complaint;
    }
    if (info.flags & has_command_line) {
        facts.texts.add(memory, PhysAddr{info.command_line});
        char const* const text = facts.texts.finish();
        facts.command_line = text == nullptr ? nullptr : without_name(text);
    }
    return conclude(facts);
}

// ---- Version 2 ---------------------------------------------------------------------------------

namespace {

struct Start {
    std::uint32_t size, reserved;
};

struct Tag {
    std::uint32_t type, size;  // with these two words
};
enum TagType : std::uint32_t {
    end_tag = 0, command_line_tag = 1, module_tag = 3, memory_map_tag = 6,
    old_root_pointer_tag = 14, new_root_pointer_tag = 15,
};

struct MapHead {
    std::uint32_t entry_size, version;
};
struct MapEntry {
    Word base, length;
    std::uint32_t type, reserved;
};

Complaint read_map(PhysicalMemory const& memory, PhysAddr at, Word size, RamMap& ram)
{
    MapHead head;
    if (size < sizeof head || !memory.read(at, head) || head.entry_size < sizeof(MapEntry))
        return unreadable;
    for (bool const is_ram : {true, false}) {
        for (Word o = sizeof head; o + head.entry_size <= size; o += head.entry_size) {
            MapEntry entry;
            if (!memory.read(at + o, entry))
                return unreadable;
            if ((entry.type == type_ram) == is_ram)
                ram.set(entry.base, entry.length, is_ram);
        }
    }
    return nullptr;
}

// `size` bytes of content at `at`.
Complaint read_tag(PhysicalMemory const& memory, std::uint32_t type, PhysAddr at, Word size,
                   LoaderFacts& facts)
{
    switch (type) {
    case command_line_tag:
        facts.texts.add(memory, at, size);
        facts.command_line = facts.texts.finish();
        return nullptr;
    case module_tag: {
        Module module;
        if (size < sizeof module || !memory.read(at, module))
            return unreadable;
        facts.texts.add(memory, at + sizeof module, size - sizeof module);
        return add_module(module, facts.texts.finish(), facts);
    }
    case memory_map_tag:
        return read_map(memory, at, size, facts.ram);
    case old_root_pointer_tag:
        if (facts.root_pointer.raw() == 0)
            facts.root_pointer = at;
        return nullptr;
    case new_root_pointer_tag:
        facts.root_pointer = at;
        return nullptr;
    default:
        return nullptr;
    }
}

}  // namespace

Complaint read_multiboot2(PhysicalMemory const& memory, PhysAddr info, LoaderFacts& facts)
{
    constexpr Word alignment = 8;
    Start start;
    if (!memory.read(info, start) || start.size > largest_information)
        return unreadable;
    bool has_map = false;
    for (Word at = sizeof start; at + sizeof(Tag) <= start.size;) {
        Tag tag;
        if (!memory.read(info + at, tag) || tag.size < sizeof tag || tag.size > start.size - at)
            return unreadable;
        if (tag.type == end_tag)
            return has_map ? conclude(facts) : no_memory_map;
        has_map |= tag.type == memory_map_tag;
        if (auto const complaint = read_tag(memory, tag.type, info + at + sizeof tag,
                                            tag.size - sizeof tag, facts))
            return complaint;
        at = round_up(at + tag.size, alignment);
    }
    return "the boot loader's information has no end";
}

}  // namespace pinyon
