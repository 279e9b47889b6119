// SPDX-License-Identifier: BSD-2-Clause
// What the boot loader and the firmware said, in one form for every machine. Filled by the port.
#ifndef PINYON_BOOT_FACTS_H
#define PINYON_BOOT_FACTS_H

#include "generic/types.h"

namespace pinyon {

// Bytes [base, base + size); size 0 = none.
struct PhysRange {
    PhysAddr base{};
    Word size = 0;
    [[nodiscard]] constexpr PhysAddr end() const { return base + size; }
    [[nodiscard]] constexpr bool contains(PhysAddr a) const { return a >= base && a < end(); }
};

// What is empty overlaps nothing.
constexpr bool overlap(PhysRange a, PhysRange b)
{
    return a.size > 0 && b.size > 0 && a.base < b.end() && b.base < a.end();
}

template <unsigned most>
class RangeList {
public:
    static constexpr unsigned capacity = most;

    // Drops the range (returns false) when the list is full.
    constexpr bool add(PhysRange range)
    {
        if (range.size == 0)
            return true;
        if (count_ == capacity)
            return false;
        ranges_[count_++] = range;
        return true;
    }
    [[nodiscard]] constexpr PhysRange const* begin() const { return ranges_; }
    [[nodiscard]] constexpr PhysRange const* end() const { return ranges_ + count_; }
    [[nodiscard]] constexpr unsigned size() const { return count_; }

private:
    PhysRange ranges_[capacity]{};
    unsigned count_ = 0;
};

// A file that the boot loader left in memory, with the text that came along: its name first, as a
// path perhaps, then its arguments.
struct BootModule {
    PhysRange range;
    char const* command_line = "";
};

class ModuleList {
public:
    static constexpr unsigned capacity = 32;

    // Drops the module (returns false) when the list is full; start_up() refuses to go on then.
    constexpr bool add(BootModule module)
    {
        if (count_ == capacity) {
            ++dropped_;
            return false;
        }
        modules_[count_++] = module;
        return true;
    }
    [[nodiscard]] constexpr BootModule const* begin() const { return modules_; }
    [[nodiscard]] constexpr BootModule const* end() const { return modules_ + count_; }
    [[nodiscard]] constexpr unsigned size() const { return count_; }
    [[nodiscard]] constexpr unsigned dropped() const { return dropped_; }

private:
    BootModule modules_[capacity]{};
    unsigned count_ = 0;
    unsigned dropped_ = 0;
};

struct BootFacts {
    RangeList<32> ram;        // whole pages, disjoint, all of it inside the direct map
    RangeList<32> reserved;   // in use: firmware, tables that stay; never handed out
    RangeList<8> shared;      // device windows that anyone may map (frame buffers)
    PhysRange kernel;         // resident image: text, data, bss, symbols
    PhysRange start_up;       // start-up sections, given to sigma0's pool after start-up
    PhysRange archive;        // cpio archive with boot modules, if the loader calls it that
    ModuleList modules;       // what it brought apart from it; the first may be the archive
    Word ram_left_out = 0;    // bytes of RAM that the direct map does not reach
    char const* command_line = "";  // without the kernel's own name
    char const* machine = "";  // for the boot log
};

}  // namespace pinyon

#endif  // PINYON_BOOT_FACTS_H
