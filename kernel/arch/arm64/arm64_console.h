// SPDX-License-Identifier: BSD-2-Clause
// The kernel's console. Output before init() is kept and said then; there is no input before it.
#ifndef PINYON_ARM64_CONSOLE_H
#define PINYON_ARM64_CONSOLE_H

#include "generic/types.h"

namespace pinyon::arm64::console {

void init(VirtAddr registers);
void put(char c);
[[nodiscard]] int get();

// What was put and never said because no console was found.
[[nodiscard]] char const* unsaid();

// "uart", which init() was told of, or "none". False for any other name.
[[nodiscard]] bool select(char const* name);
inline constexpr char const* names = "uart, none";

}  // namespace pinyon::arm64::console

#endif  // PINYON_ARM64_CONSOLE_H
