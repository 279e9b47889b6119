// SPDX-License-Identifier: BSD-2-Clause
// Passing over an address space: the search for its mappings, and its end.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

// Entries looked at in one step of destroy(); one that is taken away is work for several.
constexpr unsigned scan_budget = 16, taking = 8;
constexpr UserAddr last_page{Arch::user_end - page_size};

// The largest order up to `order` of a page that begins at `page`.
unsigned aligned_order(UserAddr page, unsigned order)
{
    while (page.raw() % bytes_of(order) != 0)
        --order;
    return order;
}

// Of two searches over the same range, what they know together: up to where both have come.
Mapping::Search merged(Mapping::Search const& a, Mapping::Search const& b)
{
    if (a.finished)
        return b;
    if (b.finished)
        return a;
    UserAddr const a_reached = a.found ? a.page : a.stopped_at;
    UserAddr const b_reached = b.found ? b.page : b.stopped_at;
    if (a_reached == b_reached && a.found && b.found)
        return a.order > b.order ? a : b;
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
            return {.page = hit.at,
                    .order = aligned_order(hit.at, hit.place.level),
                    .found = true};
        from = hit.at + page_size;
        --visits;
    }
}

// The next page that has a head of that order.
Mapping::Search Mapping::search_directory(UserAddr from, UserAddr last, unsigned order,
                                          unsigned visits) const
{
    Word const size = bytes_of(order);
    auto const hit = tree_.directory(order).next(Frame{from.raw() / size},
                                                 Frame{last.raw() / size}, visits);
    UserAddr at{hit.at.raw() * size};
    at = at < from ? from : at;
    if (hit.found)
        return {.page = at, .order = aligned_order(at, order), .found = true};
    return {.finished = hit.finished, .stopped_at = at};
}

Mapping::Search Mapping::next_mapped(Space const& space, UserAddr from, UserAddr last,
                                     unsigned visits) const
{
    last = last < last_page ? last : last_page;
    Search found = search_tables(space, from, last, visits);
    if (!space.owns_all)
        return found;
    for (unsigned order = 0; order < orders; ++order)
        found = merged(found, search_directory(from, last, order, visits));
    // What sigma0 has mapped itself in parts is treated in these parts.
    unsigned const own = find(space, found.page).level;
    found.order = found.order < own ? found.order : own;
    return found;
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
    if (node_at(place) != 0)
        return vacate(place, first_of(place), place.level);
    PhysAddr const frame = Format::target(place.entry);
    change(place, 0);
    if (frames_->owns(frame) && frames_->info(frame).use == FrameInfo::Use::utcb)
        frames_->release(frame, space.account);
    return true;
}

bool Mapping::destroy(Space& space, UserAddr& cursor)
{
    UserPageTable table = pages(space);
    for (unsigned visits = 0; visits < scan_budget; ++visits) {
        if (cursor > last_page) {
            UserTables{*frames_, &space, &chunks_}.release_table(space.root);
            space.root = PhysAddr{};
            return true;
        }
        TablePlace const place = table.descend(cursor);
        if (Format::present(place.entry))
            visits += taking;
        if (!drop_entry(space, place))
            return false;
        UserAddr const done = cursor;
        cursor = UserPageTable::behind(cursor, place.level);
        if (place.index == UserPageTable::entries - 1)
            table.prune(done);
    }
    return false;
}

}  // namespace pinyon
