// SPDX-License-Identifier: BSD-2-Clause
// The servers that the kernel starts itself (reference 6.8).
#ifndef PINYON_SERVERS_H
#define PINYON_SERVERS_H

#include "generic/boot/memory_plan.h"
#include "generic/kernel.h"

namespace pinyon {

// Where sigma0 and the root server see the kernel interface page and their UTCBs: below 2^38, so
// legal in every page-table format, and above the RAM of usual boards.
inline constexpr Word server_kip_area = 0x3F'FFF0'0000;
inline constexpr Word server_utcb_area = 0x3F'FF00'0000;
inline constexpr unsigned server_utcb_area_log2 = 18;

// Makes both ready to run; their images are in place.
void start_servers(Kernel& kernel, MemoryPlan const& plan);

}  // namespace pinyon

#endif  // PINYON_SERVERS_H
