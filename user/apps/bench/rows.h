// SPDX-License-Identifier: BSD-2-Clause
// The themes of the bench. Each function measures its rows once and records them; the stage is set,
// and clear before and after it.
#ifndef PINYON_ROWS_H
#define PINYON_ROWS_H

namespace bench {

void measure_calibration();  // the counter itself
void measure_ipc();
void measure_memory();
void measure_faults();
void measure_threads();
void measure_strings();
void measure_interrupts();

// These take long, so that they are measured once, and print what they find themselves.
void measure_growth();
void measure_latency();  // the crowd's space is gone after it

}  // namespace bench

#endif  // PINYON_ROWS_H
