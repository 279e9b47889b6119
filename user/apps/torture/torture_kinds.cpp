// SPDX-License-Identifier: BSD-2-Clause
// The table of kinds.
#include "torture_kinds.h"

#include "torture_acts.h"

namespace torture {

KindRow const kinds[kind_count] = {
    [do_call] = {"call", call, 10},
    [do_send] = {"send", send, 10},
    [do_receive] = {"receive", receive, 20},
    [do_wait] = {"wait", wait, 20},
    [do_long] = {"long message", send_long, 7},
    [do_string] = {"string", send_string, 7},
    [do_map] = {"map", send_page, 7},
    [do_touch] = {"touch", touch_window, 5},
    [do_unmap] = {"unmap", unmap_own_page, 5},
    [do_flush] = {"flush", flush_window, 5},
    [do_abort] = {"abort", abort_neighbour, 5},
    [do_halt] = {"halt", halt_neighbour, 6},
    [do_evict] = {"evict", nullptr, 0},
    [do_remove] = {"delete", nullptr, 0},
    [do_create] = {"recreate", nullptr, 0},
    [do_migrate] = {"migrate", nullptr, 0},
};

Kind any_kind(Random& random)
{
    unsigned sum = 0;
    for (KindRow const& row : kinds)
        sum += row.weight;
    Word left = random.below(sum);
    unsigned kind = 0;
    while (left >= kinds[kind].weight)
        left -= kinds[kind++].weight;
    return static_cast<Kind>(kind);
}

}  // namespace torture
