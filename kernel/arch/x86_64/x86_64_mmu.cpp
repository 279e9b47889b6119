// SPDX-License-Identifier: BSD-2-Clause
// Roots of address spaces, translation caches, and the end of the start-up sections.
#include "arch/x86_64/x86_64_mmu.h"

extern "C" std::byte const init_start[], init_end[];

namespace pinyon::x86_64 {

constinit Features features{};
constinit PhysAddr kernel_root{};

namespace {

enum class InvpcidKind : Word { page = 0, tag = 1, all_but_global = 3 };

void invpcid(InvpcidKind kind, Asid tag, Word address)
{
    struct {
        Word tag, address;
    } const descriptor{tag.raw(), address};
    asm volatile("invpcid %0, %1" : : "m"(descriptor), "r"(kind) : "memory");
}

// The kernel's mappings are global: they stay.
void flush_untagged() { write_cr3(read_cr3()); }

}  // namespace

void prepare_root(PhysAddr root)
{
    auto* const to = static_cast<Word*>(direct(root));
    auto const* const from = static_cast<Word const*>(direct(kernel_root));
    constexpr unsigned first = Format::user_entries, end = 1u << Format::index_bits;
    __builtin_memcpy(to + first, from + first, (end - first) * sizeof(Word));
}

void flush_page(Asid tag, UserAddr page)
{
    if (features.pcid)
        invpcid(InvpcidKind::page, tag, page.raw());
    else
        invalidate_page(page.raw());
}

void flush_asid(Asid tag)
{
    if (features.pcid)
        invpcid(InvpcidKind::tag, tag, 0);
    else
        flush_untagged();
}

void flush_all()
{
    if (features.pcid)
        invpcid(InvpcidKind::all_but_global, Asid{0}, 0);
    else
        flush_untagged();
}

void flush_data(PhysAddr base, Word size)
{
    constexpr Word line = 64;  // of every processor with long mode
    auto const* const start = static_cast<std::byte const*>(direct(base));
    asm volatile("mfence" : : : "memory");
    for (Word at = 0; at < size; at += line)
        asm volatile("clflush %0" : : "m"(start[at]) : "memory");
    asm volatile("mfence" : : : "memory");
}

// The image is mapped in pages of 4 KB.
void retire_startup()
{
    for (auto at = reinterpret_cast<Word>(init_start); at < reinterpret_cast<Word>(init_end);
         at += page_size) {
        PhysAddr table = kernel_root;
        for (unsigned level = Format::levels - 1; level > 0; --level)
            table = Format::target(*table_entry(table, at, level));
        *table_entry(table, at, 0) = 0;
        invalidate_page(at);
    }
}

}  // namespace pinyon::x86_64
