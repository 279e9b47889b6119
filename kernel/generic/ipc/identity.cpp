// SPDX-License-Identifier: BSD-2-Clause
// Local ids: the addresses of UTCBs.
#include "generic/ipc/identity.h"

namespace pinyon {

Tcb* resolve_local(Kernel& kernel, Space const* space, ThreadId id)
{
    if (id.is_nil() || id == anylocalthread || !space)
        return nullptr;
    auto const page = kernel.mapping.translate(*space, UserAddr{id.raw()});
    if (!page.present || !page.special || !kernel.frames.owns(page.address))
        return nullptr;
    FrameInfo& info = kernel.frames.info(page.address);
    if (info.use != FrameInfo::Use::utcb)
        return nullptr;
    Word const slot = (id.raw() & (page_size - 1)) >> PINYON_UTCB_SIZE_LOG2;
    Tcb* const t = info.utcbs.thread[slot];
    return t && t->utcb_pointer.raw() == id.raw() && !t->doomed ? t : nullptr;
}

}  // namespace pinyon
