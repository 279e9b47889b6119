// SPDX-License-Identifier: BSD-2-Clause
// Translation caches, instruction coherence and the removal of the start-up sections.
#include "arch/arm64/arm64_mmu.h"

#include "arch/arm64/arm64_format.h"
#include "arch/arm64/arm64_tables.h"

namespace pinyon::arm64 {

constinit KernelPool kernel_pool{};
constinit Table empty_root{};

namespace {

// The 4 KB entry of the kernel's own tree that maps `address`, which start-up has mapped.
Word& kernel_entry(Word address)
{
    PhysAddr table{ttbr1_el1::read() & Format::address_mask};
    for (unsigned level = Format::levels - 1;; --level) {
        unsigned const shift = page_bits + level * Format::index_bits;
        Word& entry = static_cast<Word*>(direct(table))[address >> shift & 0x1ff];
        if (!Format::is_table(entry, level))
            return entry;
        table = Format::target(entry);
    }
}

// After a change in a table: earlier stores reach the walker, then `forget`, then its end.
template <class Forget>
void forget_translations(Forget forget)
{
    store_barrier();
    forget();
    full_barrier();
    instruction_barrier();
}

// Does it to every line of the data cache in a range that begins with one.
void for_each_line(void const* start, Word size, void (*operation)(void const*))
{
    Word const line = Word{4} << CacheType::DataLine::get(ctr_el0::read());
    for (Word at = 0; at < size; at += line)
        operation(static_cast<std::byte const*>(start) + at);
}

}  // namespace

unsigned asid_count()
{
    return Tcr::LongAsid::get(tcr_el1::read()) ? 1u << 16 : 1u << 8;
}

void flush_page(Asid tag, UserAddr page)
{
    Word const operand = Ttbr::AsidField::of(tag.raw()) | (page.raw() >> page_bits);
    forget_translations([operand] { forget_page(operand); });
}

void flush_asid(Asid tag)
{
    forget_translations([tag] { forget_tag(Ttbr::AsidField::of(tag.raw())); });
}

void flush_all()
{
    forget_translations([] { config::max_cpus > 1 ? forget_all_everywhere() : forget_all_here(); });
}

void code_written(PhysAddr base, Word size)
{
    for_each_line(direct(base), size, clean_to_unification);
    full_barrier();
    invalidate_instructions();
    full_barrier();
    instruction_barrier();
}

void flush_data(PhysAddr base, Word size)
{
    flush_lines(direct(base), size);
}

void flush_lines(void const* start, Word size)
{
    system_barrier();
    for_each_line(start, size, flush_line);
    system_barrier();
}

void retire_startup()
{
    for (std::byte const* page = init_start; page < init_end; page += page_size)
        kernel_entry(reinterpret_cast<Word>(page)) = 0;
    flush_all();
}

}  // namespace pinyon::arm64
