// SPDX-License-Identifier: BSD-2-Clause
// Builds the kernel's half of the address space: direct map, image, device windows.
#include "arch/riscv64/boot/riscv64_kernel_map.h"

#include "arch/riscv64/riscv64_machine.h"
#include "generic/boot/memory_plan.h"
#include "generic/boot/start_up.h"

namespace pinyon::riscv64 {

namespace {

constexpr Word data = Format::read | Format::write, read_only = Format::read;
constexpr Word code = Format::read | Format::execute;
constexpr unsigned small_pages = 0, any_pages = Format::levels - 1;

// Enough tables for unaligned edges of every RAM range, an image of some megabytes and the windows.
constexpr Word table_bytes(BootFacts const& facts)
{
    return (facts.ram.size() * 4 + 28) * page_size;
}

}  // namespace

KernelMap::KernelMap(BootFacts& facts)
    : free_{FreeRam{facts}.take_highest(table_bytes(facts), page_size)}
{
    if (free_.size == 0 || !facts.reserved.add(free_))
        refuse_boot("no free memory for the kernel's page tables");
    root_ = new_table();
    // The roots of all spaces share what these entries point to, so no entry may come later.
    (void)entry(kernel_base, Format::levels - 2);
    (void)entry(device_base, Format::levels - 2);
}

PhysAddr KernelMap::new_table()
{
    if (free_.size == 0)
        refuse_boot("memory too fragmented: out of kernel page tables");
    PhysAddr const table = free_.base;
    free_ = {table + page_size, free_.size - page_size};
    Word* const words = table_at(table);
    for (unsigned i = 0; i < page_size / sizeof(Word); ++i)
        words[i] = 0;
    return table;
}

Word& KernelMap::entry(Word at, unsigned level)
{
    Word* table = table_at(root_);
    for (unsigned l = Format::levels - 1; l > level; --l) {
        Word& e = table[Format::index(at, l)];
        if (!Format::present(e))
            e = Format::table(new_table());
        else if (!Format::is_table(e, l))
            refuse_boot("the machine describes some memory twice");
        table = table_at(Format::target(e));
    }
    return table[Format::index(at, level)];
}

// The largest page that fits, again and again.
void KernelMap::map(Word at, PhysAddr to, Word size, Word bits, unsigned largest_level)
{
    while (size != 0) {
        unsigned level = largest_level;
        while (((at | to.raw()) & (Format::span(level) - 1)) != 0 || size < Format::span(level))
            --level;
        Word& e = entry(at, level);
        if (Format::present(e))
            refuse_boot("the machine describes some memory twice");
        e = Format::with_dirty(Format::frame(to) | Format::valid | Format::global | bits);
        at += Format::span(level);
        to = to + Format::span(level);
        size -= Format::span(level);
    }
}

void KernelMap::map_ram(BootFacts const& facts)
{
    for (PhysRange const& ram : facts.ram)
        map(direct_base + ram.base.raw(), ram.base, ram.size, data, any_pages);
}

void KernelMap::map_image(PhysAddr base)
{
    struct Part {
        std::byte const *start, *end;
        Word rights;
    };
    Part const parts[] = {
        {init_start, init_data_start, code}, {init_data_start, kernel_start, data},
        {text_start, text_end, code},        {rodata_start, rodata_end, read_only},
        {data_start, bss_end, data},         {bss_end, kernel_end, read_only},
    };
    for (Part const& part : parts)
        map(address_of_symbol(*part.start), base + Word(part.start - init_start),
            Word(part.end - part.start), part.rights, small_pages);
    for (KernelStack const& stack : riscv64_kernel_stacks)
        entry(address_of_symbol(stack.guard), small_pages) = 0;
}

void KernelMap::activate() const
{
    machine.kernel_root = root_;
    write<Satp>(satp_value(root_, Asid{0}));
    flush_all();
}

// An unknown mode is not written. The last entry of every further level leads the upper half to
// where it is, so that the kernel runs on in a mode that is.
bool KernelMap::can_translate(Word mode, unsigned extra)
{
    constexpr unsigned last = (1u << Format::index_bits) - 1;
    PhysAddr top = root_;
    for (; extra > 0; --extra) {
        PhysAddr const above = new_table();
        table_at(above)[last] = Format::table(top);
        top = above;
    }
    Word const now = read<Satp>(), wanted = mode | Satp::Ppn::of(frame_of(top).raw());
    write<Satp>(wanted);
    flush_all();
    bool const taken = read<Satp>() == wanted;
    write<Satp>(now);
    flush_all();
    return taken;
}

// At the same place within a large page, so that large pages fit.
Word KernelMap::map_device(PhysRange window)
{
    constexpr Word physical_end = Word{1} << 56;
    if (window.base.raw() >= physical_end)
        refuse_boot("device at %lx: beyond the physical addresses", window.base.raw());
    Word const start = round_down(window.base.raw(), page_size);
    Word const size = round_up(window.end().raw(), page_size) - start;
    Word const at = next_device_ + (start & (Format::span(1) - 1));
    if (size > device_size || at + size > device_base + device_size)
        refuse_boot("device at %lx: its window is too large", window.base.raw());
    Word const io = Format::device_bits & ~Format::sw_device;
    map(at, PhysAddr{start}, size, data | io, 1);
    next_device_ = round_up(at + size, Format::span(1));
    flush_all();
    return at + (window.base.raw() - start);
}

}  // namespace pinyon::riscv64
