// SPDX-License-Identifier: BSD-2-Clause
// What the program uses of Linux: two system calls, and the stack that a program finds at its
// start.
#ifndef PINYON_LINUX_CALLS_H
#define PINYON_LINUX_CALLS_H

extern "C" {

// Returns how many bytes were written, or minus an error number.
long linux_write(long file, void const* bytes, long count);
[[noreturn]] void linux_exit(long status);

// Called by _start. `stack` is Linux's: the number of arguments, then pointers to them.
[[noreturn]] void linux_main(void const* const* stack);

}  // extern "C"

inline constexpr long standard_output = 1;
inline constexpr long bad_file = -9;      // EBADF
inline constexpr long bad_address = -14;  // EFAULT

#endif  // PINYON_LINUX_CALLS_H
