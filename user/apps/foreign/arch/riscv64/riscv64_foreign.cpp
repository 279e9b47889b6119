// SPDX-License-Identifier: BSD-2-Clause
// System calls of Linux on riscv64, as the exception message has them.
#include "../../foreign_machine.h"

namespace foreign::machine {

constexpr CallRegisters call_registers = {
    .number = 22, .argument = {15, 16, 17}, .result = 15};  // a7; a0, a1, a2; a0
constexpr Word bytes_to_skip = 4;
constexpr Word number_of_write = 64;
constexpr Word number_of_exit = 93;

}  // namespace foreign::machine
