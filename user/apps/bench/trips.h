// SPDX-License-Identifier: BSD-2-Clause
// Round trips between the director and a partner, in all forms that Ipc has.
#ifndef PINYON_TRIPS_H
#define PINYON_TRIPS_H

#include "stage.h"

namespace bench {

struct Trip {
    Space partner = other_space;
    Word words = 0;
    Word timeouts = 0;         // of both
    bool caller_open = false;  // the caller waits for anybody
    bool answerer_open = true;
    bool local = false;  // Lipc, with local ids
};

inline constexpr Word trip_rounds = 1000;

// Instructions of so many round trips.
Word count_trips(Trip const& trip);

// Instructions of so many switches to a thread of the other space and back.
Word count_switches();

}  // namespace bench

#endif  // PINYON_TRIPS_H
