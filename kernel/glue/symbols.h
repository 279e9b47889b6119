// SPDX-License-Identifier: BSD-2-Clause
// Names for addresses of kernel code, from the table that the build links into the kernel.
#ifndef PINYON_SYMBOLS_H
#define PINYON_SYMBOLS_H

#include "generic/types.h"

namespace pinyon {

struct Symbol {
    char const* name = nullptr;  // null: no kernel function
    Word offset = 0;             // of the address in the function
};

// The format is described in tools/gen_ksyms.py: a count, pairs of address and name offset sorted
// by address, then the names.
class SymbolTable {
public:
    constexpr explicit SymbolTable(Word const* table) : table_{table} {}

    // The function that contains `address`, which is an address in its code.
    [[nodiscard]] Symbol find(Word address) const;

private:
    // Beyond this distance an address does not belong to the function before it.
    static constexpr Word longest_function = 0x1'0000;

    [[nodiscard]] Word count() const { return table_[0]; }
    [[nodiscard]] Word address(Word i) const { return table_[1 + 2 * i]; }
    [[nodiscard]] char const* name(Word i) const
    {
        return reinterpret_cast<char const*>(table_) + table_[2 + 2 * i];
    }

    Word const* table_;
};

// The kernel's own table.
[[nodiscard]] SymbolTable kernel_symbols();

}  // namespace pinyon

#endif  // PINYON_SYMBOLS_H
