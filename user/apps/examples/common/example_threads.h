// SPDX-License-Identifier: BSD-2-Clause
// Threads for examples, in the space of the main thread and in spaces of their own.
//
// All spaces are given the one image of the example at the same addresses, so that functions can be
// named across them. But a space can only read it, except for the stacks of its own threads: what
// threads in different spaces tell each other goes in messages.
#ifndef PINYON_EXAMPLE_THREADS_H
#define PINYON_EXAMPLE_THREADS_H

#include "example_messages.h"

namespace examples {

inline constexpr Word page_size = 4096;
inline constexpr int page_log2 = 12;

// Where the image is not, nor anything else: addresses for the examples' own experiments.
inline constexpr Word free_area = 0x20'0000'0000;

using Body = void (*)();

// To be called by main() first. Makes the whole image present in the main thread's space, for what
// is not there cannot be handed on.
void begin();

// The thread of main(), from anywhere.
L4_ThreadId_t main_thread();

// The threads below are made by the main thread, which becomes their scheduler and their pager. It
// has to serve their page faults. At most six threads can be made.

// A thread in the main thread's space. It runs.
L4_ThreadId_t start_beside(Body body);

// A thread in a new space of its own. It waits for its start.
L4_ThreadId_t make_apart();
void start(L4_ThreadId_t thread, Body body);

// Both in one.
L4_ThreadId_t start_apart(Body body);

// The end of a thread, and of its space if it was the last one there.
void remove(L4_ThreadId_t thread);

// ---- Memory

// The page of the image that a thread in a space of its own may have for an access to `address`,
// with rights; nil if it may not.
L4_Fpage_t image_page(L4_ThreadId_t thread, Word address, Word access);

// The page at `address` in the main thread's space, with all rights.
L4_Fpage_t whole_page(Word address);

// Loads the answer to a fault that image_page() settles. False for all other faults.
bool load_image_page(L4_ThreadId_t thread, PageFault const& fault);

inline Word page_of(Word address)
{
    return address & ~(page_size - 1);
}

inline Word volatile& word_at(Word address)
{
    return *reinterpret_cast<Word volatile*>(address);
}

// Reads a word and forgets it: the page is present afterwards.
inline void touch(Word address)
{
    [[maybe_unused]] Word const word = word_at(address);
}

// ---- Facts about this machine

// The stack pointer with which a function may begin on a stack that ends at `top`.
Word initial_stack_pointer(Word top);

// Number `index` of those that are free for threads, and the place for the UTCB of its thread.
Word thread_number(unsigned index);
Word utcb_place(unsigned index);

}  // namespace examples

#endif  // PINYON_EXAMPLE_THREADS_H
