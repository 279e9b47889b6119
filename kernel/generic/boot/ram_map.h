// SPDX-License-Identifier: BSD-2-Clause
// RAM as whole pages in disjoint ranges, made of a firmware's map in any order and with overlaps.
#ifndef PINYON_RAM_MAP_H
#define PINYON_RAM_MAP_H

#include "generic/boot/boot_facts.h"

namespace pinyon {

class RamMap {
public:
    static constexpr unsigned capacity = 32;

    // Says of a range whether it is RAM. What is not RAM must be said last. Touched pages count as
    // a whole if they are no RAM; as RAM only if all of them is. When there are too many ranges
    // the smallest is left out.
    void set(Word base, Word size, bool is_ram);

    // Leaves out what lies at or above `end`, the start of a page.
    void limit(Word end);

    [[nodiscard]] PhysRange const* begin() const { return ranges_; }
    [[nodiscard]] PhysRange const* end() const { return ranges_ + count_; }
    [[nodiscard]] Word left_out() const { return left_out_; }
    [[nodiscard]] bool contains(PhysRange range) const;

private:
    void add(Word base, Word end);
    void remove(Word base, Word end);
    void insert(Word base, Word end);
    void drop(unsigned i) { ranges_[i] = ranges_[--count_]; }

    PhysRange ranges_[capacity]{};
    unsigned count_ = 0;
    Word left_out_ = 0;  // bytes
};

// Fills in the RAM of the facts, which has none yet: what of the map lies below `reach`, the end
// of the direct map, and how much does not.
void take_ram(RamMap& map, Word reach, BootFacts& facts);

}  // namespace pinyon

#endif  // PINYON_RAM_MAP_H
