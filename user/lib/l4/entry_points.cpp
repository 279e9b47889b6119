// SPDX-License-Identifier: BSD-2-Clause
// Finds the kernel's entry points in the kernel interface page.
#include <l4/entry.h>
#include <l4/kip.h>

extern "C" {

__L4_EntryPoints_t __L4_Entry;

}  // extern "C"

namespace {

// An entry that is smaller than the page's area is an offset in it, any other an address.
L4_Word_t entry_address(void const* kip, L4_Word_t entry)
{
    return entry < L4_KipAreaSize(kip) ? (L4_Word_t)kip + entry : entry;
}

}  // namespace

void __L4_Init()
{
    void const* const kip = L4_GetKernelInterface();
    auto const& page = *static_cast<L4_KernelInterfacePage_t const*>(kip);
    __L4_Entry = {
        .space_control = entry_address(kip, page.SpaceControl),
        .thread_control = entry_address(kip, page.ThreadControl),
        .processor_control = entry_address(kip, page.ProcessorControl),
        .memory_control = entry_address(kip, page.MemoryControl),
        .ipc = entry_address(kip, page.Ipc),
        .lipc = entry_address(kip, page.Lipc),
        .unmap = entry_address(kip, page.Unmap),
        .exchange_registers = entry_address(kip, page.ExchangeRegisters),
        .system_clock = entry_address(kip, page.SystemClock),
        .thread_switch = entry_address(kip, page.ThreadSwitch),
        .schedule = entry_address(kip, page.Schedule),
    };
}
