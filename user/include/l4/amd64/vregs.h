// SPDX-License-Identifier: BSD-2-Clause
// amd64 keeps every virtual register in the UTCB, in the layout that all our machines share.
#ifndef PINYON_L4_AMD64_VREGS_H
#define PINYON_L4_AMD64_VREGS_H

#include <l4/utcb.h>

#endif
