// SPDX-License-Identifier: BSD-2-Clause
// What the suite needs to know of arm64. The device that interrupts is the board's.
#include "../../machine.h"

namespace conformance::machine {

Word stack_pointer_at(Word top)
{
    return top;
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
