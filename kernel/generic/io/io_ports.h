// SPDX-License-Identifier: BSD-2-Clause
// Mapping, granting and revoking I/O ports (reference 7.6), on machines that have them: a bitmap
// for each space that holds any, and a derivation tree of ranges.
#ifndef PINYON_IO_PORTS_H
#define PINYON_IO_PORTS_H

#include "generic/memory/mapping.h"

namespace pinyon {

using PortNodeIndex = std::uint32_t;

// A range that a space holds, derived from that of another space or (parent 0) from sigma0, which
// holds all ports. The ranges of one space do not overlap, and a child's lies within its parent's.
struct PortNode {
    PortRange range;
    PortNodeIndex chain = 0;  // next in the bucket
    Space* holder = nullptr;
    PortNodeIndex parent = 0, child = 0, next = 0, prev = 0;
};
static_assert(sizeof(PortNode) == 32);

// A port keeps its number in every space: what an item moves is what lies in the send fpage and in
// the receive window; its send base means nothing.
//
// All work is cut into steps of bounded length; a step that is not the last answers `again`. Work
// that needs more than one is a *walk*, of which there is one at a time, and while there is one
// nothing else changes: whoever comes first makes a step of it. So a walk ends even if the thread
// that began it does not live to see that, and nothing grows behind its back.
class IoPorts {
public:
    void initialise(KernelFrames& frames);

    // A step of a map or grant item. `moved` counts the ports of `range` that are dealt with. What
    // is mapped by one step is a range that `source` holds in one piece: all of it or, when memory
    // runs out, nothing. As with pages, what the destination held otherwise goes first, and the
    // source may go with it; sigma0 gets nothing; a granting sigma0 maps. A grant takes what was
    // derived from the ports along.
    [[nodiscard]] MapOutcome map(Space& source, Space& dest, PortRange range, Word& moved,
                                 MapMode mode);

    // A step of revoking ports of `range` from all that have them from `space`, and with `flush`
    // from itself. `done` counts as above. True when all is done. A range that is cut falls into
    // its halves, of which those are kept that are not concerned; where there is no memory for
    // them, all of it is revoked.
    [[nodiscard]] bool revoke(Space& space, PortRange range, bool flush, Word& done);

    // A step of giving up all ports of a dying space. True when it has none.
    [[nodiscard]] bool destroy(Space& space);

    // Opens ports to sigma0's own code, at its fault. False: no memory, or some are reserved.
    [[nodiscard]] bool open_to_root(Space& sigma0, PortRange range);

    // Whether the space may use `count` ports from `first` on.
    [[nodiscard]] static bool may_use(Space const& space, unsigned first, unsigned count);

    [[nodiscard]] Word nodes_used() const { return nodes_.used(); }
    [[nodiscard]] bool walking() const { return walk_.kind != Walk::Kind::none; }

    // Bitmap and nodes of a space agree, and its nodes lie within their parents; else panics.
    void check_space(Space const& space) const;

private:
    static constexpr unsigned bucket_count = 1024;
    static constexpr unsigned step_budget = 64;  // nodes passed in one step

    // A visit of the nodes below `top` (0: sigma0's), children first.
    struct Walk {
        enum class Kind : std::uint8_t {
            none,
            revoke,  // takes `range` away from all of them
            split,   // cuts `range` out of all that are larger, so that it can be moved as a whole
        };
        Kind kind = Kind::none;
        bool with_top = false;
        bool leaving = false;  // the children of `at` have been visited
        PortRange range;
        PortRange wanted;      // what `range` goes back to after `widened` is gone
        PortNodeIndex top = 0, at = 0, widened = 0;
    };

    // io_nodes.cpp: lists, buckets, bitmaps.
    [[nodiscard]] PortNode& at(PortNodeIndex node) const { return *nodes_.at(node); }
    [[nodiscard]] PortNodeIndex& bucket(Space const& space, PortRange range);
    [[nodiscard]] PortNodeIndex find(Space const& space, unsigned port) const;
    void enter(PortNodeIndex node);
    void leave(PortNodeIndex node);
    void link(PortNodeIndex node, PortNodeIndex parent);
    void unlink(PortNodeIndex node);
    [[nodiscard]] PortNodeIndex& first_child(PortNodeIndex parent);
    [[nodiscard]] static unsigned next_open(Space const& space, unsigned from, unsigned end);
    [[nodiscard]] bool prepare_map(Space& space);
    void open(Space& space, PortRange range);
    void close(Space& space, PortRange range);

    // io_ports.cpp: items.
    [[nodiscard]] bool affords(Space const& space, unsigned nodes, unsigned frames) const;
    [[nodiscard]] MapOutcome replace(PortNodeIndex old, Space& dest, PortRange block);
    [[nodiscard]] MapOutcome derive(PortNodeIndex origin, Space& dest, PortRange block);
    [[nodiscard]] MapOutcome grant(PortNodeIndex origin, Space& dest, PortRange block);

    // io_walk.cpp
    [[nodiscard]] bool start(Walk::Kind kind, PortNodeIndex top, bool with_top, PortRange range);
    [[nodiscard]] bool run();
    [[nodiscard]] bool step();
    [[nodiscard]] bool concerns(PortNodeIndex node) const;
    void advance();
    void carve(PortNodeIndex node, PortRange piece);
    void remove(PortNodeIndex node);

    KernelFrames* frames_ = nullptr;
    Pool<PortNode> nodes_;
    PortNodeIndex root_child_ = 0;
    Walk walk_;
    Word last_version_ = 0;
    PortNodeIndex buckets_[bucket_count] = {};
};

struct Kernel;
struct Cpu;
struct Tcb;

// What follows exists, and may be called, only where HasIoPorts<Arch>.

[[nodiscard]] IoPorts& ports_of(Kernel& kernel);

// User code used ports without holding all of them: a message to the pager (reference 6.2). It
// names the whole access if that is naturally aligned, else the first port that is missing. An
// access that cannot be cured, because the ports are held or do not exist, is an exception.
void port_fault(Cpu& cpu, Tcb& self, unsigned first, unsigned size);

}  // namespace pinyon

#endif  // PINYON_IO_PORTS_H
