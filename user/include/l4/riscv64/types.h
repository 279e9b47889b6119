// SPDX-License-Identifier: BSD-2-Clause
// riscv64 has the 64-bit form of every basic type.
#ifndef PINYON_L4_RISCV64_TYPES_H
#define PINYON_L4_RISCV64_TYPES_H

#include <l4/words64.h>

#endif
