// SPDX-License-Identifier: BSD-2-Clause
// Single page-table entries: reading and changing them, their nodes, and pages that have none.
#include "generic/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;

// What the rights of a fault or of a kernel access leave behind in the entry.
Word marked(Word entry, Rights access)
{
    return access.writable() ? Arch::Format::with_dirty(entry) : Arch::Format::with_accessed(entry);
}

}  // namespace

void Mapping::initialise(KernelFrames& frames, Account& kernel_account)
{
    frames_ = &frames;
    tree_.initialise(frames, kernel_account);
    chunks_.initialise(frames);
}

bool Mapping::add_ram(PhysAddr base, Word size)
{
    Frame const first{round_up(base.raw(), page_size) >> page_bits};
    Frame const end = frame_of(base + size);
    return first >= end || ram_.add(first, end.raw() - first.raw());
}

bool Mapping::add_reserved(PhysAddr base, Word size)
{
    Frame const first = frame_of(base);
    Frame const end{round_up(base.raw() + size, page_size) >> page_bits};
    return reserved_.add(first, end.raw() - first.raw());
}

bool Mapping::is_reserved(Frame frame) const
{
    return frame.raw() >= MapDirectory::frame_count || reserved_.contains(frame);
}

bool Mapping::is_ram(Frame frame) const
{
    return ram_.contains(frame);
}

Result<PhysAddr> Mapping::new_root(Account& account)
{
    auto const made = frames_->allocate(account, FrameInfo::Use::page_table);
    if (made)
        frames_->info(made.value()).table.level = Format::levels - 1;
    return made;
}

// ---- Entries and nodes -------------------------------------------------------------------------

bool Mapping::mappable(Space const& space, UserAddr page)
{
    bool const taken = space.configured() && (space.kip_area.contains(page.raw()) ||
                                              space.utcb_area.contains(page.raw()));
    return in_user_area(page) && !taken;
}

// A place whose entry is not present if nothing is mapped there.
TablePlace Mapping::find(Space const& space, UserAddr address) const
{
    if (!in_user_area(address))
        return {};
    TablePlace const place = pages(space).descend(address);
    return place.level == 0 ? place : TablePlace{};
}

// The only way in which entries change that may be cached: whatever was there is forgotten. A tag
// of a past generation names another space by now, to which that does no harm.
void Mapping::change(TablePlace const& place, Word entry)
{
    FrameInfo::Table const& table = frames_->info(place.table).table;
    UserTables const tables{*frames_, table.space};
    bool const cached = Format::present(tables.load(place.table, place.index));
    tables.store(place.table, place.index, entry);
    if (cached && table.space->tag_generation != 0)
        Arch::flush_page(table.space->tag, table.base + place.index * page_size);
}

NodeIndex Mapping::node_at(TablePlace const& place) const
{
    std::uint32_t const chunk = frames_->info(place.table).table.chunk[place.index / chunk_nodes];
    return chunk == 0 ? 0 : chunks_.at(chunk)->node[place.index % chunk_nodes];
}

void Mapping::set_node(TablePlace const& place, NodeIndex node)
{
    std::uint32_t const chunk = frames_->info(place.table).table.chunk[place.index / chunk_nodes];
    check(chunk != 0, "the shadow was made before the mapping");
    chunks_.at(chunk)->node[place.index % chunk_nodes] = node;
}

TablePlace Mapping::place_of(MapNode const& node) const
{
    PhysAddr const table = frames_->address(node.table);
    return {table, node.slot, 0, UserTables{*frames_, nullptr}.load(table, node.slot)};
}

Space& Mapping::space_of(MapNode const& node) const
{
    return *frames_->info(frames_->address(node.table)).table.space;
}

// ---- Pages without nodes -----------------------------------------------------------------------

// All or nothing: tables are made only when all of them can be had.
Result<TablePlace> Mapping::reach(Space& space, UserAddr page)
{
    UserPageTable table = pages(space);
    Word const missing = table.missing(page);
    if (!frames_->has(missing) || !space.account.allows(missing << page_bits))
        return ErrorCode::no_memory;
    return table.reach(page);
}

Result<bool> Mapping::map_identity(Space& sigma0, UserAddr page)
{
    check(sigma0.owns_all, "only sigma0 holds everything");
    Frame const frame{page.raw() >> page_bits};
    if (!mappable(sigma0, page) || is_reserved(frame))
        return false;
    auto const place = reach(sigma0, page);
    if (!place)
        return place.error();
    if (!Format::present(place.value().entry)) {
        MemoryKind const kind = is_ram(frame) ? MemoryKind::normal : MemoryKind::device;
        change(place.value(), Format::leaf(address_of(frame), 0, rights_all, kind));
    }
    return true;
}

MapOutcome Mapping::map_special(Space& space, UserAddr page, Frame frame, Rights rights)
{
    check(in_user_area(page), "special pages lie in the user area");
    TablePlace const old = find(space, page);
    NodeIndex const node = Format::present(old.entry) ? node_at(old) : 0;
    if (node != 0 && !flush(node))
        return MapOutcome::again;
    auto const place = reach(space, page);
    if (!place)
        return MapOutcome::no_memory;
    Word const leaf = Format::leaf(address_of(frame), 0, rights, MemoryKind::normal);
    // Nobody asks for the status of these pages: no access to them needs to be noticed.
    change(place.value(), Format::as_special(marked(leaf, rights)));
    return MapOutcome::done;
}

void Mapping::unmap_special(Space& space, UserAddr page)
{
    TablePlace const place = find(space, page);
    if (Format::present(place.entry) && Format::special(place.entry))
        change(place, 0);
}

// ---- Looking and marking -----------------------------------------------------------------------

Mapping::Translation Mapping::translate(Space const& space, UserAddr address) const
{
    Word const entry = find(space, address).entry;
    if (!Format::present(entry))
        return {};
    return {.address = Format::target(entry) + address.raw() % page_size,
            .rights = Format::rights(entry),
            .present = true,
            .special = Format::special(entry),
            .kind = Format::kind(entry)};
}

bool Mapping::cure(Space& space, UserAddr address, Rights access)
{
    TablePlace const place = find(space, address);
    if (!Format::present(place.entry) || !Format::rights(place.entry).includes(access))
        return false;
    // Forgetting the page cures a stale translation, too, when all flags are set already.
    change(place, marked(place.entry, access));
    return true;
}

void Mapping::mark(Space& space, UserAddr address, Rights access)
{
    TablePlace const place = find(space, address);
    if (Format::present(place.entry) && marked(place.entry, access) != place.entry)
        change(place, marked(place.entry, access));
}

}  // namespace pinyon
