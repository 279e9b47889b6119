// SPDX-License-Identifier: BSD-2-Clause
// The invariants of docs/invariants.md as one check of the whole kernel state, made after every
// event where the configuration asks for it, as long as one processor runs. Panics with the number
// of what is broken.
#ifndef PINYON_INVARIANTS_H
#define PINYON_INVARIANTS_H

#include "generic/kernel.h"

namespace pinyon {

void check_invariants(Kernel& kernel);

}  // namespace pinyon

#endif  // PINYON_INVARIANTS_H
