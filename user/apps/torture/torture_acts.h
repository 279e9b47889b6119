// SPDX-License-Identifier: BSD-2-Clause
// What workers do. Each act ends after a bounded time, whatever its partner does.
#ifndef PINYON_TORTURE_ACTS_H
#define PINYON_TORTURE_ACTS_H

#include "torture_kinds.h"
#include "torture_world.h"

namespace torture {

// Who acts: one incarnation of a worker.
struct Self {
    unsigned index;
    Word version;
    Random random;

    [[nodiscard]] Worker& worker() const { return workers[index]; }
};

// ---- Messages (torture_ways.cpp; the first one torture_letters.cpp)

// Before the first IPC: what this worker accepts.
void prepare_letters(Self& self);

Outcome call(Self& self);
Outcome send(Self& self);
Outcome receive(Self& self);  // from one partner
Outcome wait(Self& self);     // from anybody, and answers
Outcome send_long(Self& self);
Outcome send_string(Self& self);
Outcome send_page(Self& self);

// ---- Pages (torture_pages.cpp)

// Before the first worker: what empty windows show.
void prepare_void_page();

// Takes the own page back from whoever has it from an earlier incarnation.
void prepare_page(Self& self);

// Makes it fit to be sent: a page with new stamps, or the one that lies in the own window.
struct Offer {
    Word address;
    Word rights;
};
Offer offer_page(Self& self);

Outcome touch_window(Self& self);
Outcome unmap_own_page(Self& self);
Outcome flush_window(Self& self);

// ---- Threads of the own space (torture_neighbours.cpp)

Outcome abort_neighbour(Self& self);
Outcome halt_neighbour(Self& self);

}  // namespace torture

#endif  // PINYON_TORTURE_ACTS_H
