// SPDX-License-Identifier: BSD-2-Clause
// The kernel configuration page: the same page as a boot loader fills it in before the start.
#ifndef PINYON_L4_KCP_H
#define PINYON_L4_KCP_H

#include <l4/kip_layout.h>

// Of the fields, Kdebug, the servers, MemoryInfo, KdebugConfig, MainMem, DedicatedMem and
// BootInfo have a meaning.
typedef L4_KernelInterfacePage_t L4_KernelConfigurationPage_t;

#endif
