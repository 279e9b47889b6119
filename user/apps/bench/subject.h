// SPDX-License-Identifier: BSD-2-Clause
// The threads that are measured, each in a space of its own, and what they find.
#ifndef PINYON_SUBJECT_H
#define PINYON_SUBJECT_H

#include "loops.h"

namespace bench {

inline constexpr Word page_bytes = 4096;
inline constexpr Word call_rounds = 1000;
inline constexpr Word page_faults = 64;
inline constexpr Word loop_iterations = 1000;

// Addresses whose faults the pager cures with a page, each time the same one.
inline constexpr Word fault_window = 0x20'0000'0000;

inline constexpr Word done_label = 0xD0;

// One run's instruction counts.
struct Counts {
    Word empty;
    Word loop;
    Word calls;
    Word faults;
    Word last_tag;  // of the calls: has E set if they failed
};

inline constexpr unsigned runs = 2;

// What the threads must know of each other, and what they found; all spaces see it.
struct Blackboard {
    L4_ThreadId_t caller;
    L4_ThreadId_t answerer;
    Counts counts[runs];
};
extern Blackboard blackboard;

[[noreturn]] void call_and_count();  // body of the caller
[[noreturn]] void answer();          // body of the answerer

}  // namespace bench

#endif  // PINYON_SUBJECT_H
