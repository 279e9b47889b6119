// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of x86_64 and its PC boards.
#include "../../machine.h"

#include <l4/misc.h>

namespace conformance::machine {

// A function expects the stack as a call instruction leaves it: 8 bytes off the alignment of 16.
Word stack_pointer_at(Word top)
{
    return top - sizeof(Word);
}

Word memory_attributes(L4_Fpage_t)
{
    return 1U << L4_UncacheableMemory | 1U << L4_WriteCombiningMemory |
           1U << L4_WriteThroughMemory | 1U << L4_WriteProtectedMemory | 1U << L4_WriteBackMemory;
}

constexpr Word illegal_instruction_bytes = 2;
constexpr Word exception_words = 20;
constexpr Word exception_number = 6;
constexpr int number_register = 19;
constexpr int detail_register = 20;
constexpr CallRegisters call_registers = {.number = 8, .argument = {12, 11, 10}, .result = 8};
constexpr Word call_bytes_to_skip = 0;
constexpr Word quiet_interrupt_line = 5;

}  // namespace conformance::machine
