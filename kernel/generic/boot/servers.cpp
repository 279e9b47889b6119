// SPDX-License-Identifier: BSD-2-Clause
// sigma0 and the root server: privileged spaces whose threads start without a message.
#include "generic/boot/servers.h"

#include "generic/boot/start_up.h"
#include "generic/threads/threads.h"
#include "generic/time/scheduler.h"

namespace pinyon {

namespace {

ThreadId server_id(Kernel const& kernel, unsigned offset)
{
    return ThreadId::global(kernel.user_base + offset, 1);
}

Space& privileged_space(Kernel& kernel)
{
    auto const made = new_space(kernel);
    if (!made)
        refuse_boot("the kernel heap is too small for the root servers");
    Space& space = *made.value();
    space.privileged = true;
    Fpage const kip = Fpage::make(server_kip_area, PINYON_KIP_SIZE_LOG2);
    Fpage const utcbs = Fpage::make(server_utcb_area, server_utcb_area_log2);
    if (configure_space(kernel, space, kip, utcbs) != ErrorCode::ok)
        refuse_boot("the root servers' areas do not fit into the user area");
    return space;
}

void start_server(Kernel& kernel, ThreadId id, ThreadId pager, Word entry, Space& space)
{
    Cpu& cpu = kernel.cpus[0];
    ThreadId const scheduler = server_id(kernel, 2);
    auto const made = new_thread(cpu, id, &space, scheduler);
    if (!made || activate_thread(kernel, *made.value(), UserAddr{server_utcb_area}, pager) !=
                     ErrorCode::ok)
        refuse_boot("the kernel heap is too small for the root servers");
    Tcb& server = *made.value();
    server.priority = root_priority;
    Arch::set_ip(server.frame, entry);
    refresh(cpu, server);
}

}  // namespace

void start_servers(Kernel& kernel, MemoryPlan const& plan)
{
    Space& sigma0 = privileged_space(kernel);
    sigma0.owns_all = true;
    Space& root = privileged_space(kernel);
    ThreadId const sigma0_id = server_id(kernel, 0);
    start_server(kernel, sigma0_id, nilthread, plan.sigma0.entry, sigma0);
    start_server(kernel, server_id(kernel, 2), sigma0_id, plan.root.entry, root);
}

}  // namespace pinyon
