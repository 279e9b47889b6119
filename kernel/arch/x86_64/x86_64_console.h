// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console. Before init() output is dropped and there is no input.
#ifndef PINYON_X86_64_CONSOLE_H
#define PINYON_X86_64_CONSOLE_H

#include "generic/types.h"

namespace pinyon::x86_64 {

namespace console {

// com1 .. com4.
inline constexpr std::uint16_t ports[] = {0x3f8, 0x2f8, 0x3e8, 0x2e8};

// The I/O port of the UART's first register. False, and nothing happens, if it is not one of those
// above or has no UART behind it.
bool init(std::uint16_t port);
void stop();
void put(char c);
[[nodiscard]] int get();

}  // namespace console

[[noreturn]] void exit_machine(unsigned status);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_CONSOLE_H
