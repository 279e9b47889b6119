// SPDX-License-Identifier: BSD-2-Clause
// Divides the RAM at start-up.
#include "generic/boot/memory_plan.h"

#include <initializer_list>

namespace pinyon {

namespace {

constexpr Word megabyte = Word{1} << 20;
constexpr Word smallest_heap = 2 * megabyte;
constexpr Word largest_heap = 64 * megabyte;
constexpr Word heap_share = 8;  // one part in that many of all RAM
constexpr Word superpage = 2 * megabyte;

// The smallest run of whole pages around `range`.
PhysRange whole_pages(PhysRange range)
{
    Word const base = round_down(range.base.raw(), page_size);
    return {PhysAddr{base}, round_up(range.end().raw(), page_size) - base};
}

// The whole pages inside `range`.
PhysRange inner_pages(PhysRange range)
{
    Word const base = round_up(range.base.raw(), page_size);
    Word const end = round_down(range.end().raw(), page_size);
    return {PhysAddr{base}, end > base ? end - base : 0};
}

}  // namespace

// ---- Free RAM ----------------------------------------------------------------------------------

template <class Visit>
void FreeRam::for_each_taken(Visit visit) const
{
    for (PhysRange const& r : facts_.reserved)
        visit(whole_pages(r));
    for (PhysRange const& r : facts_.shared)
        visit(whole_pages(r));
    for (PhysRange const& r : taken_)
        visit(r);
    visit(whole_pages(facts_.kernel));
    visit(whole_pages(facts_.start_up));
    visit(whole_pages(facts_.archive));
    for (BootModule const& m : facts_.modules)
        visit(whole_pages(m.range));
}

// RAM may be described in adjoining pieces.
bool is_ram(BootFacts const& facts, PhysRange range)
{
    PhysAddr covered = range.base;
    while (covered < range.end()) {
        PhysAddr const before = covered;
        for (PhysRange const& r : facts.ram)
            if (inner_pages(r).contains(covered))
                covered = inner_pages(r).end();
        if (covered == before)
            return false;
    }
    return true;
}

bool FreeRam::is_taken(PhysRange range) const
{
    bool taken = false;
    for_each_taken([&](PhysRange r) { taken |= overlap(r, range); });
    return taken;
}

bool FreeRam::is_free(PhysRange range) const
{
    bool const wraps = range.size > ~range.base.raw();
    return range.size > 0 && !wraps && range.base >= lowest && is_ram(facts_, range) &&
           !is_taken(range);
}

PhysRange FreeRam::take(PhysRange range)
{
    return range.size > 0 && taken_.add(whole_pages(range)) ? range : PhysRange{};
}

PhysRange FreeRam::take_exactly(PhysRange range)
{
    return is_free(range) ? take(range) : PhysRange{};
}

// The lowest place begins where RAM begins or where something taken ends.
PhysRange FreeRam::take_lowest(Word size, Word alignment)
{
    PhysRange best;
    auto const consider = [&](PhysAddr from) {
        PhysAddr const start = from < lowest ? lowest : from;
        PhysRange const place{PhysAddr{round_up(start.raw(), alignment)}, size};
        if ((best.size == 0 || place.base < best.base) && is_free(place))
            best = place;
    };
    for (PhysRange const& r : facts_.ram)
        consider(inner_pages(r).base);
    for_each_taken([&](PhysRange r) { consider(r.end()); });
    return take(best);
}

// The highest place ends where RAM ends or where something taken begins.
PhysRange FreeRam::take_highest(Word size, Word alignment, PhysAddr below)
{
    PhysRange best;
    auto const consider = [&](PhysAddr from) {
        PhysAddr const end = from < below ? from : below;
        if (end.raw() < size)
            return;
        PhysRange const place{PhysAddr{round_down(end.raw() - size, alignment)}, size};
        if ((best.size == 0 || place.base > best.base) && is_free(place))
            best = place;
    };
    for (PhysRange const& r : facts_.ram)
        consider(inner_pages(r).end());
    for_each_taken([&](PhysRange r) { consider(r.base); });
    return take(best);
}

// ---- The plan ----------------------------------------------------------------------------------

namespace {

Word wanted_heap(BootFacts const& facts)
{
    Word ram = 0;
    for (PhysRange const& r : facts.ram)
        ram += r.size;
    Word const share = round_down(ram / heap_share, superpage);
    return share < smallest_heap ? smallest_heap : share > largest_heap ? largest_heap : share;
}

// The heap goes to the top: programs linked to fixed addresses sit at the bottom. When RAM is too
// fragmented a smaller heap will do.
PhysRange take_heap(FreeRam& ram, Word size)
{
    for (; size >= smallest_heap; size = round_down(size / 2, superpage)) {
        for (Word const alignment : {superpage, page_size}) {
            PhysRange const heap = ram.take_highest(size, alignment);
            if (heap.size > 0)
                return heap;
        }
    }
    return {};
}

// A relocatable image goes to the lowest place that keeps its alignment, any other where it must.
MemoryPlan::Server take_image(FreeRam& ram, ElfImage const& image)
{
    Word const low = round_down(image.low(), ElfImage::placement);
    Word const size = image.high() - low;
    if (!image.relocatable()) {
        PhysRange const exact{PhysAddr{image.low()}, image.high() - image.low()};
        return {ram.take_exactly(exact), image.entry()};
    }
    PhysRange const place = ram.take_lowest(size, ElfImage::placement);
    if (place.size == 0)
        return {};
    Word const bias = place.base.raw() - low;
    return {{PhysAddr{image.low() + bias}, image.high() - image.low()}, image.entry() + bias};
}

}  // namespace

char const* complaint(MemoryPlan::Problem problem)
{
    switch (problem) {
    case MemoryPlan::Problem::none:
        return "the memory plan is fine";
    case MemoryPlan::Problem::no_room_for_heap:
        return "no 2 MB of free memory for the kernel";
    case MemoryPlan::Problem::no_room_for_sigma0:
        return "no free memory where sigma0 must be";
    case MemoryPlan::Problem::no_room_for_root:
        return "no free memory where the root server must be";
    case MemoryPlan::Problem::no_room_for_boot_info:
        return "no free memory for the boot information";
    }
    return "";
}

MemoryPlan plan_memory(BootFacts const& facts, ElfImage const& sigma0, ElfImage const& root)
{
    FreeRam ram{facts};
    MemoryPlan plan;
    auto const with = [&](MemoryPlan::Problem problem) {
        plan.problem = problem;
        return plan;
    };

    // Images that cannot move choose first.
    bool const root_first = sigma0.relocatable() && !root.relocatable();
    if (root_first)
        plan.root = take_image(ram, root);
    plan.sigma0 = take_image(ram, sigma0);
    if (plan.sigma0.image.size == 0)
        return with(MemoryPlan::Problem::no_room_for_sigma0);
    if (!root_first)
        plan.root = take_image(ram, root);
    if (plan.root.image.size == 0)
        return with(MemoryPlan::Problem::no_room_for_root);
    plan.heap = take_heap(ram, wanted_heap(facts));
    if (plan.heap.size == 0)
        return with(MemoryPlan::Problem::no_room_for_heap);
    plan.boot_info = ram.take_lowest(page_size, page_size);
    if (plan.boot_info.size == 0)
        return with(MemoryPlan::Problem::no_room_for_boot_info);
    return plan;
}

// ---- The map -----------------------------------------------------------------------------------

void MemoryMap::add(MemoryType type, PhysRange range)
{
    if (range.size > 0 && count_ < capacity)
        descriptors_[count_++] = MemoryDescriptor::make(type, range.base.raw(), range.size);
}

MemoryMap::MemoryMap(BootFacts const& facts, MemoryPlan const& plan, Word user_end)
{
    for (PhysRange const& r : facts.ram)
        add(MemoryType::conventional, inner_pages(r));
    for (PhysRange const& r : facts.reserved)
        add(MemoryType::reserved, whole_pages(r));
    for (PhysRange const& r : facts.shared)
        add(MemoryType::shared, whole_pages(r));
    add(MemoryType::boot_module, whole_pages(facts.archive));
    for (BootModule const& m : facts.modules)
        add(MemoryType::boot_module, whole_pages(m.range));
    add(MemoryType::boot_info, plan.boot_info);
    add(MemoryType::reserved, whole_pages(facts.kernel));
    add(MemoryType::reserved, plan.heap);
    descriptors_[count_++] =
        MemoryDescriptor::make(MemoryType::conventional, 0, user_end).as_virtual();
}

}  // namespace pinyon
