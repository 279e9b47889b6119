// SPDX-License-Identifier: BSD-2-Clause
// Implements the ownership map: cut at the borders of a request, change, merge equal neighbours.
#include "ownership_map.h"

#include <pinyon/abi.h>

namespace sigma0 {

bool OwnershipMap::may_have(Range const& range, Word asker, Request request)
{
    if (range.type == PINYON_MEM_SHARED)
        return true;
    if (range.owner != nobody)
        return range.owner == asker;
    if (range.type == PINYON_MEM_RESERVED)
        return false;
    // Anything but plain memory may have side effects: only for those who ask for it by address.
    return range.type == PINYON_MEM_CONVENTIONAL || request == Request::named;
}

Word OwnershipMap::high_of(unsigned index) const
{
    return index + 1 < count_ ? ranges_[index + 1].low - 1 : ~Word{0};
}

unsigned OwnershipMap::index_of(Word address) const
{
    unsigned index = count_ - 1;
    while (ranges_[index].low > address)
        --index;
    return index;
}

// Makes a range begin at `address` and returns its index. The caller guarantees a free slot.
unsigned OwnershipMap::cut_at(Word address)
{
    unsigned const index = index_of(address);
    if (ranges_[index].low == address)
        return index;
    for (unsigned i = count_; i > index + 1; --i)
        ranges_[i] = ranges_[i - 1];
    ++count_;
    ranges_[index + 1] = ranges_[index];
    ranges_[index + 1].low = address;
    return index + 1;
}

// Makes a range end at `address` and returns the index of the range behind it.
unsigned OwnershipMap::cut_after(Word address)
{
    return address == ~Word{0} ? count_ : cut_at(address + 1);
}

void OwnershipMap::merge()
{
    unsigned kept = 0;
    for (unsigned i = 1; i < count_; ++i) {
        bool const same =
            ranges_[i].type == ranges_[kept].type && ranges_[i].owner == ranges_[kept].owner;
        if (!same)
            ranges_[++kept] = ranges_[i];
    }
    count_ = kept + 1;
}

void OwnershipMap::describe(Word low, Word high, Word type)
{
    if (low > high || count_ + 2 > capacity)
        return;
    unsigned const first = cut_at(low);
    unsigned const end = cut_after(high);
    for (unsigned i = first; i < end; ++i)
        ranges_[i].type = type;
    merge();
}

void OwnershipMap::assign(Word low, Word high, Word owner)
{
    if (low > high || count_ + 2 > capacity)
        return;
    unsigned const first = cut_at(low);
    unsigned const end = cut_after(high);
    for (unsigned i = first; i < end; ++i)
        ranges_[i].owner = owner;
    merge();
}

bool OwnershipMap::claim(Word low, Word high, Word asker, Request request)
{
    if (low > high || asker == nobody || count_ + 2 > capacity)
        return false;
    for (unsigned i = index_of(low); i < count_ && ranges_[i].low <= high; ++i)
        if (!may_have(ranges_[i], asker, request))
            return false;

    unsigned const first = cut_at(low);
    unsigned const end = cut_after(high);
    for (unsigned i = first; i < end; ++i)
        if (ranges_[i].type != PINYON_MEM_SHARED)
            ranges_[i].owner = asker;
    merge();
    return true;
}

// From the top down: low memory stays free for clients that must name it. Page 0 is never chosen,
// because few clients can tell it from a null pointer.
bool OwnershipMap::find_free(unsigned log2, Word& base) const
{
    Word const size = Word{1} << log2;
    for (unsigned i = count_; i-- > 0;) {
        if (ranges_[i].type != PINYON_MEM_CONVENTIONAL || ranges_[i].owner != nobody)
            continue;
        Word const room = high_of(i) - ranges_[i].low;
        if (room < size - 1)
            continue;
        Word const candidate = (high_of(i) - (size - 1)) & ~(size - 1);
        if (candidate >= ranges_[i].low && candidate != 0) {
            base = candidate;
            return true;
        }
    }
    return false;
}

}  // namespace sigma0
