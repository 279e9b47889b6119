// SPDX-License-Identifier: BSD-2-Clause
// Union and difference of page ranges in a list of fixed length.
#include "generic/boot/ram_map.h"

namespace pinyon {

namespace {

constexpr Word last_page = ~Word{0} << page_bits;

constexpr Word least(Word a, Word b) { return a < b ? a : b; }
constexpr Word greatest(Word a, Word b) { return a > b ? a : b; }
constexpr Word page_after(Word a) { return a > last_page ? last_page : round_up(a, page_size); }

}  // namespace

void RamMap::set(Word base, Word size, bool is_ram)
{
    Word const end = size > ~base ? ~Word{0} : base + size;
    if (is_ram)
        add(page_after(base), round_down(end, page_size));
    else if (size > 0)
        remove(round_down(base, page_size), page_after(end));
}

// Ranges that touch become one.
void RamMap::add(Word base, Word end)
{
    if (base >= end)
        return;
    for (unsigned i = 0; i < count_;) {
        PhysRange const r = ranges_[i];
        if (r.base.raw() > end || base > r.end().raw()) {
            ++i;
            continue;
        }
        base = least(base, r.base.raw());
        end = greatest(end, r.end().raw());
        drop(i);
    }
    insert(base, end);
}

void RamMap::remove(Word base, Word end)
{
    for (unsigned i = 0; i < count_;) {
        PhysRange const r = ranges_[i];
        if (r.base.raw() >= end || base >= r.end().raw()) {
            ++i;
            continue;
        }
        drop(i);
        insert(r.base.raw(), base);
        insert(end, r.end().raw());
        i = 0;  // the list has a new order; what was inserted is clear of the range
    }
}

void RamMap::insert(Word base, Word end)
{
    if (base >= end)
        return;
    if (count_ == capacity) {
        unsigned smallest = 0;
        for (unsigned i = 1; i < count_; ++i)
            if (ranges_[i].size < ranges_[smallest].size)
                smallest = i;
        left_out_ += least(ranges_[smallest].size, end - base);
        if (ranges_[smallest].size >= end - base)
            return;
        drop(smallest);
    }
    ranges_[count_++] = {PhysAddr{base}, end - base};
}

void RamMap::limit(Word end)
{
    for (PhysRange const& r : *this)
        if (r.end().raw() > end)
            left_out_ += r.end().raw() - greatest(r.base.raw(), end);
    remove(end, last_page);
}

bool RamMap::contains(PhysRange range) const
{
    for (PhysRange const& r : *this)
        if (r.contains(range.base) && range.size <= r.end() - range.base)
            return true;
    return false;
}

void take_ram(RamMap& map, Word reach, BootFacts& facts)
{
    static_assert(RamMap::capacity <= decltype(facts.ram)::capacity);
    map.limit(reach);
    for (PhysRange const& range : map)
        (void)facts.ram.add(range);
    facts.ram_left_out = map.left_out();
}

}  // namespace pinyon
