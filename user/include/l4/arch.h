// SPDX-License-Identifier: BSD-2-Clause
// Extensions of single architectures, if the present one has any.
#ifndef PINYON_L4_ARCH_H
#define PINYON_L4_ARCH_H

#include <l4/types.h>

#if defined(__x86_64__)
#include <l4/amd64/arch.h>
#endif

#endif
