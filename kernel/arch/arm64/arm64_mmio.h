// SPDX-License-Identifier: BSD-2-Clause
// Access to device registers, most of them of 32 bits.
#ifndef PINYON_ARM64_MMIO_H
#define PINYON_ARM64_MMIO_H

#include "generic/types.h"

namespace pinyon::arm64 {

class Mmio {
public:
    constexpr Mmio() = default;
    constexpr explicit Mmio(VirtAddr base) : base_{base} {}
    [[nodiscard]] std::uint32_t read(Word offset) const { return *at(offset); }
    void write(Word offset, std::uint32_t value) const { *at(offset) = value; }
    void write_byte(Word offset, std::uint8_t value) const
    {
        *reinterpret_cast<std::uint8_t volatile*>((base_ + offset).raw()) = value;
    }
    void write_wide(Word offset, std::uint64_t value) const
    {
        *reinterpret_cast<std::uint64_t volatile*>((base_ + offset).raw()) = value;
    }
    [[nodiscard]] constexpr bool there() const { return base_ != VirtAddr{}; }

private:
    [[nodiscard]] std::uint32_t volatile* at(Word offset) const
    {
        return reinterpret_cast<std::uint32_t volatile*>((base_ + offset).raw());
    }
    VirtAddr base_{};
};

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_MMIO_H
