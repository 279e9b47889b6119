// SPDX-License-Identifier: BSD-2-Clause
// What the fuzzer needs to know of the architecture; each has one implementation.
#ifndef PINYON_FUZZ_MACHINE_H
#define PINYON_FUZZ_MACHINE_H

#include "fuzz_random.h"

namespace fuzz::machine {

// The stack pointer with which a C function may begin on a stack that ends at `top`.
Word stack_pointer_at(Word top);

// Instructions worth trying, four bytes each, lowest first; shorter ones are followed by others
// that do nothing.
extern unsigned const instructions[];
extern unsigned const instruction_count;

// Makes what was written to memory fit for execution.
void publish_code(Word from, Word size);

inline constexpr unsigned raw_registers = 31;

extern "C" {

// Enters the kernel as the stubs do, with all registers that it can load from `registers`. The
// number is one of those below raw_numbers.
void raw_trap(Word const* registers, Word number);
inline constexpr Word raw_numbers = 48;

// Fills registers with what `seed` gives, counts down from `rounds`, and returns how many of the
// registers differ then.
Word registers_changed(Word seed, Word rounds);

// Fills floating-point registers.
void dirty_registers(Word seed);

}  // extern "C"

}  // namespace fuzz::machine

#endif  // PINYON_FUZZ_MACHINE_H
