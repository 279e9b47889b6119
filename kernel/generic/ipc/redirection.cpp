// SPDX-License-Identifier: BSD-2-Clause
// Where messages go that leave a space with a redirector.
#include "generic/ipc/redirection.h"

#include "generic/ipc/identity.h"

namespace pinyon {

Tcb* redirect(Kernel& kernel, Space const& source, Tcb& dest)
{
    if (!dest.space || dest.space == &source)
        return &dest;
    Tcb* const redirector = kernel.threads.find(source.redirector);
    return redirector && redirector->space == dest.space ? &dest : redirector;
}

bool redirects_for(Kernel& kernel, Tcb const& thread, Space const& space)
{
    Space const* at = &space;
    for (unsigned i = 0; i < longest_redirection; ++i) {
        Tcb const* const redirector = kernel.threads.find(at->redirector);
        if (!redirector || redirector == &thread)
            return redirector != nullptr;
        at = redirector->space;
    }
    return false;
}

Result<ThreadId> redirector_operand(Kernel& kernel, Tcb const& self, Space const& space,
                                    ThreadId operand)
{
    if (operand == anythread)
        return nilthread;
    Tcb const* const redirector = resolve(kernel, self.space, operand);
    Tcb const* next = redirector;
    for (unsigned i = 0; next; ++i) {
        if (i == longest_redirection || !next->space || next->space == &space)
            return ErrorCode::invalid_space;
        next = kernel.threads.find(next->space->redirector);
    }
    if (!redirector)
        return ErrorCode::invalid_space;
    return redirector->id;
}

}  // namespace pinyon
