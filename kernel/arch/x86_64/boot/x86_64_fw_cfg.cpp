// SPDX-License-Identifier: BSD-2-Clause
// The memory map as QEMU tells it, for boot loaders that give none.
#include <initializer_list>

#include "arch/x86_64/boot/x86_64_start_up.h"
#include "arch/x86_64/x86_64_cpu.h"
#include "glue/devices/fw_cfg.h"

namespace pinyon::x86_64 {

namespace {

struct FwCfgPorts {
    void select(std::uint16_t key) const { out16(0x510, key); }
    [[nodiscard]] std::uint8_t next_byte() const { return in8(0x511); }
};

struct [[gnu::packed]] Region {
    Word base, length;
    std::uint32_t type;
};
constexpr std::uint32_t type_ram = 1;

// Where PCs have their VGA memory and their BIOS; the map does not say so.
constexpr PhysRange legacy_hole{PhysAddr{0xa'0000}, 0x6'0000};

}  // namespace

Complaint read_fw_cfg_map(RamMap& ram)
{
    FwCfg<FwCfgPorts> const qemu;
    if (!qemu.is_there())
        return "U-Boot gives no memory map, and there is no QEMU to ask";
    auto const file = qemu.find("etc/e820");
    Word const regions = file.size / sizeof(Region);
    for (bool const is_ram : {true, false}) {
        qemu.select(file.key);
        for (Word i = 0; i < regions; ++i) {
            auto const region = qemu.next<Region>();
            if ((region.type == type_ram) == is_ram)
                ram.set(region.base, region.length, is_ram);
        }
    }
    ram.set(legacy_hole.base.raw(), legacy_hole.size, false);
    return regions > 0 ? nullptr : "QEMU gives no memory map";
}

}  // namespace pinyon::x86_64
