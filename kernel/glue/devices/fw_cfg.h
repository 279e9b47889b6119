// SPDX-License-Identifier: BSD-2-Clause
// Files that QEMU hands to firmware (QEMU, docs/specs/fw_cfg). How its two registers are reached is
// the port's:
//
//   void select(std::uint16_t key) const
//   std::uint8_t next_byte() const
#ifndef PINYON_FW_CFG_H
#define PINYON_FW_CFG_H

#include <bit>

#include "generic/types.h"

namespace pinyon {

template <class Registers>
struct FwCfg : Registers {
    static_assert(std::endian::native == std::endian::little);

    struct File {
        std::uint16_t key;
        std::uint32_t size;  // bytes; 0 if there is no such file
    };

    [[nodiscard]] bool is_there() const
    {
        constexpr std::uint32_t signature = 'Q' | 'E' << 8 | 'M' << 16 | 'U' << 24;
        this->select(key_signature);
        return next<std::uint32_t>() == signature;
    }

    template <unsigned length>
    [[nodiscard]] File find(char const (&name)[length]) const
    {
        this->select(key_directory);
        auto const count = __builtin_bswap32(next<std::uint32_t>());
        for (std::uint32_t i = 0; i < count; ++i) {
            auto const entry = next<Entry>();
            if (__builtin_memcmp(entry.name, name, length) == 0)
                return {__builtin_bswap16(entry.key), __builtin_bswap32(entry.size)};
        }
        return {0, 0};
    }

    // What follows in the file that is selected.
    template <class T>
    [[nodiscard]] T next() const
    {
        T value;
        for (unsigned i = 0; i < sizeof value; ++i)
            reinterpret_cast<std::uint8_t*>(&value)[i] = this->next_byte();
        return value;
    }

private:
    static constexpr std::uint16_t key_signature = 0, key_directory = 0x19;

    struct Entry {
        std::uint32_t size;  // big-endian, as is the key
        std::uint16_t key, reserved;
        char name[56];
    };
};

}  // namespace pinyon

#endif  // PINYON_FW_CFG_H
