// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of riscv64. The device that interrupts is the board's.
#include "../../machine.h"

#include <l4/misc.h>

namespace conformance::machine {

Word stack_pointer_at(Word top)
{
    return top;
}

Word memory_attributes(L4_Fpage_t page)
{
    // All of them need Svpbmt; write-back is what RAM has anyway.
    constexpr Word with_svpbmt =
        1U << L4_UncacheableMemory | 1U << L4_WriteCombiningMemory | 1U << L4_WriteBackMemory;
    return L4_Set_PageAttribute(page, L4_WriteBackMemory) == 1 ? with_svpbmt : 0;
}

constexpr Word illegal_instruction_bytes = 4;
constexpr Word exception_words = 36;
constexpr Word exception_number = 2;
constexpr int number_register = 4;
constexpr int detail_register = 6;
constexpr CallRegisters call_registers = {.number = 22, .argument = {15, 16, 17}, .result = 15};
constexpr Word call_bytes_to_skip = 4;
constexpr Word quiet_interrupt_line = 40;  // on every board

}  // namespace conformance::machine
