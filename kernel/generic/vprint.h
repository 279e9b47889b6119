// SPDX-License-Identifier: BSD-2-Clause
// Formatted output to the console for functions that have arguments of their own to format.
#ifndef PINYON_VPRINT_H
#define PINYON_VPRINT_H

#include <cstdarg>

namespace pinyon {

// print() with the arguments as a list.
[[gnu::format(printf, 1, 0)]] void vprint(char const* format, std::va_list arguments);

}  // namespace pinyon

#endif  // PINYON_VPRINT_H
