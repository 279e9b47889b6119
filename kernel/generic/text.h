// SPDX-License-Identifier: BSD-2-Clause
// Comparison of texts.
#ifndef PINYON_TEXT_H
#define PINYON_TEXT_H

namespace pinyon {

// Equality of NUL-terminated texts.
[[nodiscard]] constexpr bool same_text(char const* a, char const* b)
{
    while (*a != 0 && *a == *b)
        ++a, ++b;
    return *a == *b;
}

}  // namespace pinyon

#endif  // PINYON_TEXT_H
