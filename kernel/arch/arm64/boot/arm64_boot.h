// SPDX-License-Identifier: BSD-2-Clause
// What the parts of the arm64 start-up code tell each other.
#ifndef PINYON_ARM64_BOOT_H
#define PINYON_ARM64_BOOT_H

#include "arch/arm64/arm64_interrupt_controller.h"
#include "arch/arm64/boot/arm64_mapper.h"
#include "generic/boot/device_tree.h"

namespace pinyon::arm64 {

// The boot protocol's limit on the size of a device tree.
inline constexpr Word device_tree_limit = 2 * 1024 * 1024;

// How the kernel came to life.
struct Entry {
    PhysAddr given;  // what the loader passed: a device tree, or tags, or nothing
    PhysAddr base;   // of the image
    Word level;      // exception level that the loader left
};

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

// Device registers that no program may get hold of.
void reserve(BootFacts& facts, PhysRange registers);

// Maps the machine's RAM and takes what the tree and the loader's tags say. The tree that comes
// back, and every string of the facts, is read through the direct map.
[[nodiscard]] DeviceTree discover(Entry const& entry, Mapper& mapper, BootFacts& facts);

// Each finds its device in the tree and starts it.
void start_console(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts);
void start_interrupts(DeviceTree const& tree, DeviceWindows& windows, BootFacts& facts);
void start_clock(DeviceTree const& tree);
void find_firmware(DeviceTree const& tree);

// Gives each processor of the tree its record. Offset: of the image, physical minus linked address.
void find_processors(DeviceTree const& tree, Word offset, BootFacts const& facts);

// The line of an entry of a node's `interrupts`, or none.
struct FoundLine {
    bool found = false;
    IrqLine line{};
};
[[nodiscard]] FoundLine private_line(DeviceTree const& tree, DeviceTree::Node node, unsigned index);

// For the boot log.
void remember_entry(Entry const& entry);

}  // namespace pinyon::arm64

#endif  // PINYON_ARM64_BOOT_H
