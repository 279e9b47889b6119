// SPDX-License-Identifier: BSD-2-Clause
// Makes and removes threads and spaces: the privileged calls as values, 0 or the error code.
#ifndef PINYON_TORTURE_THREADS_H
#define PINYON_TORTURE_THREADS_H

#include "torture_world.h"

namespace torture {

// The calling thread becomes pager and scheduler, and has to send the start message. `companion`
// is a thread of the team that lives, or nil: then the team's space is made, too. An error leaves
// nothing behind.
Word make_worker(unsigned index, Word version, L4_ThreadId_t companion);
Word start_worker(unsigned index, Word version, void (*body)());

// In the space of the caller, whose pager it shares.
Word make_keeper(unsigned number);
void start_keeper(unsigned number, void (*body)());

Word delete_thread(L4_ThreadId_t id);

inline constexpr Word unchanged = ~Word{0};

// Schedule; 0 or the error code.
Word set_times(L4_ThreadId_t id, Word priority, Word slice_us);
Word set_processor(L4_ThreadId_t id, Word processor);

}  // namespace torture

#endif  // PINYON_TORTURE_THREADS_H
