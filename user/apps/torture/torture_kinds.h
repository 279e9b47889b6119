// SPDX-License-Identifier: BSD-2-Clause
// The kinds of operations, and what may come of one.
#ifndef PINYON_TORTURE_KINDS_H
#define PINYON_TORTURE_KINDS_H

#include "torture_random.h"

namespace torture {

struct Self;

enum Kind : unsigned {
    // Of workers.
    do_call,
    do_send,
    do_receive,
    do_wait,
    do_long,
    do_string,
    do_map,
    do_touch,
    do_unmap,
    do_flush,
    do_abort,
    do_halt,
    // Of keepers.
    do_evict,
    do_remove,
    do_create,
    do_migrate,
    kind_count,
};

enum Outcome : unsigned {
    well,
    late,  // a timeout
    cut,   // cancelled or aborted by somebody
    gone,  // the partner does not exist, or has ended meanwhile
    outcome_count,
};

struct KindRow {
    char const* name;
    Outcome (*act)(Self&);  // none for what keepers do
    unsigned weight;        // how often workers choose it
};

extern KindRow const kinds[kind_count];

// A kind that workers do.
Kind any_kind(Random& random);

}  // namespace torture

#endif  // PINYON_TORTURE_KINDS_H
