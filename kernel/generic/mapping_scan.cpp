// SPDX-License-Identifier: BSD-2-Clause
// Passing over an address space: the search for its mappings, and its end.
#include "generic/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned scan_budget = 512;  // entries and mappings dealt with in one step of destroy()
constexpr UserAddr last_page{Arch::user_end - page_size};

// Of two searches over the same range, what they know together: up to where both have come.
Mapping::Search merged(Mapping::Search const& a, Mapping::Search const& b)
{
    if (a.finished)
        return b;
    if (b.finished)
        return a;
    UserAddr const a_reached = a.found ? a.page : a.stopped_at;
    UserAddr const b_reached = b.found ? b.page : b.stopped_at;
    if (a_reached == b_reached)
        return a.found ? a : b;
    return a_reached < b_reached ? a : b;
}

}  // namespace

Mapping::Search Mapping::search_tables(Space const& space, UserAddr from, UserAddr last,
                                       unsigned visits) const
{
    UserPageTable const table = pages(space);
    for (;;) {
        auto const hit = table.next_present(from, last, visits);
        if (!hit.found)
            return {.finished = hit.finished, .stopped_at = hit.at};
        if (!Format::special(hit.place.entry))
            return {.page = hit.at, .found = true};
        from = hit.at + page_size;
        --visits;
    }
}

Mapping::Search Mapping::search_directory(UserAddr from, UserAddr last, unsigned visits) const
{
    auto const hit = tree_.directory().next(Frame{from.raw() >> page_bits},
                                            Frame{last.raw() >> page_bits}, visits);
    UserAddr const at{hit.at.raw() << page_bits};
    if (hit.found)
        return {.page = at, .found = true};
    return {.finished = hit.finished, .stopped_at = at};
}

Mapping::Search Mapping::next_mapped(Space const& space, UserAddr from, UserAddr last,
                                     unsigned visits) const
{
    last = last < last_page ? last : last_page;
    Search const present = search_tables(space, from, last, visits);
    return space.owns_all ? merged(present, search_directory(from, last, visits)) : present;
}

Mapping::Search Mapping::next_source(Space const& space, UserAddr from, UserAddr last,
                                     unsigned visits) const
{
    if (!space.owns_all)
        return next_mapped(space, from, last, visits);
    last = last < last_page ? last : last_page;
    for (; visits > 0; --visits, from = from + page_size) {
        if (from > last)
            return {.finished = true, .stopped_at = from};
        if (mappable(space, from) && !is_reserved(Frame{from.raw() >> page_bits}))
            return {.page = from, .found = true};
    }
    return {.stopped_at = from};
}

// ---- The end of a space ------------------------------------------------------------------------

// One entry of a dying space. False: its mappings to others are not all gone yet.
bool Mapping::drop_entry(Space& space, TablePlace const& place)
{
    if (!Format::present(place.entry))
        return true;
    if (NodeIndex const node = node_at(place); node != 0)
        return flush(node);
    PhysAddr const frame = Format::target(place.entry);
    change(place, 0);
    if (frames_->owns(frame) && frames_->info(frame).use == FrameInfo::Use::utcb)
        frames_->release(frame, space.account);
    return true;
}

void Mapping::release_chunks(Space& space, PhysAddr leaf_table)
{
    for (std::uint32_t& chunk : frames_->info(leaf_table).table.chunk) {
        if (chunk != 0)
            chunks_.release(chunks_.at(chunk), space.account);
        chunk = 0;
    }
}

bool Mapping::destroy(Space& space, UserAddr& cursor)
{
    UserPageTable table = pages(space);
    for (unsigned visits = 0; visits < scan_budget; ++visits) {
        if (cursor > last_page) {
            frames_->release(space.root, space.account);
            space.root = PhysAddr{};
            return true;
        }
        TablePlace const place = table.descend(cursor);
        Word const mappings = nodes_used();
        if (place.level == 0 && !drop_entry(space, place))
            return false;
        visits += unsigned(mappings - nodes_used());
        UserAddr const done = cursor;
        cursor = UserPageTable::behind(cursor, place.level);
        bool const last_of_table = place.index == UserPageTable::entries - 1;
        if (last_of_table && place.level == 0)
            release_chunks(space, place.table);
        if (last_of_table)
            table.prune(done);
    }
    return false;
}

}  // namespace pinyon
