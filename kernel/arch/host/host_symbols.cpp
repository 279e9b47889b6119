// SPDX-License-Identifier: BSD-2-Clause
// The symbol table of a kernel inside an ordinary process: empty, the debugger has the names.
#include "generic/types.h"

extern "C" {
extern pinyon::Word const ksyms_start[1];
pinyon::Word const ksyms_start[1] = {0};
}
