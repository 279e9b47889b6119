// SPDX-License-Identifier: BSD-2-Clause
// What a thread is about to do, as far as that is rarely asked.
#include "generic/threads/tcb.h"

namespace pinyon {

bool Tcb::has_work() const
{
    return drives_transfer() || searching || long_op.kind != LongOp::Kind::none;
}

}  // namespace pinyon
