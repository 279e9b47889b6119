// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of riscv64. The device that interrupts is the board's.
#include "../../machine.h"

namespace conformance::machine {

Word stack_pointer_at(Word top)
{
    return top;
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
