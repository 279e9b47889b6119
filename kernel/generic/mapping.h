// SPDX-License-Identifier: BSD-2-Clause
// Mapping, granting and revoking pages (reference 4.7, 7): page tables and derivation trees of all
// spaces. Works on single 4 KB pages; ranges are walked by the callers in preemptible steps.
#ifndef PINYON_MAPPING_H
#define PINYON_MAPPING_H

#include "generic/frame_ranges.h"
#include "generic/mapping_tables.h"
#include "generic/mapping_tree.h"

namespace pinyon {

enum class MapOutcome : std::uint8_t {
    done,       // mapped, extended, or rightly nothing to do (page absent, no rights, self-map)
    again,      // something has to be revoked first and a step of that was made: call again
    no_memory,  // kernel memory or the receiver's account is exhausted; nothing changed
};

enum class MapMode : std::uint8_t { map, grant };

inline constexpr unsigned revoke_budget = 64;  // mappings visited in one step

// What the caller of revoke_page() keeps between its steps. It may be forgotten at any time.
struct Revocation {
    Rights status{};  // the references seen so far; may be gathered over many pages
    UserAddr page{};
    std::uint32_t ticket = 0;  // of the long walk that works on `page`, 0 = none
};

// How revocation stays correct while others map and unmap between its steps:
//
// A step visits mappings children first, so at every moment a child's rights lie within its
// parent's, and what is to vanish shrinks from its leaves. Work that fits one step is done at once.
// Longer work registers as the *long walk*, of which there is one at a time:
//  - its position is a node; whoever removes that node moves the position on (remove());
//  - whoever would map from a page at or below its top first makes a step of the walk himself and
//    is told to come again. So nothing grows behind the walk's back, and it ends;
//  - whoever has long work of his own while another's is registered makes a step of that one. So
//    the walk ends even if the thread that began it is deleted.
// The one who began knows his walk by its ticket: when it is no longer there, it has been finished.
class Mapping {
public:
    void initialise(KernelFrames& frames, Account& kernel_account);

    // RAM: pages of other frames are mapped as device memory. Start-up only.
    [[nodiscard]] bool add_ram(PhysAddr base, Word size);
    // Never mapped to anyone, whoever asks. Start-up only.
    [[nodiscard]] bool add_reserved(PhysAddr base, Word size);
    [[nodiscard]] bool is_reserved(Frame frame) const;
    [[nodiscard]] bool is_ram(Frame frame) const;

    // A fresh root table. no_memory if there is none.
    [[nodiscard]] Result<PhysAddr> new_root(Account& account);

    // Maps or grants the page at `from` of `source` to `to` of `dest` with at most `rights`.
    // Both addresses are page aligned. Parts outside the user area, KIP and UTCB areas, special
    // pages on either side and absent sources are left out (done). The rules are those of
    // reference 7.3, with these choices: whoever gets any right gets r, since no format can revoke
    // that alone; a grant replaces what the destination held, even a mapping of the same page;
    // nothing is mapped to sigma0, which has everything; a granting sigma0 maps.
    [[nodiscard]] MapOutcome map_page(Space& source, UserAddr from, Space& dest, UserAddr to,
                                      Rights rights, MapMode mode);

    // Fills sigma0's own page 1:1 after its fault. False: the frame is reserved (or outside).
    [[nodiscard]] Result<bool> map_identity(Space& sigma0, UserAddr page);

    // A page of the kernel's own choice (KIP, UTCB, stubs): special, no derivation node.
    // The address must not be mapped otherwise: whatever is there is flushed first, step by step.
    [[nodiscard]] MapOutcome map_special(Space& space, UserAddr page, Frame frame, Rights rights);
    void unmap_special(Space& space, UserAddr page);

    // Revocation of `revoked` rights on one page of `space`: from all mappings derived from it and,
    // with `flush`, from its own too. `work.status` collects the references (r, w, x) seen.
    // Returns true when finished, false after `revoke_budget` visits: call again with the same
    // `work`. With no rights revoked it only reads and resets the status. Revoking r removes.
    [[nodiscard]] bool revoke_page(Space& space, UserAddr page, Rights revoked, bool flush,
                                   Revocation& work);

    // The next page at or after `from` that `space` maps by a non-special entry, not beyond `last`;
    // skips absent tables. For owns_all spaces that is only what is present or was derived from.
    // `visits` bounds the number of table entries looked at; when it reaches 0 the search stops:
    // `stopped_at` tells where to go on, and the result is empty.
    struct Search {
        UserAddr page{};
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
    [[nodiscard]] static bool mappable(Space const& space, UserAddr page);

    struct Translation {
        PhysAddr address{};
        Rights rights;
        bool present = false;
        bool special = false;
        MemoryKind kind = MemoryKind::normal;
    };
    [[nodiscard]] Translation translate(Space const& space, UserAddr address) const;

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

    // What a map item takes from: `rights` none = nothing there.
    struct Origin {
        Frame frame{};
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
    // A visit of everything below a node, or below the root for one frame.
    struct Walk {
        NodeIndex top = 0;
        Frame frame{};
        Rights revoked{};
        bool with_top = false;  // narrows the top itself, too, as the last
        bool reads_status = true;
        NodeIndex at = 0;  // the next to visit; 0 = finished
        std::uint32_t ticket = 0;
        Rights status{};  // what was read, where the top is the root
    };

    [[nodiscard]] UserPageTable pages(Space& space) const
    {
        return {UserTables{*frames_, &space}, space.root};
    }
    [[nodiscard]] UserPageTable pages(Space const& space) const
    {
        return {UserTables{*frames_, nullptr}, space.root};
    }

    // mapping.cpp: single entries and their nodes.
    [[nodiscard]] static bool in_user_area(UserAddr page) { return page.raw() < Arch::user_end; }
    [[nodiscard]] TablePlace find(Space const& space, UserAddr address) const;
    void change(TablePlace const& place, Word entry);
    [[nodiscard]] NodeIndex node_at(TablePlace const& place) const;
    void set_node(TablePlace const& place, NodeIndex node);
    [[nodiscard]] TablePlace place_of(MapNode const& node) const;
    [[nodiscard]] Space& space_of(MapNode const& node) const;
    [[nodiscard]] Result<TablePlace> reach(Space& space, UserAddr page);

    // mapping_insert.cpp
    [[nodiscard]] Origin origin_at(Space const& space, UserAddr page) const;
    [[nodiscard]] bool extend(Origin const& origin, TablePlace const& old, Rights given);
    [[nodiscard]] MapOutcome derive(Origin const& origin, Space& dest, UserAddr to, Rights given);
    [[nodiscard]] MapOutcome grant(Origin const& origin, Space& source, Space& dest, UserAddr to,
                                   Rights given);
    [[nodiscard]] Need need_of(Origin const& origin, TablePlace const& place) const;
    [[nodiscard]] bool affords(Space const& dest, Need const& need) const;
    [[nodiscard]] TablePlace make_place(Space& dest, UserAddr to);
    void settle(NodeIndex node, TablePlace const& place);

    // mapping_revoke.cpp
    [[nodiscard]] static Rights references(Word entry);
    [[nodiscard]] Rights remove(NodeIndex index);
    void narrow(Walk& walk, NodeIndex index);
    void visit(Walk& walk, NodeIndex index);
    [[nodiscard]] NodeIndex first_of(Walk const& walk) const;
    [[nodiscard]] NodeIndex next_of(Walk const& walk, NodeIndex node) const;
    [[nodiscard]] bool run(Walk& walk);
    [[nodiscard]] bool step(Walk& walk, Revocation& work);
    [[nodiscard]] bool take_walk(Walk walk, Revocation& work);
    [[nodiscard]] bool help_walk_over(Origin const& origin);
    [[nodiscard]] bool flush(NodeIndex node);
    [[nodiscard]] bool revoke_from_root(Space& sigma0, UserAddr page, Rights revoked, bool flush,
                                        Revocation& work);

    // mapping_scan.cpp
    [[nodiscard]] Search search_tables(Space const& space, UserAddr from, UserAddr last,
                                       unsigned visits) const;
    [[nodiscard]] Search search_directory(UserAddr from, UserAddr last, unsigned visits) const;
    [[nodiscard]] bool drop_entry(Space& space, TablePlace const& place);
    void release_chunks(Space& space, PhysAddr leaf_table);

    // mapping_check.cpp
    void check_table(Space const& space, PhysAddr table, unsigned level) const;
    void check_entry(Space const& space, TablePlace const& place) const;

    KernelFrames* frames_ = nullptr;
    MappingTree tree_;
    Pool<NodeChunk> chunks_;
    FrameRanges ram_;
    FrameRanges reserved_;
    Walk walk_;  // the long walk
    std::uint32_t last_ticket_ = 0;
};

}  // namespace pinyon

#endif  // PINYON_MAPPING_H
