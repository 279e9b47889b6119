// SPDX-License-Identifier: BSD-2-Clause
// What was measured: kept for two runs, compared, and printed.
#ifndef PINYON_RESULTS_H
#define PINYON_RESULTS_H

#include "loops.h"

namespace bench {

// Everything that repeats is measured so often.
inline constexpr unsigned runs = 2;

// In this run from now on.
void begin_run(unsigned run);

// A row: instructions a part, in thousandths. At most 48 rows.
void record(char const* name, Word instructions, Word parts = 1);
void record_per_byte(char const* name, Word instructions, Word bytes);

// The value of a row of this run that came before, in instructions, rounded down.
Word recorded(char const* name);

// Prints the last run's rows; false if a row differs from the first run's by more than so many
// thousandths of it, which it tells.
bool print_results(Word tolerated);

// Prints a row at once, with `count` divided by `base`: how far an operation grew.
void print_growth(char const* operation, char const* what, Word n, Word count, Word base);
// Prints a row of whole instructions at once.
void print_count(char const* name, Word instructions);

}  // namespace bench

#endif  // PINYON_RESULTS_H
