// SPDX-License-Identifier: BSD-2-Clause
// The program exit protocol: how a program that the root server loaded reports its end to it.
#ifndef PINYON_EXIT_H
#define PINYON_EXIT_H

#include <l4/types.h>

// The message goes to the program's pager: MR0 carries this label and u = 2,
// MR1 the exit status (0 = success), MR2 how many messages the program exchanged.
#define PINYON_EXIT_LABEL 0x7e0UL
#define PINYON_EXIT_WORDS 2UL

#ifdef __cplusplus
extern "C" {
#endif

// Sends the exit message and sleeps until the root server deletes the thread. A program whose
// main() returns comes here with `messages` 0.
__attribute__((noreturn)) void pinyon_exit(L4_Word_t status, L4_Word_t messages);

#ifdef __cplusplus
}
#endif

#endif
