// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console. Before init() output is dropped and there is no input.
#ifndef PINYON_X86_64_CONSOLE_H
#define PINYON_X86_64_CONSOLE_H

#include "generic/types.h"

namespace pinyon::x86_64 {

namespace console {

// The I/O port of the UART's first register; nothing happens if there is no UART.
void init(std::uint16_t port);
void put(char c);
[[nodiscard]] int get();

// "com1", which init() found, or "none". False for any other name.
[[nodiscard]] bool select(char const* name);
inline constexpr char const* names = "com1, none";

}  // namespace console

[[noreturn]] void exit_machine(unsigned status);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_CONSOLE_H
