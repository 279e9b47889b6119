// SPDX-License-Identifier: BSD-2-Clause
// Recognises requests to the kernel debugger: INT3 and a marker instruction (reference 10.2).
#ifndef PINYON_X86_64_DEBUGGER_H
#define PINYON_X86_64_DEBUGGER_H

#include "arch/x86_64/x86_64_frame.h"

namespace pinyon::x86_64 {

struct DebuggerRequest {
    bool valid = false;
    unsigned operation = 0;
    Word text = 0;  // address, where the marker names it
};

// `frame` is that of the running thread, whose IP is behind an INT3.
[[nodiscard]] DebuggerRequest debugger_request(TrapFrame const& frame);

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_DEBUGGER_H
