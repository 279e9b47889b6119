// SPDX-License-Identifier: BSD-2-Clause
// Which page is in which frame of memory, and which one has to go when another one is wanted.
#ifndef PINYON_PAGING_POLICY_H
#define PINYON_PAGING_POLICY_H

#include "../common/example_threads.h"

namespace pager {

using examples::Word;

inline constexpr unsigned pages = 8;   // what the client has
inline constexpr unsigned frames = 4;  // what it may use at a time

// What became of a request for a page.
struct Placement {
    unsigned frame;
    bool replaces;    // another page had to go
    unsigned victim;  // that one
    bool saved;       // and it had been written to
};

class Frames {
public:
    // Puts a page into a frame, which is chosen by looking at how the client uses those it has.
    Placement place(unsigned page);

    // The frame as an fpage of our own space, with all rights. Naming it in a map item hands it on,
    // naming it in Unmap takes it back from everybody who has it from us.
    static L4_Fpage_t fpage(unsigned frame);

private:
    struct Frame {
        bool used = false;
        bool written = false;  // since the page came here
        unsigned page = 0;
        unsigned last_seen = 0;  // in use, as a number of looks
    };

    void look();
    unsigned longest_unused() const;
    bool evict(unsigned frame);

    Frame frames_[frames] = {};
    unsigned looks_ = 0;
};

}  // namespace pager

#endif  // PINYON_PAGING_POLICY_H
