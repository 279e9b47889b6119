// SPDX-License-Identifier: BSD-2-Clause
// The processors of the machine, and on which of them workers live.
#ifndef PINYON_OTHER_PROCESSORS_H
#define PINYON_OTHER_PROCESSORS_H

#include "suite.h"

#include <l4/thread.h>

namespace conformance {

// How many there are.
Word processors();

// The n-th of those that are not the tester's, counted round. There must be several.
Word other_processor(Word n = 0);

// Moves a thread by Schedule. Returns 0 or the error code.
Word move_to(L4_ThreadId_t id, Word processor);

// What its UTCB says; for threads of the suite's space, or those whose UTCB is mapped alike.
Word processor_of(L4_ThreadId_t id);

// ---- For the runner, and for the makers of workers

// Whether workers that are made from now on live on other processors than the tester, each on the
// next one.
void place_workers(bool elsewhere);
bool workers_are_elsewhere();

// Puts a new worker where it is to live. Called once for each.
void place(L4_ThreadId_t worker);

// Spends some time, by the seed of the run, where threads run at the same time: so that they meet
// in another order than in a run with another seed.
void waver();

}  // namespace conformance

#endif  // PINYON_OTHER_PROCESSORS_H
