// SPDX-License-Identifier: BSD-2-Clause
// Ends the machine with a status through semihosting (Arm semihosting specification 5.8).
#include "arch/arm64/arm64_cpu.h"
#include "arch/arm64/arm64_machine.h"

namespace pinyon::arm64 {

namespace {

constexpr Word sys_exit_extended = 0x20, application_exit = 0x20026;
constinit bool ending = false;

}  // namespace

bool machine_ending() { return ending; }

void exit_machine(unsigned status)
{
    ending = true;
    Word const block[2] = {application_exit, status};
    register Word operation asm("x0") = sys_exit_extended;
    register Word const* parameter asm("x1") = block;
    asm volatile("hlt #0xf000" : "+r"(operation) : "r"(parameter) : "memory");
    stop_cpu();
}

void stop_cpu()
{
    for (;;)
        wait_for_event_or_interrupt();
}

}  // namespace pinyon::arm64
