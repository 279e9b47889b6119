// SPDX-License-Identifier: BSD-2-Clause
// Mapping, granting and revoking pages (reference 4.7, 7): page tables and derivation trees of all
// spaces. Works on one page of any size at a time; ranges are walked by the callers in preemptible
// steps.
#ifndef PINYON_MAPPING_H
#define PINYON_MAPPING_H

#include "generic/memory/frame_ranges.h"
#include "generic/memory/mapping_tables.h"
#include "generic/memory/mapping_tree.h"
#include "generic/memory/mapping_types.h"
#include "generic/memory/page_window.h"

namespace pinyon {

// Pages of several sizes: one node stands for a mapping of 4 KB, 2 MB or 1 GB (map_node.h). When an
// operation concerns only a part of it, its entry is split: replaced by a table of 512 equal ones,
// its pieces, of which those that are concerned are changed then. The node, its place in the tree
// and what was derived from it stay. The tables are promised by KernelFrames when the page is
// mapped, so splitting never fails. When its last piece is gone, the node goes.
// The status of a large page is remembered for the whole of it: a question about a part is answered
// with what is known of the whole, and resets only what belongs to the part alone.

// How revocation stays correct while others map and unmap between its steps:
//
// A step visits mappings children first, so at every moment a child's rights lie within its
// parent's, and what is to vanish shrinks from its leaves. Work that fits one step is done at once.
// Longer work registers as the *long walk*, of which there is one at a time:
//  - its position is a node; whoever removes that node moves the position on (remove());
//  - whoever would map from a page at or below its top first makes a step of the walk himself and
//    is told to come again. So nothing grows behind the walk's back, and it ends;
//  - where the top itself is to lose rights, too, that is the walk's last visit;
//  - whoever has long work of his own while another's is registered makes a step of that one. So
//    the walk ends even if the thread that began it is deleted.
// The one who began knows his walk by its ticket: when it is no longer there, it has been finished.
//
// The grant of a part of a page is a long walk from the beginning. The receiver's new mapping, the
// heir, is there before its first step, beside the top: what derives from the part hangs below the
// one or the other at every moment, and the top's own part goes last. Whoever would take from the
// heir makes steps of the walk until it is over. A derived page larger than
// the part would need a node for its own part as well, at the cost of a holder who did nothing.
// Therefore it loses that part.
class Mapping {
public:
    void initialise(KernelFrames& frames, Account& kernel_account);

    // RAM: pages of other frames are mapped as device memory. Start-up only.
    [[nodiscard]] bool add_ram(PhysAddr base, Word size);
    // Never mapped to anyone, whoever asks. Start-up only.
    [[nodiscard]] bool add_reserved(PhysAddr base, Word size);
    [[nodiscard]] bool is_reserved(Frame frame) const;
    [[nodiscard]] bool is_ram(Frame frame) const;

    // A root table with what the port puts there. no_memory if there is none.
    [[nodiscard]] Result<PhysAddr> new_root(Account& account);

    // Maps or grants the page at `from` of `source` to `to` of `dest` with at most `rights`: the
    // largest one that source, alignment, both spaces and `size` allow. `size` is the number of
    // bytes after the first that may be mapped, at least page_size - 1; when done it is the same
    // of the bytes that were dealt with.
    // Both addresses are page aligned. Parts outside the user area, KIP and UTCB areas, special
    // pages on either side and absent sources are left out (done). The rules are those of
    // reference 7.3, with these choices: whoever gets any right gets r, since no format can revoke
    // that alone; a grant replaces what the destination held, even a mapping of the same page;
    // where a part of a larger page is granted, pages larger than the part that derive from it lose
    // it; a table in the way of a large page stays if it still has entries, and smaller pages are
    // mapped; nothing is mapped to sigma0, which has everything; a granting sigma0 maps.
    [[nodiscard]] MapOutcome map_page(Space& source, UserAddr from, Space& dest, UserAddr to,
                                      Rights rights, MapMode mode, Word& size);

    // The frequent case of that in few instructions: maps up to `wanted` small pages, not 0, at and
    // behind `from` to free places at and behind `to`, as far as one table on either side goes.
    // Returns how many were mapped. What comes next is for map_page() if that is fewer: there a
    // table, memory or the page itself is missing, the page is part of a larger one, something is
    // in its place, or a long walk goes on.
    [[nodiscard]] Word map_run(Space const& source, UserAddr from, Space& dest, UserAddr to,
                               Rights rights, Word wanted);
    // The same for one page in still fewer instructions. Returns the new entry, or null.
    [[nodiscard]] Word* map_small(Space const& source, UserAddr from, Space& dest, UserAddr to,
                                  Rights rights);
    // The page of that entry is about to be accessed so: nobody has to note it when it is.
    static void expect(Word* entry, Rights access)
    {
        Word const held = UserTables::read(entry);
        if (Format::rights(held).includes(access))
            UserTables::write(entry, marked(held, access));
    }

    // What is given of the rights held. Readable comes with any other: no format can withhold it
    // alone.
    [[nodiscard]] static Rights given_of(Rights held, Rights asked)
    {
        Rights const both = held & asked;
        return both.none() ? both : both | (held & rights_r);
    }

    // Fills sigma0's own page 1:1 after its fault, with the largest that fits, of order `largest`
    // at most. False: the frame is reserved (or outside).
    [[nodiscard]] Result<bool> map_identity(Space& sigma0, UserAddr page,
                                            unsigned largest = orders - 1);

    // What a change of memory attributes came to.
    struct Recast {
        Word size = 0;     // bytes from the page on that were dealt with, at least page_size
        PhysAddr base{};   // of the RAM that is cached in another way now, if
        Word changed = 0;  // bytes of it are not 0
    };
    // MemoryControl in two rounds. The first sees to it that one entry maps the page at `page` and
    // nothing beyond the page of that order around it, for which it splits larger ones. Errors,
    // with nothing changed that can be seen: invalid_parameter, the page is not mapped by items or
    // sigma0's; no_memory, for sigma0's tables (other spaces need none). The second changes that
    // entry alone: mappings derived from it before keep their attribute, later ones inherit it.
    // What has gone since the first round is left out.
    [[nodiscard]] Result<Word> prepare_recast(Space& space, UserAddr page, unsigned order);
    [[nodiscard]] Recast recast(Space& space, UserAddr page, unsigned order, Word attribute);
    [[nodiscard]] static bool offers(Word attribute);

    // A page of the kernel's own choice (KIP, UTCB, stubs): special, no derivation node.
    // The address must not be mapped otherwise: whatever is there is flushed first, step by step.
    [[nodiscard]] MapOutcome map_special(Space& space, UserAddr page, Frame frame, Rights rights);
    void unmap_special(Space& space, UserAddr page);
    // The frame of such a page, 0 if there is none.
    [[nodiscard]] PhysAddr special_frame(Space const& space, UserAddr page) const;

    // Revocation of `revoked` rights on 2^size_log2 bytes at `page` of `space`, all of which are
    // covered by one entry (next_mapped() tells; `page` is a multiple of the size): from all
    // mappings derived from it and, with `flush`, from its own too. `work.status` collects the
    // references (r, w, x) seen.
    // Returns true when finished, false when there are no visits left: call again with the same
    // `work`, in another step. With no rights revoked it only reads and resets the status. Revoking
    // r removes.
    [[nodiscard]] bool revoke_page(Space& space, UserAddr page, unsigned size_log2, Rights revoked,
                                   bool flush, Revocation& work);

    // The frequent case of that in few instructions: removes the small page at `page` from `space`
    // and adds its references to `status`. False, with nothing changed: it takes the general way,
    // since the page is absent or a part of a larger one, something derives from it, or a long walk
    // goes on.
    [[nodiscard]] bool flush_page(Space const& space, UserAddr page, Rights& status)
    {
        PhysAddr const table = in_user_area(page) ? leaf_table(space, page) : PhysAddr{};
        return table != PhysAddr{} && remove_lone(table, UserPageTable::index(page, 0), status);
    }

    // The next page at or after `from` that `space` maps by a non-special entry, not beyond `last`;
    // skips absent tables. For owns_all spaces that is only what is present or was derived from.
    // `visits` bounds the number of table entries looked at; when it reaches 0 the search stops:
    // `stopped_at` tells where to go on, and the result is empty.
    struct Search {
        UserAddr page{};
        unsigned order = 0;     // the largest aligned page at `page` that may be treated as one
        bool found = false;
        bool finished = false;  // nothing further up to `last`
        UserAddr stopped_at{};
    };
    [[nodiscard]] Search next_mapped(Space const& space, UserAddr from, UserAddr last,
                                     unsigned visits) const;

    // The same for pages that `space` can map to others: for owns_all spaces that is every page
    // that is not reserved.
    [[nodiscard]] Search next_source(Space const& space, UserAddr from, UserAddr last,
                                     unsigned visits) const;

    // Removes all mappings and tables of a space, in steps; `cursor` starts at 0. True when done
    // (the root table is released as well). The space must not be loaded on any CPU, and its tag
    // must not be used again before it has been forgotten.
    [[nodiscard]] bool destroy(Space& space, UserAddr& cursor);

    // Whether map items can concern the page at all: not where the kernel's own pages have their
    // place, present or not.
    [[nodiscard]] static bool mappable(Space const& space, UserAddr page, unsigned order = 0);
    // The same for the aligned block of that size around the page, which is in one page of the
    // largest order: then it is in the user area with it.
    [[nodiscard]] static bool may_hold(Space const& space, UserAddr page, unsigned size_log2)
    {
        return in_user_area(page) && !space.kip_area.meets(page.raw(), size_log2) &&
               !space.utcb_area.meets(page.raw(), size_log2);
    }

    struct Translation {
        PhysAddr address{};
        Rights rights;
        Rights references;  // that the entry tells of
        bool present = false;
        bool special = false;
        MemoryKind kind = MemoryKind::normal;
    };
    [[nodiscard]] Translation translate(Space const& space, UserAddr address) const;

    // Where the kernel may read what `space` can read there, up to the end of the page of 4 KB. 0:
    // nothing can be read there, or it is no memory.
    [[nodiscard]] PhysAddr readable_at(Space const& space, UserAddr address) const;

    // Moves the window so that it shows the page, and answers as find() then; nowhere: the page is
    // none for a window, and translate() says more.
    [[nodiscard]] PhysAddr look_for(PageWindow& window, Space const& space, UserAddr address,
                                    Rights access) const;

    // Cures a fault that needs no pager: sets accessed (and dirty) where the page is present and
    // the logical rights include the access. False: a real fault.
    [[nodiscard]] bool cure(Space& space, UserAddr address, Rights access);

    // The kernel itself read or wrote a user page: the MMU will not mark it.
    void mark(Space& space, UserAddr address, Rights access);

    [[nodiscard]] Word nodes_used() const { return tree_.nodes().used(); }

    // All invariants of the trees and tables of `space` (docs/invariants.md); panics if broken.
    void check_space(Space const& space) const;

private:
    using Format = Arch::Format;

    // Neighbouring frames: a power of two, aligned to their number.
    struct Range {
        Frame first{};
        Word pages = 1;
        [[nodiscard]] Frame last() const { return Frame{first.raw() + pages - 1}; }
        [[nodiscard]] bool overlaps(Range const& o) const
        {
            return first <= o.last() && o.first <= last();
        }
    };
    // What a map item takes from: `rights` none = nothing there.
    struct Origin {
        Frame frame{};
        unsigned order = 0;  // of the page that is handed over
        Rights rights{};
        MemoryKind kind = MemoryKind::normal;
        NodeIndex node = 0;  // 0: the root's
    };
    // What an insertion takes from kernel memory.
    struct Need {
        Word charged = 0;  // bytes, from the receiver's account
        Word frames = 0;
        unsigned blocks = 0;  // of the directory, among the frames
    };
    // Where a walk has come to. Smaller pages come before larger ones: first, order by order, the
    // heads that the directories name for the range, with what is below them; then what is below
    // the top and has its order; then the top.
    struct Position {
        bool finished = false;
        bool passes = false;  // `at` is a head that does not derive from the top
        std::uint8_t order = 0;
        NodeIndex at = 0;     // the next to visit; 0: look for the next list of heads
        Frame page{};         // its number in the directory: at or behind this
        Word done = 0;        // bytes of `at` that were dealt with
    };
    // A visit of what was derived from a node, or the root, as far as it lies in a range of frames.
    struct Walk {
        NodeIndex top = 0;
        Range range{};
        Rights revoked{};
        bool with_top = false;  // treats the top itself, too, as the last
        bool reads_status = true;
        Position position{};
        std::uint32_t ticket = 0;
        Rights status{};  // what was read by the present step
        // Of what derives from the range at the top, which alone loses it; others keep of their
        // rights those that are `inherited`.
        NodeIndex heir = 0;
        Rights inherited{};

        [[nodiscard]] bool removes() const { return revoked.readable(); }
        [[nodiscard]] bool removes_top() const { return with_top && removes(); }
    };
    // What went with an entry: references, and the node if the entry was the last of it.
    struct Loss {
        Rights seen{};
        bool node = false;
    };

    // What the rights of a fault or of a kernel access leave behind in the entry.
    [[nodiscard]] static Word marked(Word entry, Rights access)
    {
        return access.writable() ? Format::with_dirty(entry) : Format::with_accessed(entry);
    }

    [[nodiscard]] UserTables user_tables() const { return {*frames_, nullptr}; }
    [[nodiscard]] UserPageTable pages(Space& space)
    {
        return {UserTables{*frames_, &space, &chunks_}, space.root};
    }
    [[nodiscard]] UserPageTable pages(Space const& space) const
    {
        return {user_tables(), space.root};
    }

    // mapping.cpp: single entries and their nodes.
    [[nodiscard]] static bool in_user_area(UserAddr page) { return page.raw() < Arch::user_end; }
    // Whether sigma0 can map it: nothing reserved in it, and of one kind.
    [[nodiscard]] bool root_has(UserAddr page, unsigned order) const;
    [[nodiscard]] MemoryKind root_kind(Frame frame) const;
    [[nodiscard]] Rights root_rights(Frame frame) const;
    [[nodiscard]] TablePlace find(Space const& space, UserAddr address) const;
    void change(TablePlace const& place, Word entry);
    [[nodiscard]] UserAddr first_of(TablePlace const& place) const;
    // The node of the entry itself, and the node of the page that it maps: its own, or the one
    // whose piece it is. 0 = none.
    [[nodiscard]] NodeIndex own_node(TablePlace const& place) const;
    [[nodiscard]] NodeIndex node_at(TablePlace const& place) const;
    void set_node(TablePlace const& place, NodeIndex node);
    [[nodiscard]] TablePlace place_of(MapNode const& node) const;
    [[nodiscard]] Space& space_of(MapNode const& node) const;
    [[nodiscard]] Result<TablePlace> reach(Space& space, TablePlace const& place, UserAddr page,
                                           unsigned order);

    // mapping_pieces.cpp: parts of large pages.
    void put_pieces(TablePlace const& place, PhysAddr table);
    void split(TablePlace const& place);
    [[nodiscard]] Result<TablePlace> split_root(Space& sigma0, UserAddr page, unsigned order);
    [[nodiscard]] TablePlace split_down(Space& space, UserAddr page, unsigned order);
    [[nodiscard]] Loss take_away(NodeIndex index, TablePlace const& place);
    [[nodiscard]] bool lost_last_piece(MapNode const& node, PhysAddr table);
    [[nodiscard]] Word promised_to(MapNode const& node) const;

    // mapping_recast.cpp
    [[nodiscard]] Result<TablePlace> entry_within(Space& space, UserAddr page, unsigned order);

    // mapping_insert.cpp
    [[nodiscard]] unsigned common_order(Space const& source, UserAddr from, unsigned level,
                                        Space const& dest, UserAddr to, Word size) const;
    [[nodiscard]] Origin origin_at(Space const& space, UserAddr page, TablePlace const& place,
                                   unsigned order) const;
    [[nodiscard]] bool extend(Origin const& origin, Space& dest, UserAddr to, TablePlace old,
                              Rights given);
    [[nodiscard]] MapOutcome derive(Origin const& origin, Space& dest, UserAddr to,
                                    TablePlace const& gap, Rights given);
    [[nodiscard]] MapOutcome grant(Origin const& origin, Space& source, Space& dest, UserAddr to,
                                   Rights given);
    [[nodiscard]] MapOutcome grant_part(Origin const& origin, Space& dest, UserAddr to,
                                        Rights given);
    [[nodiscard]] Need need_of(Origin const& origin, NodeIndex parent,
                               TablePlace const& place) const;
    [[nodiscard]] bool affords(Space const& dest, Need const& need) const;
    [[nodiscard]] TablePlace make_place(Space& dest, UserAddr to, TablePlace gap, unsigned order);
    void settle(NodeIndex node, TablePlace const& place);

    // mapping_run.cpp
    [[nodiscard]] Word* map_small_anew(Space const& source, UserAddr from, Space& dest,
                                       UserAddr to, Rights rights);
    [[nodiscard]] bool remove_lone(PhysAddr leaf_table, unsigned slot, Rights& status);
    [[nodiscard, gnu::always_inline]] inline PhysAddr leaf_table(Space const& space,
                                                                 UserAddr page) const
    {
        return UserPageTable{user_tables(), space.root}.leaf_table(page);
    }
    [[nodiscard]] NodeIndex* shadow(FrameInfo::Table const& table, unsigned index) const;
    [[nodiscard]] NodeIndex* make_shadow(FrameInfo::Table& table, unsigned index, Account& account);

    // mapping_walk.cpp: where walks go, and whose they are.
    void begin_list(Walk& walk, NodeIndex head);
    void begin_top(Walk& walk);
    void look_on(Walk& walk, unsigned& words);
    void advance(Walk& walk);
    void forget_in_walk(NodeIndex index);
    void run(Walk& walk, unsigned& visits);
    void collect(Walk& walk, Revocation& work);
    void help_walk();
    [[nodiscard]] bool meets_heir(Walk const& walk) const;
    [[nodiscard]] bool take_walk(Walk walk, Revocation& work);
    [[nodiscard]] bool help_walk_over(Origin const& origin);
    [[nodiscard]] bool help_walk_at(TablePlace const& place);

    // mapping_revoke.cpp: what they do there.
    [[nodiscard]] static Rights references(Word entry);
    [[nodiscard]] bool remove(Walk& walk, NodeIndex index, TablePlace const& place);
    void narrow(Walk& walk, NodeIndex index, TablePlace const& place, Rights revoked);
    [[nodiscard]] bool is_inherited(Walk const& walk, NodeIndex index) const;
    [[nodiscard]] bool visit(Walk& walk, NodeIndex index, Word& done, unsigned& visits);
    [[nodiscard]] bool vacate(TablePlace const& old, UserAddr page, unsigned order);
    void conclude(MapNode& node, Range const& range, Revocation& work);
    [[nodiscard]] bool revoke_from_root(Space& sigma0, UserAddr page, Range const& range,
                                        Rights revoked, bool flush, Revocation& work);

    // mapping_scan.cpp
    [[nodiscard]] Search search_tables(Space const& space, UserAddr from, UserAddr last,
                                       unsigned visits) const;
    [[nodiscard]] Search search_directory(UserAddr from, UserAddr last, unsigned order,
                                          unsigned visits) const;
    [[nodiscard]] bool drop_entry(Space& space, TablePlace const& place);

    // mapping_check.cpp
    void check_table(Space const& space, PhysAddr table, unsigned level) const;
    void check_entry(Space const& space, TablePlace const& place) const;
    void check_below_parent(MapNode const& node, TablePlace const& place) const;

    KernelFrames* frames_ = nullptr;
    MappingTree tree_;
    Pool<NodeChunk> chunks_;
    FrameRanges ram_;
    FrameRanges reserved_;
    Walk walk_{.position = {.finished = true}};  // the long walk
    std::uint32_t last_ticket_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_MAPPING_H
