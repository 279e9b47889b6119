// SPDX-License-Identifier: BSD-2-Clause
// The end of the machine: QEMU's isa-debug-exit. A machine without one stops.
#include "arch/x86_64/x86_64_console.h"
#include "arch/x86_64/x86_64_cpu.h"

namespace pinyon::x86_64 {

namespace {

// QEMU ends with 2 * value + 1, so values start where no status of its own can be meant.
constexpr std::uint16_t exit_port = 0xf4;
constexpr unsigned success = 0x10, largest_status = 0x2f;

}  // namespace

void exit_machine(unsigned status)
{
    out32(exit_port, success + (status < largest_status ? status : largest_status));
    stop_cpu();
}

}  // namespace pinyon::x86_64
