// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of the architecture it runs on; each has one implementation.
#ifndef PINYON_MACHINE_H
#define PINYON_MACHINE_H

#include "suite.h"

namespace conformance::machine {

// The stack pointer with which a C function may begin on a stack that ends at `top`.
Word stack_pointer_at(Word top);

// ---- Exceptions

extern const Word illegal_instruction_bytes;
extern const Word exception_words;   // u of the message
extern const Word exception_number;  // of an illegal instruction
extern int const number_register;    // MR that holds the exception's number
extern int const detail_register;    // MR that says more about it

// MRs of a system exception that have what Linux's system calls have in registers.
struct CallRegisters {
    int number;
    int argument[3];
    int result;
};
extern CallRegisters const call_registers;
extern const Word call_bytes_to_skip;  // from the IP of the message to the instruction behind

extern "C" {

// Begins with an illegal instruction, behind which it returns.
void illegal_instruction();

// A system call of Linux: parameters and result in its registers, and the number also where the
// kernel's own calls have theirs.
Word foreign_call(Word number, Word first, Word second, Word third);

// Fills the registers that a function may change or restore with a pattern, executes an illegal
// instruction, and returns how many of them differ afterwards. The handler must skip the
// instruction.
Word registers_changed_by_exception();

// Calls an entry point of the kernel with all parameters 0 and patterns in the other registers.
// Returns how many of the registers that the binding calls preserved differ afterwards, and how
// many of the destroyed ones, which neither results nor the stubs use, hold anything but their
// pattern or 0.
Word registers_changed_by_call(Word entry);

// An empty Ipc without timeouts through `entry`, with `fill` in all registers that Ipc does not
// preserve and that are no parameters. Returns how many of these are negative afterwards, as
// kernel addresses are, and how many message registers are not zero.
Word registers_after_ipc(Word entry, Word to, Word from, Word fill);

// ---- Floating point and vector registers

void fill_vector_registers(Word seed);
Word vector_registers_changed(Word seed);  // how many do not hold what `seed` gives

// How results are rounded, 0 .. 3, in every control register that says so; others if they differ.
void set_rounding(Word mode);
Word rounding();

}  // extern "C"

// ---- Memory attributes (reference 13.6)

// Those besides the default that this machine has, as MemoryControl numbers them, in a bit each.
// `page` is one of the tester's for trying where only the kernel can tell; it keeps its attribute.
Word memory_attributes(L4_Fpage_t page);

// ---- Interrupts

// A line that can be attached and on which no device speaks.
extern const Word quiet_interrupt_line;

}  // namespace conformance::machine

#endif  // PINYON_MACHINE_H
