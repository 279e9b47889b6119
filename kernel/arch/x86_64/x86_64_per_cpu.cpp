// SPDX-License-Identifier: BSD-2-Clause
// The records of the CPUs.
#include "arch/x86_64/x86_64_per_cpu.h"

#include "glue/instance.h"

namespace pinyon::x86_64 {

constinit PerCpu boot_cpu{};

namespace {

template <class Core>
PerCpu& record_in(Core& cpu)
{
    if constexpr (several)
        return cpu.record;
    else
        return boot_cpu;
}

}  // namespace

PerCpu& record_of(CpuId cpu) { return record_in(kernel_instance.cpus[cpu.raw()]); }

}  // namespace pinyon::x86_64
