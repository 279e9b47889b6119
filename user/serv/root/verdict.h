// SPDX-License-Identifier: BSD-2-Clause
// Judges the demonstration by what was observed: the closing table and its last line.
#ifndef PINYON_VERDICT_H
#define PINYON_VERDICT_H

#include "program.h"

namespace root {

// Prints the table and the verdict; returns true if all went well.
bool print_verdict(Program const* programs, unsigned count);

}  // namespace root

#endif  // PINYON_VERDICT_H
