// SPDX-License-Identifier: BSD-2-Clause
// Builds the kernel's own translation tables at start-up, before and after the MMU is on.
#ifndef PINYON_ARM64_MAPPER_H
#define PINYON_ARM64_MAPPER_H

#include "arch/arm64/arm64_format.h"
#include "arch/arm64/arm64_layout.h"
#include "arch/arm64/arm64_tables.h"

namespace pinyon::arm64 {

// What kernel pages may be used for; everything is global and closed to EL0.
namespace page {
inline constexpr Word normal = Format::access_flag | Format::inner_shareable | Format::user_never;
inline constexpr Word text = normal | Format::read_only;
inline constexpr Word constant = text | Format::privileged_never;
inline constexpr Word data = normal | Format::privileged_never;
inline constexpr Word device = data | Word(MemoryType::device_nGnRE) << Format::type_shift;
}  // namespace page

class Mapper {
public:
    // `offset` is what turns the present address of the pool into its physical one. A pool that
    // was used before is continued.
    template <unsigned n>
    Mapper(TablePool<n>& pool, Word offset)
        : tables_{pool.tables}, capacity_{n}, used_{n}, offset_{offset}
    {
        while (used_ > 1 && empty(tables_[used_ - 1]))
            --used_;
    }

    // Maps page-aligned ranges with the largest entries that fit. What is mapped already stays
    // as it is. False when there are no tables left.
    [[nodiscard]] bool map(Word virt, PhysAddr phys, Word size, Word attributes);

    [[nodiscard]] PhysAddr root() const { return physical(tables_[0]); }

private:
    [[nodiscard]] PhysAddr physical(Table const& table) const
    {
        return PhysAddr{reinterpret_cast<Word>(&table) + offset_};
    }
    static bool empty(Table const& table);
    Word* leaf(Word virt, unsigned& level);

    Table* tables_;
    unsigned capacity_;
    unsigned used_;
    Word offset_;
};

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MAPPER_H
