// SPDX-License-Identifier: BSD-2-Clause
// What serving Linux programs takes to know of the architecture; each has one implementation.
#ifndef PINYON_FOREIGN_MACHINE_H
#define PINYON_FOREIGN_MACHINE_H

#include <l4/types.h>

namespace foreign {

using Word = L4_Word_t;

namespace machine {

// Where the message of a system exception has what Linux's system calls have in registers: numbers
// of message registers.
struct CallRegisters {
    int number;
    int argument[3];
    int result;
};
extern CallRegisters const call_registers;

// What is to be added to the instruction pointer, MR1, so that the program goes on behind the call.
extern const Word bytes_to_skip;

// Linux's numbers.
extern const Word number_of_write;
extern const Word number_of_exit;

// Position-independent code with which a thread begins: it pops the id of the exception handler,
// notes it in its UTCB, pops the address of the program, and goes there.
extern "C" unsigned char const launcher[], launcher_end[];

}  // namespace machine
}  // namespace foreign

#endif  // PINYON_FOREIGN_MACHINE_H
