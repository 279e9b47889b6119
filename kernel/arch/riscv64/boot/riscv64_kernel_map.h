// SPDX-License-Identifier: BSD-2-Clause
// The builder of the kernel's half of the address space, for start-up.
#ifndef PINYON_RISCV64_KERNEL_MAP_H
#define PINYON_RISCV64_KERNEL_MAP_H

#include "arch/riscv64/riscv64_mmu.h"
#include "generic/boot/boot_facts.h"

namespace pinyon::riscv64 {

class KernelMap {
public:
    // Takes its tables from a free piece of RAM and adds that to the reserved ranges. The facts are
    // complete otherwise, and RAM is page aligned and inside the direct map.
    explicit KernelMap(BootFacts& facts);

    void map_ram(BootFacts const& facts);
    void map_image(PhysAddr base);
    void activate() const;

    // Whether the CPU has the paging `mode`, whose tables have `extra` levels more than those in
    // use. After activate().
    [[nodiscard]] bool can_translate(Word mode, unsigned extra);

    // The kernel address of a device's registers. After activate().
    [[nodiscard]] Word map_device(PhysRange window);

private:
    void map(Word at, PhysAddr to, Word size, Word bits, unsigned largest_level);
    Word& entry(Word at, unsigned level);
    [[nodiscard]] PhysAddr new_table();

    PhysRange free_{};
    PhysAddr root_{};
    Word next_device_ = device_base;
};

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_KERNEL_MAP_H
