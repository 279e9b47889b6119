// SPDX-License-Identifier: BSD-2-Clause
// The way in of port faults, on machines with I/O ports.
#include "glue/event.h"

namespace pinyon {

Tcb* port_fault_event(Cpu& cpu, unsigned first, unsigned size)
{
    // The fast path leaves them closed until somebody wants one.
    if (!Arch::open_ports(cpu.current->space->ports))
        port_fault(cpu, *cpu.current, first, size);
    return leave(cpu);
}

Arch::TrapFrame* enter_port_fault(unsigned first, unsigned size)
{
    Cpu& cpu = enter();
    return frame_of(cpu, port_fault_event(cpu, first, size));
}

}  // namespace pinyon
