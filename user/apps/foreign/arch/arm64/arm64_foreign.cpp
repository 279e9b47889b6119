// SPDX-License-Identifier: BSD-2-Clause
// System calls of Linux on arm64, as the exception message has them.
#include "../../foreign_machine.h"

namespace foreign::machine {

constexpr CallRegisters call_registers = {
    .number = 15, .argument = {7, 8, 9}, .result = 7};  // x8; x0, x1, x2; x0
constexpr Word bytes_to_skip = 0;
constexpr Word number_of_write = 64;
constexpr Word number_of_exit = 93;

}  // namespace foreign::machine
