// SPDX-License-Identifier: BSD-2-Clause
// Looks up kernel functions by address.
#include "glue/symbols.h"

extern "C" pinyon::Word const ksyms_start[];

namespace pinyon {

Symbol SymbolTable::find(Word at) const
{
    Word low = 0;  // the functions before `low` start at or below `at`, those from `high` above
    Word high = count();
    while (low < high) {
        Word const middle = low + (high - low) / 2;
        if (address(middle) <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || at - address(low - 1) >= longest_function)
        return {};
    return {.name = name(low - 1), .offset = at - address(low - 1)};
}

SymbolTable kernel_symbols()
{
    return SymbolTable{ksyms_start};
}

}  // namespace pinyon
