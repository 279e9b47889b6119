// SPDX-License-Identifier: BSD-2-Clause
// The memory map as QEMU tells it (QEMU, docs/specs/fw_cfg), for boot loaders that give none.
#include <initializer_list>

#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_cpu.h"

namespace pinyon::x86_64 {

namespace {

constexpr std::uint16_t selector_port = 0x510, data_port = 0x511;
constexpr std::uint16_t key_signature = 0, key_directory = 0x19;
constexpr char file_name[] = "etc/e820";

struct File {
    std::uint32_t size;  // big-endian, as is the key
    std::uint16_t key, reserved;
    char name[56];
};
struct [[gnu::packed]] Region {
    Word base, length;
    std::uint32_t type;
};
constexpr std::uint32_t type_ram = 1;

// Where PCs have their VGA memory and their BIOS; the map does not say so.
constexpr PhysRange legacy_hole{PhysAddr{0xa'0000}, 0x6'0000};

void select(std::uint16_t key) { out16(selector_port, key); }

template <class T>
T next()
{
    T value;
    for (unsigned i = 0; i < sizeof value; ++i)
        reinterpret_cast<std::uint8_t*>(&value)[i] = in8(data_port);
    return value;
}

// Size 0 if there is no such file.
File find_map()
{
    select(key_directory);
    auto const count = __builtin_bswap32(next<std::uint32_t>());
    for (std::uint32_t i = 0; i < count; ++i) {
        File const file = next<File>();
        if (__builtin_memcmp(file.name, file_name, sizeof file_name) == 0)
            return file;
    }
    return {};
}

}  // namespace

Complaint read_fw_cfg_map(RamMap& ram)
{
    constexpr std::uint32_t signature = 'Q' | 'E' << 8 | 'M' << 16 | 'U' << 24;
    select(key_signature);
    if (next<std::uint32_t>() != signature)
        return "U-Boot gives no memory map, and there is no QEMU to ask";
    File const file = find_map();
    auto const regions = __builtin_bswap32(file.size) / sizeof(Region);
    for (bool const is_ram : {true, false}) {
        select(__builtin_bswap16(file.key));
        for (Word i = 0; i < regions; ++i) {
            auto const region = next<Region>();
            if ((region.type == type_ram) == is_ram)
                ram.set(region.base, region.length, is_ram);
        }
    }
    ram.set(legacy_hole.base.raw(), legacy_hole.size, false);
    return regions > 0 ? nullptr : "QEMU gives no memory map";
}

}  // namespace pinyon::x86_64
