// SPDX-License-Identifier: BSD-2-Clause
// System calls of Linux on x86_64, as the exception message has them.
#include "../../foreign_machine.h"

namespace foreign::machine {

constexpr CallRegisters call_registers = {
    .number = 8, .argument = {12, 11, 10}, .result = 8};  // rax; rdi, rsi, rdx; rax
constexpr Word bytes_to_skip = 0;
constexpr Word number_of_write = 1;
constexpr Word number_of_exit = 60;

}  // namespace foreign::machine
