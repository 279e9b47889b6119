// SPDX-License-Identifier: BSD-2-Clause
// SpaceControl (reference 4.8): where a space has its kernel interface page and its UTCBs.
#include "generic/ipc.h"
#include "generic/system_calls.h"
#include "generic/threads.h"

namespace pinyon {

ErrorCode space_control(Cpu& cpu, Tcb& self, SpaceControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    if (!self.space->privileged)
        return ErrorCode::no_privilege;
    Tcb const* const member = call.space.is_global() ? kernel.threads.find(call.space) : nullptr;
    if (!member || !member->space)
        return ErrorCode::invalid_space;
    // With an active thread the areas are ignored: they are in use.
    if (member->space->active_threads > 0)
        return ErrorCode::ok;
    return configure_space(kernel, *member->space, call.kip_area, call.utcb_area);
}

}  // namespace pinyon
