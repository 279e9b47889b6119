// SPDX-License-Identifier: BSD-2-Clause
// Whom an id names, and by which id a thread is known (reference 2.1): global ids everywhere, local
// ones within a space.
#ifndef PINYON_IDENTITY_H
#define PINYON_IDENTITY_H

#include "generic/kernel.h"

namespace pinyon {

// The thread that an id names for the invoker: global ids anywhere, local ids in its own space.
// Null: nobody. Inactive threads are found by their global id only.
[[nodiscard]] Tcb* resolve_local(Kernel& kernel, Space const* space, ThreadId id);
[[nodiscard]] inline Tcb* resolve(Kernel& kernel, Space const* space, ThreadId id)
{
    return id.is_global() ? kernel.threads.find(id) : resolve_local(kernel, space, id);
}

// The id by which `reader` knows `thread`: local in the same space, else global.
[[nodiscard]] inline ThreadId shown_to(Tcb const& reader, Tcb const& thread)
{
    bool const local = thread.space && thread.space == reader.space && thread.active;
    return local ? ThreadId{thread.utcb_pointer.raw()} : thread.id;
}

}  // namespace pinyon

#endif  // PINYON_IDENTITY_H
