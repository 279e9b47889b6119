// SPDX-License-Identifier: BSD-2-Clause
// Memory attributes of mappings (reference 4.11, 13.6): the entries that they belong to, and their
// change.
#include "generic/memory/mapping.h"

namespace pinyon {

bool Mapping::offers(Word attribute)
{
    return attribute == PINYON_MEMORY_DEFAULT ||
           (attribute <= PINYON_MEMORY_WRITE_BACK && Format::offers(MemoryKind(attribute)));
}

// The entry of the page, which reaches not beyond the page of that order. sigma0's may be missing
// until it is filled.
Result<TablePlace> Mapping::entry_within(Space& space, UserAddr page, unsigned order)
{
    if (!mappable(space, page))
        return ErrorCode::invalid_parameter;
    if (space.owns_all)
        if (auto const filled = map_identity(space, page, order); !filled)
            return filled.error();
    auto const place = space.owns_all ? split_root(space, page, order)
                                      : Result<TablePlace>{split_down(space, page, order)};
    if (!place)
        return place.error();
    Word const entry = place.value().entry;
    if (!Format::present(entry) || Format::special(entry))
        return ErrorCode::invalid_parameter;
    return place;
}

Result<Word> Mapping::prepare_recast(Space& space, UserAddr page, unsigned order)
{
    auto const place = entry_within(space, page, order);
    if (!place)
        return place.error();
    return UserPageTable::behind(page, place.value().level) - page;
}

Mapping::Recast Mapping::recast(Space& space, UserAddr page, unsigned order, Word attribute)
{
    auto const found = entry_within(space, page, order);
    if (!found)
        return {.size = page_size};
    TablePlace const place = found.value();
    PhysAddr const base = Format::target(place.entry);
    bool const ram = is_ram(frame_of(base));
    MemoryKind const kind = attribute == PINYON_MEMORY_DEFAULT ? root_kind(frame_of(base))
                                                               : MemoryKind(attribute);
    Recast done{.size = UserPageTable::behind(page, place.level) - page};
    if (Format::kind(place.entry) == kind)
        return done;
    change(place, 0);  // some processors must not see two attributes of one page
    change(place, Format::with_kind(place.entry, kind));
    done.base = base;
    done.changed = ram ? bytes_of(place.level) : 0;
    return done;
}

}  // namespace pinyon
