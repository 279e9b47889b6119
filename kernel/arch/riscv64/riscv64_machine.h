// SPDX-License-Identifier: BSD-2-Clause
// What start-up found out about this machine and the running kernel needs.
#ifndef PINYON_RISCV64_MACHINE_H
#define PINYON_RISCV64_MACHINE_H

#include "arch/riscv64/board/riscv64_console.h"
#include "arch/riscv64/board/riscv64_interrupt_controller.h"
#include "arch/riscv64/riscv64_timer.h"

namespace pinyon::riscv64 {

struct Machine {
    PhysAddr kernel_root{};   // the page table whose upper half every space shares
    unsigned asids = 1;       // address-space tags of the hardware; 1 = none
    bool fpu = false;
    unsigned cache_block = 0; // bytes of a block that Zicbom works on; 0 = there is no Zicbom
    Word exit_register = 0;   // kernel address of the test device; 0 = there is none
    unsigned processors = 1;  // that the firmware describes
    PhysAddr image{};         // where the kernel's image begins
    Timer timer;
    InterruptController interrupts;
    Console console;
};

extern constinit Machine machine;

}  // namespace pinyon::riscv64

#endif  // PINYON_RISCV64_MACHINE_H
