// SPDX-License-Identifier: BSD-2-Clause
// SpaceControl (reference 4.8): where a space has its kernel interface page and its UTCBs, and who
// gets what its threads send to others.
#include "generic/reaper.h"
#include "generic/redirection.h"
#include "generic/system_calls.h"
#include "generic/threads.h"

namespace pinyon {

ErrorCode space_control(Cpu& cpu, Tcb& self, SpaceControlCall const& call)
{
    Kernel& kernel = *cpu.kernel;
    if (!self.space->privileged)
        return ErrorCode::no_privilege;
    bool const redirects = !call.redirector.is_nil();
    if (redirects && !reaper_idle(kernel)) {
        wait_for_reaper(kernel, self, LongOp::Kind::repeat_call, PINYON_SYS_SPACE_CONTROL);
        return ErrorCode::ok;
    }
    Tcb const* const member = call.space.is_global() ? kernel.threads.find(call.space) : nullptr;
    if (!member || !member->space)
        return ErrorCode::invalid_space;
    Space& space = *member->space;
    Result<ThreadId> const redirector =
        redirects ? redirector_operand(kernel, self, space, call.redirector) : space.redirector;
    ErrorCode error = redirector.error();
    // With an active thread the areas are ignored: they are in use.
    if (redirector && space.active_threads == 0)
        error = configure_space(kernel, space, call.kip_area, call.utcb_area);
    if (error == ErrorCode::ok && redirector.value() != space.redirector) {
        space.redirector = redirector.value();
        review_senders(kernel);
        wait_for_reaper(kernel, self, LongOp::Kind::reap, PINYON_SYS_SPACE_CONTROL);
    }
    return error;
}

}  // namespace pinyon
