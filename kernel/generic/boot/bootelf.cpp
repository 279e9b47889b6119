// SPDX-License-Identifier: BSD-2-Clause
// U-Boot hands over the words of its command line; the rest is between the script and the kernel.
#include "generic/boot/bootelf.h"

namespace pinyon {

namespace {

constexpr char table_option[] = "modtab=";

struct TableHead {
    Word magic, count;
};
struct TableEntry {
    Word start, size;
};

// Whether the text at `at` begins with the option; `value` is then where its value begins.
bool is_table_option(PhysicalMemory const& memory, PhysAddr at, PhysAddr& value)
{
    value = at + (sizeof table_option - 1);
    char c;
    for (char const* expected = table_option; *expected != 0; ++expected, at = at + 1)
        if (!memory.read(at, c) || c != *expected)
            return false;
    return true;
}

// A hexadecimal number, with or without 0x; ends at the first other character.
Word hexadecimal(PhysicalMemory const& memory, PhysAddr at)
{
    Word value = 0;
    char c;
    for (unsigned i = 0; i < 18 && memory.read(at + i, c); ++i) {
        char const lower = char(c | 0x20);
        if (i == 1 && lower == 'x')
            continue;
        if (c >= '0' && c <= '9')
            value = value << 4 | Word(c - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value << 4 | Word(lower - 'a' + 10);
        else
            break;
    }
    return value;
}

Complaint read_table(PhysicalMemory const& memory, PhysAddr at, LoaderFacts& facts)
{
    TableHead head;
    if (!memory.read(at, head) || head.magic != bootelf_magic)
        return "modtab= names no table of modules";
    for (Word i = 0; i < head.count; ++i) {
        TableEntry entry;
        if (!memory.read(at + sizeof head + i * sizeof entry, entry))
            return "the table of modules is out of reach";
        if (entry.size > ~entry.start)
            return "a boot module ends before it starts";
        if (!facts.modules.add({{PhysAddr{entry.start}, entry.size}, ""}))
            return "there are more than 32 boot modules";
    }
    return nullptr;
}

}  // namespace

Complaint read_bootelf(PhysicalMemory const& memory, PhysAddr arguments, Word count,
                       LoaderFacts& facts)
{
    for (Word i = 1; i < count; ++i) {
        PhysAddr word, table;
        if (!memory.read(arguments + i * sizeof word, word))
            return "the arguments of bootelf are out of reach";
        if (is_table_option(memory, word, table)) {
            if (auto const complaint =
                    read_table(memory, PhysAddr{hexadecimal(memory, table)}, facts))
                return complaint;
            continue;
        }
        facts.texts.add(memory, word);
        facts.texts.add(' ');
    }
    facts.command_line = facts.texts.finish();
    return facts.command_line != nullptr ? nullptr : "the arguments of bootelf are too long";
}

}  // namespace pinyon
