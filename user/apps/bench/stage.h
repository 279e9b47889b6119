// SPDX-License-Identifier: BSD-2-Clause
// The spaces and threads that take part in measurements. The root thread directs: it measures, and
// is everybody's scheduler and pager.
//
// The program's image appears at the same addresses in every space, writable and with all its pages
// mapped, so functions and variables may be named across spaces. Nobody has a time slice that ends,
// so that a thread runs until it blocks or somebody of higher priority can run.
#ifndef PINYON_STAGE_H
#define PINYON_STAGE_H

#include "loops.h"

#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/thread.h>

namespace bench {

inline constexpr Word page_bytes = 4096;
inline constexpr int page_log2 = 12;
inline constexpr Word unchanged = ~Word{0};

// The director's own priority, and the highest that there is.
inline constexpr Word top_priority = 255;

// ---- Ends of the program

// What cannot go wrong went wrong: says so and ends the machine.
[[noreturn]] void give_up(char const* what);
inline void require(bool condition, char const* what)
{
    if (!condition)
        give_up(what);
}

// What a thread does.
using Body = void (*)(Word argument);

// ---- Spaces

enum Space : unsigned {
    own_space,    // the director's
    other_space,  // the partners'
    crowd_space,  // that of many threads
    spaces,
};

// Makes the spaces; call it once.
void set_stage();

// ---- Threads

// Starts a thread at `body`. If it has the highest priority it runs until it blocks; else it does
// not run before the director blocks (a switch to it would donate the director's priority). At most
// `most_actors` at a time, and one of a lower priority, which must be the last.
inline constexpr unsigned most_actors = 8;
L4_ThreadId_t start(Space space, Body body, Word argument = 0, Word priority = top_priority);

// Deletes all threads that start() made.
void clear_stage();

// The director, who is the partner and the pager of those that start() made.
L4_ThreadId_t director();

// ---- Parts of the above, for those who make threads by the thousand

// Numbers count from the first that the bench may use: those of start(), of which the anchors are
// the last, those that anybody may use for a while, and those of the crowd. A thread's UTCB is that
// of its number in the area of its space.
inline constexpr Word actor_numbers = 0;
inline constexpr Word free_numbers = 64;
inline constexpr Word crowd_numbers = 256;

// How many UTCBs an area has room for; the large one is that of the crowd's space.
inline constexpr Word small_area_threads = 256;
inline constexpr Word large_area_threads = 16384;

L4_ThreadId_t id_of(Word number, Word version = 1);
Word utcb_of(Space space, Word number);
// A thread that is always in the space; the director in its own.
L4_ThreadId_t anchor_of(Space space);

// ThreadControl with the director as scheduler; nil as the space deletes.
bool thread_control(L4_ThreadId_t id, L4_ThreadId_t space, L4_ThreadId_t pager,
                    Word utcb = unchanged);
// An active thread, which waits for its start message.
bool create_thread(L4_ThreadId_t id, Space space, Word number);
// Starts that thread at `body`. It does not run yet, and must have begun before the next one is
// started.
bool send_start(L4_ThreadId_t id, Body body, Word argument, Word sp);
// KIP area and UTCB area for the space of `id`, as in all spaces.
bool configure_space(L4_ThreadId_t id, Word utcb_area_threads);

// The stack pointer with which a C function may begin on a stack that ends at `top`.
Word stack_pointer_at(Word top);

}  // namespace bench

#endif  // PINYON_STAGE_H
