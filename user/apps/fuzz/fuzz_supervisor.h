// SPDX-License-Identifier: BSD-2-Clause
// The supervisor: serves faults of all spaces, removes and remakes what fuzzes, keeps time.
#ifndef PINYON_FUZZ_SUPERVISOR_H
#define PINYON_FUZZ_SUPERVISOR_H

#include "fuzz_team.h"

namespace fuzz {

// What a run is told.
struct Settings {
    Word seed;
    Word seconds;
};

// What is known when the time is over.
struct Outcome {
    Tally tallies[action_count];
    Word faults;  // of fuzzed threads
    Word exceptions;
    Word messages;             // of fuzzed threads to the supervisor
    Word threads;              // made
    Word spaces;               // made
    Word stuck[action_count];  // threads removed because they did nothing any more, by what it was
    Word lost_pages;           // faults of the watcher where it had memory before
    Word strange_ids;          // threads that nobody made
    Word failed_probes;        // new spaces that could not be made
    Word own_damage;           // whether the image has changed
    WatcherNotes notes;
    Failures failures;
};

// Runs for that long by the system's clock, then stops everybody.
Outcome supervise(Settings const& settings);

}  // namespace fuzz

#endif  // PINYON_FUZZ_SUPERVISOR_H
