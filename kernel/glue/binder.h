// SPDX-License-Identifier: BSD-2-Clause
// The one place that names the architectures: selects the port that this build is for.
#ifndef PINYON_BINDER_H
#define PINYON_BINDER_H

#if defined(PINYON_PORT_x86_64)
#include "arch/x86_64/x86_64_port.h"
namespace pinyon { using Arch = x86_64::Port; }
#elif defined(PINYON_PORT_arm64)
#include "arch/arm64/arm64_port.h"
namespace pinyon { using Arch = arm64::Port; }
#elif defined(PINYON_PORT_riscv64)
#include "arch/riscv64/riscv64_port.h"
namespace pinyon { using Arch = riscv64::Port; }
#elif defined(PINYON_PORT_host)
#include "arch/host/host_port.h"
namespace pinyon { using Arch = host::Port; }
#else
#error "no port selected: compile with -DPINYON_PORT_<arch>"
#endif

#include "glue/contract.h"

static_assert(pinyon::CheckPort<pinyon::Arch>::complete);

#endif  // PINYON_BINDER_H
