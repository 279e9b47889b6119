// SPDX-License-Identifier: BSD-2-Clause
// Single page-table entries of any size: reading and changing them, their nodes, and pages that
// have none.
#include "generic/memory/mapping.h"

namespace pinyon {

namespace {

constexpr unsigned chunk_nodes = FrameInfo::Table::nodes_per_chunk;

}  // namespace

[[gnu::cold]] void Mapping::initialise(KernelFrames& frames, Account& kernel_account)
{
    frames_ = &frames;
    tree_.initialise(frames, kernel_account);
    chunks_.initialise(frames);
}

[[gnu::cold]] bool Mapping::add_ram(PhysAddr base, Word size)
{
    Frame const first{round_up(base.raw(), page_size) >> page_bits};
    Frame const end = frame_of(base + size);
    return first >= end || ram_.add(first, end.raw() - first.raw());
}

[[gnu::cold]] bool Mapping::add_reserved(PhysAddr base, Word size)
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

[[gnu::cold]] Result<PhysAddr> Mapping::new_root(Account& account)
{
    auto const made = frames_->allocate_root(account);
    if (!made)
        return made.error();
    PhysAddr const root = made.value().frame;
    frames_->info(root).table.level = Format::levels - 1;
    if (!made.value().ready)
        Arch::prepare_root(root);
    return root;
}

// ---- Entries and nodes -------------------------------------------------------------------------

bool Mapping::mappable(Space const& space, UserAddr page, unsigned order)
{
    if (!in_user_area(page) || Arch::user_end - page.raw() < bytes_of(order))
        return false;
    unsigned const size_log2 = page_bits + order_bits * order;
    return !space.configured() || (!space.kip_area.meets(page.raw(), size_log2) &&
                                   !space.utcb_area.meets(page.raw(), size_log2));
}

[[gnu::cold]] bool Mapping::root_has(UserAddr page, unsigned order) const
{
    Frame const first{page.raw() >> page_bits};
    Word const count = pages_of(order);
    bool const one_kind = ram_.contains(first, count) || !ram_.touches(first, count);
    return first.raw() + count <= MapDirectory::frame_count && !reserved_.touches(first, count) &&
           one_kind;
}

[[gnu::cold]] MemoryKind Mapping::root_kind(Frame frame) const
{
    return is_ram(frame) ? MemoryKind::normal : MemoryKind::device;
}

// Devices' memory is never executable: instruction prefetch would read it.
[[gnu::cold]] Rights Mapping::root_rights(Frame frame) const
{
    return is_ram(frame) ? rights_all : rights_rw;
}

// A place whose entry is a page, or not present if nothing is mapped there.
TablePlace Mapping::find(Space const& space, UserAddr address) const
{
    return in_user_area(address) ? pages(space).descend(address) : TablePlace{};
}

// The only way in which entries change that may be cached: whatever was there is forgotten. A tag
// of a past generation names another space by now, to which that does no harm.
void Mapping::change(TablePlace const& place, Word entry)
{
    FrameInfo::Table& table = frames_->info(place.table).table;
    Word* const word = UserTables::entry(place.table, place.index);
    bool const cached = Format::present(UserTables::read(word));
    table.live = (table.live - cached + Format::present(entry)) & 0x3FF;
    UserTables::write(word, entry);
    if (!cached || !table.space->was_loaded)
        return;
    // Above the leaf tables: a large page, or a table on whose way caches may know more than pages.
    if (place.level == 0)
        Arch::flush_page(table.space->tag, table.base + place.index * page_size);
    else
        Arch::flush_asid(table.space->tag);
}

UserAddr Mapping::first_of(TablePlace const& place) const
{
    return frames_->info(place.table).table.base + place.index * bytes_of(place.level);
}

NodeIndex Mapping::node_at(TablePlace const& place) const
{
    if (!Format::present(place.entry) || Format::special(place.entry))
        return 0;
    NodeIndex const own = own_node(place);
    return own != 0 ? own : frames_->info(place.table).table.whole;
}

NodeIndex Mapping::own_node(TablePlace const& place) const
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
    return {table, node.slot, node.order, user_tables().load(table, node.slot)};
}

Space& Mapping::space_of(MapNode const& node) const
{
    return *frames_->info(frames_->address(node.table)).table.space;
}

// ---- Pages without nodes -----------------------------------------------------------------------

// The place of a page of that order, where a descent has ended at `place`. All or nothing: tables
// are made only when all of them can be had.
[[gnu::cold]] Result<TablePlace> Mapping::reach(Space& space, TablePlace const& place,
                                                UserAddr page, unsigned order)
{
    Word const missing = place.level - order;
    if (!frames_->has(missing) || !space.account.allows(missing << page_bits))
        return ErrorCode::no_memory;
    frames_->info(space.root).table.space = &space;
    return pages(space).reach(place, page, order);
}

[[gnu::cold]] Result<bool> Mapping::map_identity(Space& sigma0, UserAddr page, unsigned largest)
{
    check(sigma0.owns_all, "only sigma0 holds everything");
    if (!mappable(sigma0, page) || !root_has(page, 0))
        return false;
    TablePlace const gap = find(sigma0, page);
    if (Format::present(gap.entry))
        return true;
    unsigned order = gap.level < Arch::page_orders() ? gap.level : Arch::page_orders() - 1;
    order = order < largest ? order : largest;
    UserAddr first{round_down(page.raw(), bytes_of(order))};
    while (order > 0 && !(mappable(sigma0, first, order) && root_has(first, order)))
        first = UserAddr{round_down(page.raw(), bytes_of(--order))};
    auto const place = reach(sigma0, gap, page, order);
    if (!place)
        return place.error();
    Frame const frame{page.raw() >> page_bits};
    change(place.value(), Format::leaf(PhysAddr{first.raw()}, order, root_rights(frame),
                                       root_kind(frame)));
    return true;
}

[[gnu::cold]] MapOutcome Mapping::map_special(Space& space, UserAddr page, Frame frame,
                                              Rights rights)
{
    check(in_user_area(page), "special pages lie in the user area");
    TablePlace old = find(space, page);
    if (node_at(old) != 0) {
        if (!vacate(old, page, 0))
            return MapOutcome::again;
        old = find(space, page);
    }
    if (space.owns_all) {
        auto const split = split_root(space, page, 0);
        if (!split)
            return MapOutcome::no_memory;
        old = split.value();
    }
    auto const place = reach(space, old, page, 0);
    if (!place)
        return MapOutcome::no_memory;
    Word const leaf = Format::leaf(address_of(frame), 0, rights, MemoryKind::normal);
    // Nobody asks for the status of these pages: no access to them needs to be noticed.
    change(place.value(), Format::as_special(marked(leaf, rights)));
    return MapOutcome::done;
}

[[gnu::cold]] void Mapping::unmap_special(Space& space, UserAddr page)
{
    TablePlace const place = find(space, page);
    if (Format::present(place.entry) && Format::special(place.entry))
        change(place, 0);
}

// ---- Looking and marking -----------------------------------------------------------------------

Mapping::Translation Mapping::translate(Space const& space, UserAddr address) const
{
    TablePlace const place = find(space, address);
    Word const entry = place.entry;
    if (!Format::present(entry))
        return {};
    return {.address = Format::target(entry) + address.raw() % bytes_of(place.level),
            .rights = Format::rights(entry),
            .references = references(entry),
            .present = true,
            .special = Format::special(entry),
            .kind = Format::kind(entry)};
}

PhysAddr Mapping::look_for(PageWindow& window, Space const& space, UserAddr address,
                           Rights access) const
{
    TablePlace const place = find(space, address);
    Word const entry = place.entry;
    if (place.level != 0 || !Format::present(entry) || Format::special(entry)
        || !Format::rights(entry).includes(access) || marked(entry, access) != entry
        || Format::kind(entry) != MemoryKind::normal)
        return PageWindow::nowhere;
    window.move_to(address, place.table, entry, ram_.around(frame_of(Format::target(entry))));
    return window.find(address);
}

PhysAddr Mapping::special_frame(Space const& space, UserAddr page) const
{
    PhysAddr const table = in_user_area(page) ? leaf_table(space, page) : PhysAddr{};
    if (table == PhysAddr{})
        return {};
    Word const entry = user_tables().load(table, UserPageTable::index(page, 0));
    return Format::present(entry) && Format::special(entry) ? Format::target(entry) : PhysAddr{};
}

PhysAddr Mapping::readable_at(Space const& space, UserAddr address) const
{
    if (!in_user_area(address))
        return {};
    TablePlace const place = pages(space).walk(address, 0);
    bool const readable = Format::present(place.entry) && Format::rights(place.entry).readable() &&
                          Format::kind(place.entry) == MemoryKind::normal;
    return readable ? Format::target(place.entry) + address.raw() % bytes_of(place.level)
                    : PhysAddr{};
}

bool Mapping::cure(Space& space, UserAddr address, Rights access)
{
    if (!in_user_area(address))
        return false;
    TablePlace const place = pages(space).walk(address, 0);
    if (!Format::present(place.entry) || !Format::rights(place.entry).includes(access))
        return false;
    // Forgetting the page cures a stale translation, too, when all flags are set already.
    change(place, marked(place.entry, access));
    return true;
}

[[gnu::cold]] void Mapping::mark(Space& space, UserAddr address, Rights access)
{
    TablePlace const place = find(space, address);
    if (Format::present(place.entry) && marked(place.entry, access) != place.entry)
        change(place, marked(place.entry, access));
}

}  // namespace pinyon
