// SPDX-License-Identifier: BSD-2-Clause
// I/O ports: faults of user code, turned into messages (reference 6.2).
#include "generic/ipc/faults.h"
#include "generic/ipc/ipc.h"

namespace pinyon {

namespace {

// What the pager is asked for. A range is aligned by definition: an access that is not comes as
// one fault for each port.
PortRange wanted_range(Space const& space, unsigned first, unsigned size)
{
    unsigned const log2 = unsigned(__builtin_ctz(size));
    if (first % size == 0)
        return PortRange::around(first, log2);
    while (IoPorts::may_use(space, first, 1))
        ++first;
    return PortRange::around(first, 0);
}

}  // namespace

void port_fault(Cpu& cpu, Tcb& self, unsigned first, unsigned size)
{
    Space& space = *self.space;
    if (first + size > PortRange::port_count || IoPorts::may_use(space, first, size))
        return exception(cpu, self, false);
    PortRange const wanted = wanted_range(space, first, size);
    if (space.owns_all && cpu.kernel->ports.open_to_root(space, wanted))
        return;
    self.fault_words[0] = Fpage::make_ports(wanted).raw();
    self.fault_words[1] = Arch::ip(self.frame);
    start_kernel_op(cpu, self, KernelOp::port_fault, ThreadId{self.utcb.read(PINYON_TCR_PAGER)});
}

}  // namespace pinyon
