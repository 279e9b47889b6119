// SPDX-License-Identifier: BSD-2-Clause
// Access rights and access kinds of user memory, as X.2 codes them (reference 1.4): r 4, w 2, x 1.
#ifndef PINYON_RIGHTS_H
#define PINYON_RIGHTS_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

class Rights {
public:
    constexpr Rights() = default;
    constexpr explicit Rights(Word raw) : raw_{std::uint8_t(raw & 7)} {}
    [[nodiscard]] constexpr Word raw() const { return raw_; }
    [[nodiscard]] constexpr bool readable() const { return raw_ & PINYON_RIGHT_R; }
    [[nodiscard]] constexpr bool writable() const { return raw_ & PINYON_RIGHT_W; }
    [[nodiscard]] constexpr bool executable() const { return raw_ & PINYON_RIGHT_X; }
    [[nodiscard]] constexpr bool none() const { return raw_ == 0; }
    [[nodiscard]] constexpr bool includes(Rights other) const
    {
        return (raw_ & other.raw_) == other.raw_;
    }
    friend constexpr Rights operator&(Rights a, Rights b) { return Rights{Word(a.raw_ & b.raw_)}; }
    friend constexpr Rights operator|(Rights a, Rights b) { return Rights{Word(a.raw_ | b.raw_)}; }
    friend constexpr Rights operator-(Rights a, Rights b) { return Rights{Word(a.raw_ & ~b.raw_)}; }
    constexpr bool operator==(Rights const&) const = default;

private:
    std::uint8_t raw_{};
};

inline constexpr Rights rights_none{0};
inline constexpr Rights rights_r{PINYON_RIGHT_R};
inline constexpr Rights rights_w{PINYON_RIGHT_W};
inline constexpr Rights rights_x{PINYON_RIGHT_X};
inline constexpr Rights rights_rw{PINYON_RIGHT_R | PINYON_RIGHT_W};
inline constexpr Rights rights_rx{PINYON_RIGHT_R | PINYON_RIGHT_X};
inline constexpr Rights rights_all{7};

// How a mapping caches and orders accesses: the memory attributes of MemoryControl (reference 13.6)
// but the default, which is normal for RAM and device for everything else.
enum class MemoryKind : std::uint8_t {
    device = PINYON_MEMORY_UNCACHEABLE,         // not cached, in order
    combining = PINYON_MEMORY_WRITE_COMBINING,  // not cached, stores may be gathered
    strict = PINYON_MEMORY_STRONGLY_ORDERED,    // and a store is over when the device has it
    through = PINYON_MEMORY_WRITE_THROUGH,      // cached, stores go to memory
    protect = PINYON_MEMORY_WRITE_PROTECTED,    // reads are cached, stores go to memory
    normal = PINYON_MEMORY_WRITE_BACK,          // cached
};

}  // namespace pinyon

#endif  // PINYON_RIGHTS_H
