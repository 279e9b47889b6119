// SPDX-License-Identifier: BSD-2-Clause
// What of this CPU the kernel uses, for the boot log.
#include "arch/riscv64/riscv64_machine.h"
#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon::riscv64 {

void Port::print_features()
{
    print("features: hart %lu, Sv39, %u address-space tags, timer %s, FPU %s, PLIC\n", machine.hart,
          machine.asids, machine.timer.direct() ? "Sstc" : "SBI", machine.fpu ? "yes" : "no");
}

}  // namespace pinyon::riscv64
