// SPDX-License-Identifier: BSD-2-Clause
// A device of the board that interrupts when told to, for tests and examples of interrupts: a clock
// or a timer, or a serial port that nobody else uses. The board's file in user/lib/alarm drives it.
#ifndef PINYON_ALARM_H
#define PINYON_ALARM_H

#include <l4/types.h>

#define PINYON_NO_ALARM (~(L4_Word_t)0)

#ifdef __cplusplus
extern "C" {
#endif

// Obtains the device from sigma0 and returns its interrupt line; PINYON_NO_ALARM if the machine has
// none. For the root program, or another to whom sigma0 gives devices; before the others.
L4_Word_t pinyon_start_alarm(void);

// The device interrupts once, in a second at the latest.
void pinyon_set_alarm(void);

// Takes the cause of the interrupt away, whether or not it has come.
void pinyon_quiet_alarm(void);

#ifdef __cplusplus
}
#endif

#endif
