// SPDX-License-Identifier: BSD-2-Clause
// What of this CPU the kernel uses, for the boot log.
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_registers.h"
#include "generic/print.h"
#include "glue/binder.h"

namespace pinyon::arm64 {

void Port::print_features()
{
    bool const pan = Mmfr1::Pan::get(id_aa64mmfr1_el1::read()) != 0;
    print("features: %u address-space tags, %sGICv2, virtual timer at %lu kHz\n",
          arm64::asid_count(), pan ? "PAN, " : "", clock::frequency() / 1000);
}

}  // namespace pinyon::arm64
