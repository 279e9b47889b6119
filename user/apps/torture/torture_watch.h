// SPDX-License-Identifier: BSD-2-Clause
// The course of a run: everybody is made, watched, stopped and removed.
#ifndef PINYON_TORTURE_WATCH_H
#define PINYON_TORTURE_WATCH_H

#include "torture_kinds.h"

namespace torture {

// For that many seconds of the system's clock. What was found is in the findings, what was done in
// the tallies.
void run_all(Word seconds);

}  // namespace torture

#endif  // PINYON_TORTURE_WATCH_H
