// SPDX-License-Identifier: BSD-2-Clause
// Page faults: cured by the kernel where no pager is needed, else sent to the pager.
#include "generic/ipc/faults.h"

#include "generic/ipc/ipc.h"

namespace pinyon {

namespace {

// sigma0 holds every frame that is not reserved; its faults are answered by the kernel itself.
bool map_for_sigma0(Kernel& kernel, Space& sigma0, UserAddr address)
{
    UserAddr const page{round_down(address.raw(), page_size)};
    Result<bool> const mapped = kernel.mapping.map_identity(sigma0, page);
    return mapped && mapped.value();
}

}  // namespace

bool cured_by_kernel(Kernel& kernel, Space& space, UserAddr address, Rights access)
{
    return kernel.mapping.cure(space, address, access) ||
           (space.owns_all && map_for_sigma0(kernel, space, address));
}

bool note_page_fault(Kernel& kernel, Tcb& self, UserAddr address, Rights access)
{
    if (cured_by_kernel(kernel, *self.space, address, access))
        return false;
    self.fault_words[0] = address.raw();
    self.fault_words[1] = Arch::ip(self.frame);
    self.fault_access = access;
    return true;
}

void page_fault(Cpu& cpu, Tcb& self)
{
    start_kernel_op(cpu, self, KernelOp::page_fault, ThreadId{self.utcb.read(PINYON_TCR_PAGER)});
}

void exception(Cpu& cpu, Tcb& self, bool system)
{
    self.system_exception = system;
    ThreadId const handler{self.utcb.read(PINYON_TCR_EXCEPTION_HANDLER)};
    start_kernel_op(cpu, self, KernelOp::exception, handler);
}

void print_thread(Tcb const& t)
{
    print("thread %lu.%lu ip %lx sp %lx", t.id.number(), t.id.version(), Arch::ip(t.frame),
          Arch::sp(t.frame));
}

}  // namespace pinyon
