// SPDX-License-Identifier: BSD-2-Clause
// Memory descriptors of the kernel interface page (reference 2.6).
#ifndef PINYON_MEMORY_DESCRIPTOR_H
#define PINYON_MEMORY_DESCRIPTOR_H

#include <pinyon/abi.h>

#include "generic/types.h"

namespace pinyon {

enum class MemoryType : std::uint8_t {
    conventional = PINYON_MEM_CONVENTIONAL,
    reserved = PINYON_MEM_RESERVED,
    shared = PINYON_MEM_SHARED,
    boot_info = PINYON_MEM_BOOT_LOADER | PINYON_MEM_SUBTYPE_BOOT_INFO << 4,
    boot_module = PINYON_MEM_BOOT_LOADER | PINYON_MEM_SUBTYPE_BOOT_MODULE << 4,
};

// Word 0: low [63:10], virtual [9], subtype [7:4], type [3:0]. Word 1: last byte [63:10].
class MemoryDescriptor {
public:
    constexpr MemoryDescriptor() = default;

    // Of the `size` > 0 bytes at `low`; both are multiples of 1 KB.
    static constexpr MemoryDescriptor make(MemoryType type, Word low, Word size)
    {
        MemoryDescriptor d;
        d.low_ = (low & address_mask) | Word(type);
        d.high_ = (low + (size - 1)) & address_mask;
        return d;
    }
    [[nodiscard]] constexpr MemoryDescriptor as_virtual() const
    {
        MemoryDescriptor d = *this;
        d.low_ |= virtual_bit;
        return d;
    }

    [[nodiscard]] constexpr Word low() const { return low_ & address_mask; }
    [[nodiscard]] constexpr Word last() const { return high_ | ~address_mask; }
    [[nodiscard]] constexpr MemoryType type() const { return MemoryType(low_ & 0xFF); }
    [[nodiscard]] constexpr bool is_virtual() const { return low_ & virtual_bit; }

private:
    static constexpr Word address_mask = ~Word{0x3FF};
    static constexpr Word virtual_bit = 1 << 9;

    Word low_ = 0;
    Word high_ = 0;
};

static_assert(sizeof(MemoryDescriptor) == 2 * sizeof(Word));
static_assert(MemoryDescriptor::make(MemoryType::boot_module, 0x4000, 0x1000).low() == 0x4000);
static_assert(MemoryDescriptor::make(MemoryType::boot_module, 0x4000, 0x1000).last() == 0x4FFF);

}  // namespace pinyon

#endif  // PINYON_MEMORY_DESCRIPTOR_H
