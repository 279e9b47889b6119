// SPDX-License-Identifier: BSD-2-Clause
// What the parts of the arm64 start-up code tell each other.
#ifndef PINYON_ARM64_BOOT_H
#define PINYON_ARM64_BOOT_H

#include "arch/arm64/boot/arm64_mapper.h"
#include "generic/boot/device_tree.h"

namespace pinyon::arm64 {

// The boot protocol's limit on the size of a device tree.
inline constexpr Word device_tree_limit = 2 * 1024 * 1024;

// Gives the kernel's drivers their windows on device registers, one after the other.
class DeviceWindows {
public:
    explicit DeviceWindows(Mapper& mapper) : mapper_{mapper} {}

    // Maps the registers that are `range`, refusing to boot where there are none.
    [[nodiscard]] VirtAddr map(PhysRange range, char const* what);

private:
    Mapper& mapper_;
    Word next_ = device_base;
};

// Each finds its device in the tree, starts it and reserves its registers, so that no program
// gets hold of them.
void start_console(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts);
void start_interrupts(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts);
void start_clock(DeviceTree const& tree);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_BOOT_H
