// SPDX-License-Identifier: BSD-2-Clause
// riscv64 keeps every virtual register in the UTCB, in the layout that all our machines share.
#ifndef PINYON_L4_RISCV64_VREGS_H
#define PINYON_L4_RISCV64_VREGS_H

#include <l4/utcb.h>

#endif
