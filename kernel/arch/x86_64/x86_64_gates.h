// SPDX-License-Identifier: BSD-2-Clause
// The interrupt descriptor table (AMD64 APM volume 2, 4.8.4), written by start-up.
#ifndef PINYON_X86_64_GATES_H
#define PINYON_X86_64_GATES_H

#include "generic/types.h"

namespace pinyon::x86_64 {

struct Gate {
    Word low, high;
};
extern Gate gates[256];

}  // namespace pinyon::x86_64

#endif  // PINYON_X86_64_GATES_H
