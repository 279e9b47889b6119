// SPDX-License-Identifier: BSD-2-Clause
// Implements what is more than one access to a PCI function's configuration registers.
#include "pci_function.h"

namespace block {

// A damaged list may be a ring.
unsigned PciFunction::capability(unsigned kind, unsigned at) const
{
    constexpr unsigned most = 48;  // that fit into the registers
    constexpr unsigned status_has_list = 1u << 20;
    if ((read(command_and_status) & status_has_list) == 0)
        return 0;
    unsigned next = at == 0 ? first_capability : at + 1;
    for (unsigned i = 0; i < most; ++i) {
        unsigned const here = read_byte(next) & ~3u;
        if (here == 0 || read_byte(here) == kind)
            return here;
        next = here + 1;
    }
    return 0;
}

unsigned long PciFunction::memory_base(unsigned index) const
{
    constexpr unsigned registers = 6, ports = 1, kind_mask = 6, wide = 4, flags = 0xF;
    unsigned const offset = first_base_address + 4 * index;
    unsigned const low = index < registers ? read(offset) : ports;
    if (low & ports)
        return 0;
    unsigned long const high = (low & kind_mask) == wide ? read(offset + 4) : 0;
    return high << 32 | (low & ~flags);
}

void PciFunction::enable() const
{
    constexpr unsigned memory = 1 << 1, master = 1 << 2, no_interrupt = 1 << 10;
    unsigned const command = read(command_and_status) & 0xFFFF;  // ones above would clear status
    write(command_and_status, (command | memory | master) & ~no_interrupt);
}

}  // namespace block
