// SPDX-License-Identifier: BSD-2-Clause
// The way in of port faults, on machines with I/O ports.
#include "glue/event.h"
#include "glue/instance.h"

namespace pinyon {

Tcb* port_fault_event(Cpu& cpu, unsigned first, unsigned size)
{
    port_fault(cpu, *cpu.current, first, size);
    return leave(cpu);
}

Arch::TrapFrame* enter_port_fault(unsigned first, unsigned size)
{
    Cpu& cpu = the_kernel().cpus[Arch::this_cpu().raw()];
    return frame_of(cpu, port_fault_event(cpu, first, size));
}

}  // namespace pinyon
