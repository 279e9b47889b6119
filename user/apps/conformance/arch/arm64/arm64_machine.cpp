// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of arm64. The device that interrupts is the board's.
#include "../../machine.h"

#include <l4/misc.h>

namespace conformance::machine {

Word stack_pointer_at(Word top)
{
    return top;
}

Word memory_attributes(L4_Fpage_t)
{
    return 1U << L4_UncacheableMemory | 1U << L4_WriteCombiningMemory |
           1U << L4_StronglyOrderedMemory | 1U << L4_WriteThroughMemory | 1U << L4_WriteBackMemory;
}

constexpr Word illegal_instruction_bytes = 4;
constexpr Word exception_words = 37;
constexpr Word exception_number = 0;
constexpr int number_register = 4;
constexpr int detail_register = 5;
constexpr CallRegisters call_registers = {.number = 15, .argument = {7, 8, 9}, .result = 7};
constexpr Word call_bytes_to_skip = 0;
constexpr Word quiet_interrupt_line = 100;  // on every board

}  // namespace conformance::machine
