// SPDX-License-Identifier: BSD-2-Clause
// Assertions of kernel invariants: compiled in every build, evaluated where the configuration says.
#ifndef PINYON_ASSERT_H
#define PINYON_ASSERT_H

#include "config.h"
#include "generic/print.h"

namespace pinyon {

// A function, not a macro: the condition has to be cheap and free of side effects.
inline void check(bool condition, char const* what, char const* file = __builtin_FILE(),
                  int line = __builtin_LINE())
{
    if constexpr (config::assertions) {
        if (!condition) [[unlikely]]
            panic("%s:%d: %s", file, line, what);
    }
}

}  // namespace pinyon

#endif  // PINYON_ASSERT_H
