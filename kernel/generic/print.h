// SPDX-License-Identifier: BSD-2-Clause
// The kernel's own output: a small formatted print to the console, and the end of the line.
#ifndef PINYON_PRINT_H
#define PINYON_PRINT_H

#include "generic/types.h"

namespace pinyon {

// Understands %c %s %.*s %d %u %x %p with l/ll/z, zero fill and width. One call is one event: the
// output of two CPUs or programs does not mix within it.
[[gnu::format(printf, 1, 2)]] void print(char const* format, ...);

// A kernel bug: says what, prints the running thread, registers and a symbolised back-trace, and
// ends the machine with a failing status. The text starts with "PANIC".
[[noreturn, gnu::format(printf, 1, 2)]] void panic(char const* format, ...);

}  // namespace pinyon

#endif  // PINYON_PRINT_H
