// SPDX-License-Identifier: BSD-2-Clause
// Makes the kernel's final page tables: nothing both writable and executable, nothing at user
// addresses, all of it global.
#include <initializer_list>

#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_mmu.h"
#include "generic/boot/boot_frames.h"
#include "generic/boot/start_up.h"

extern "C" std::byte const init_start[], init_data_start[], init_end[], text_start[], text_end[],
    rodata_start[], rodata_end[], data_start[], kernel_end[];

namespace pinyon::x86_64 {

namespace {

using F = Format;
constexpr Word common = F::present_bit | F::global | F::accessed_flag | F::dirty_flag;
constexpr Word code = common;
constexpr Word constants = common | F::no_execute;
constexpr Word data = common | F::no_execute | F::writable;
constexpr Word device = data | F::uncached;

constexpr Word span(unsigned level) { return page_size << (level * F::index_bits); }

class KernelTables {
public:
    KernelTables(BootFrames& frames, unsigned largest_level)
        : frames_{frames}, largest_level_{largest_level}, root_{frames.take()}
    {
    }
    [[nodiscard]] PhysAddr root() const { return root_; }

    // Maps `size` bytes with the largest pages that fit, none above `largest`.
    void map(Word at, PhysAddr to, Word size, Word flags, unsigned largest)
    {
        while (size > 0) {
            unsigned level = largest < largest_level_ ? largest : largest_level_;
            while (((at | to.raw()) & (span(level) - 1)) != 0 || size < span(level))
                --level;
            entry(at, level) = to.raw() | flags | (level > 0 ? F::page : 0);
            at += span(level);
            to = to + span(level);
            size -= span(level);
        }
    }
    void map_section(std::byte const* start, std::byte const* end, Word flags)
    {
        auto const at = reinterpret_cast<Word>(start);
        map(at, PhysAddr{at - kernel_base}, Word(end - start), flags, 0);
    }
    void map_window(VirtAddr at, PhysAddr to) { map(at.raw(), to, page_size, device, 0); }
    void map_stack(VirtAddr top, Word pages)
    {
        for (Word i = 1; i <= pages; ++i)
            map((top - i * page_size).raw(), frames_.take(), page_size, data, 0);
    }

private:
    Word& entry(Word at, unsigned level)
    {
        PhysAddr table = root_;
        for (unsigned l = F::levels - 1; l > level; --l) {
            Word& e = *table_entry(table, at, l);
            if (!F::present(e))
                e = frames_.take().raw() | F::present_bit | F::writable;
            table = F::target(e);
        }
        return *table_entry(table, at, level);
    }

    BootFrames& frames_;
    unsigned largest_level_;
    PhysAddr root_;
};

// Enough for every table: the direct map may need one of each level at both ends of each range,
// and without pages of 1 GB one for each of these. Stacks are mapped in pages of their own.
Word pages_needed(BootFacts const& facts, unsigned cpus)
{
    Word pages = 64 + cpus * (stack_area_size / page_size);
    for (PhysRange const& ram : facts.ram)
        pages += 6 + (ram.size >> 30);
    return pages;
}

void map_image(KernelTables& tables)
{
    tables.map_section(init_start, init_data_start, code);
    tables.map_section(init_data_start, init_end, data);
    tables.map_section(text_start, text_end, code);
    tables.map_section(rodata_start, rodata_end, constants);
    tables.map_section(data_start, kernel_end, data);
}

// No program may have them.
void reserve(BootFacts& facts, PhysRange range)
{
    if (!facts.reserved.add(range))
        refuse_boot("too many reserved memory ranges");
}

// The page in which the registers lie that begin at `registers`.
void map_controller(KernelTables& tables, BootFacts& facts, VirtAddr window, PhysAddr registers)
{
    PhysAddr const page{round_down(registers.raw(), page_size)};
    tables.map_window(window, page);
    reserve(facts, {page, page_size});
}

void map_stacks(KernelTables& tables, CpuId cpu)
{
    tables.map_stack(kernel_stack_top(cpu), kernel_stack_pages);
    for (auto s : {IstStack::nmi, IstStack::double_fault, IstStack::machine_check, IstStack::debug})
        tables.map_stack(ist_stack_top(cpu, s), 1);
}

}  // namespace

void set_up_paging(AcpiMachine const& machine, BootFacts& facts)
{
    constexpr PhysAddr early_mapping_end{Word{4} << 30};
    unsigned const cpus = machine.processors.size();
    BootFrames frames{facts, pages_needed(facts, cpus), early_mapping_end};
    KernelTables tables{frames, has_gigabyte_pages() ? 2u : 1u};
    for (PhysRange const& ram : facts.ram)
        tables.map(direct_base + ram.base.raw(), ram.base, ram.size, data, 2);
    map_image(tables);
    map_controller(tables, facts, local_apic_window, machine.local_apic);
    for (unsigned i = 0; i < machine.io_apic_count; ++i)
        map_controller(tables, facts, io_apic_window(i), machine.io_apics[i].registers);
    for (unsigned i = 0; i < cpus; ++i)
        map_stacks(tables, CpuId{std::uint16_t(i)});

    kernel_root = tables.root();
    write_cr3(kernel_root.raw());
    reserve(facts, frames.taken());
}

}  // namespace pinyon::x86_64
