// SPDX-License-Identifier: BSD-2-Clause
// I/O ports of user code: the bitmap in the task-state segment, and the instructions that use it.
#ifndef PINYON_X86_64_PORTS_H
#define PINYON_X86_64_PORTS_H

#include "arch/x86_64/x86_64_per_cpu.h"

namespace pinyon::x86_64 {

void copy_ports(PerCpu& cpu, PortMap const& ports);

// Most spaces have no port, and most switches are between those. The bitmap stays as it is while
// they run: for the next space with ports, which is often the same one.
inline bool open_ports(PortMap const& ports)
{
    PerCpu& cpu = here();
    std::uint16_t const wanted = ports.version == 0 ? no_io_map : io_map_base;
    bool const copied = ports.version != 0 && cpu.port_version != ports.version;
    if (copied)
        copy_ports(cpu, ports);
    bool const moved = cpu.tss.io_map_base != wanted;
    cpu.tss.io_map_base = wanted;
    return copied || moved;
}

// Which ports the instruction at the frame's IP uses; size 0: it is none that uses ports.
struct PortAccess {
    unsigned first = 0, size = 0;
};
[[nodiscard]] PortAccess port_access(TrapFrame const& frame);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_PORTS_H
